/** The runs of a process and of its store, behind one interface. Knows which are live here; summarises either kind. */
import { type CancelTimer, isoTime } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import { newRunId } from '../core/ids.ts';
import { oneLine } from '../core/text.ts';
import type { RunRecord } from '../storage/store.ts';
import { liveAnswer, storedAnswer } from './answer-run.ts';
import { type LiveRun, type LiveRunParts, startLiveRun } from './live-run.ts';
import type { Runs } from './runs.ts';

/** Runs that have ended stay in memory this long, so that their summary costs nothing. */
const KEEP_ENDED_MS = 600_000;
/** Between two progress reports to one caller. */
const PROGRESS_MS = 500;

export function createRuns(parts: LiveRunParts): Runs {
  const { fleet, store, pool } = parts;
  const { clock } = fleet;
  const live = new Map<string, LiveRun>();
  const forgetting = new Map<string, CancelTimer>();

  const forget = (id: string) => {
    live.delete(id);
    forgetting.delete(id);
  };

  /** The run as this process knows it, or as the store does. */
  const find = async (runId: string): Promise<{ live: LiveRun } | { stored: RunRecord }> => {
    const run = live.get(runId);
    if (run !== undefined) return { live: run };
    const stored = await store.getRun(runId);
    if (stored === undefined) throw new RollcallError('UNKNOWN_RUN', `There is no run "${oneLine(runId, 60)}".`);
    return { stored };
  };

  return {
    async start(spec) {
      const id = newRunId(clock);
      const { kind, title, params, principal, okWord } = spec;
      const devices = spec.devices.map(({ name, platform }) => ({ name, platform }));
      await store.createRun({ id, kind, title, params, principal, okWord, startedAt: isoTime(clock), devices });
      const run = startLiveRun(id, spec, parts);
      live.set(id, run);
      void run.ended
        .catch((failure: unknown) => fleet.log.error('run_not_stored', { run: id, detail: String(failure) }))
        .then(() =>
          forgetting.set(
            id,
            clock.after(KEEP_ENDED_MS, () => forget(id)),
          ),
        );
      return id;
    },

    async wait(runId, waitMs, options = {}) {
      const found = await find(runId);
      if ('stored' in found) return;
      const run = found.live;
      const { signal, onProgress, ownsRun = false } = options;
      let stopReports = () => {};
      const report = () => {
        onProgress?.(run.progress());
        stopReports = clock.after(PROGRESS_MS, report);
      };
      if (onProgress !== undefined) stopReports = clock.after(PROGRESS_MS, report);
      let stopWaiting = () => {};
      let onAbort = () => {};
      const left = new Promise<void>((resolve) => {
        stopWaiting = clock.after(waitMs, resolve);
        onAbort = resolve;
      });
      if (signal?.aborted) onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        await Promise.race([run.ended, left]);
        if (signal?.aborted) {
          if (ownsRun) {
            run.cancel(cancelled());
            await run.ended;
          }
          throw cancelled();
        }
      } finally {
        stopReports();
        stopWaiting();
        signal?.removeEventListener('abort', onAbort);
      }
    },

    async answer(runId) {
      const found = await find(runId);
      return 'live' in found ? liveAnswer(store, found.live) : storedAnswer(store, found.stored, isoTime(clock));
    },

    async cancel(runId) {
      const found = await find(runId);
      if ('live' in found) {
        found.live.cancel(cancelled());
        await found.live.ended;
      } else if (found.stored.state === 'running') {
        throw new RollcallError('BAD_INPUT', `Run "${runId}" belongs to another process.`, {
          hint: 'Cancel it where it was started.',
        });
      }
    },

    async shutdown() {
      for (const run of live.values()) run.cancel(cancelled());
      await Promise.allSettled([...live.values()].map((run) => run.ended));
      for (const cancel of forgetting.values()) cancel();
      forgetting.clear();
      await pool.closeAll();
    },
  };
}

function cancelled(): RollcallError {
  return new RollcallError('CANCELLED', 'The run was cancelled.', { phase: 'local' });
}
