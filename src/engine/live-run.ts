/** A run of this process while it goes on: its tally, its pace, its end. Knows devices' outcomes as they come in. */
import { setMaxListeners } from 'node:events';
import { type Clock, isoTime } from '../core/clock.ts';
import type { RollcallError } from '../core/errors.ts';
import type { DeviceOutcome } from '../core/outcome.ts';
import type { RunState } from '../core/run-state.ts';
import type { Device } from '../inventory/device.ts';
import { failureFromThrown } from '../ssh/failure.ts';
import type { Store } from '../storage/store.ts';
import { createTally, type Tally } from '../summary/tally.ts';
import { failureValue, knownFailure } from './failure-value.ts';
import type { Fleet } from './fleet.ts';
import { createOutcomeRecorder } from './outcome-recorder.ts';
import type { Digest, RunProgress, RunSpec } from './run-spec.ts';
import type { SessionPool } from './session-pool.ts';
import { type Visited, visitDevice } from './visit-device.ts';

export interface LiveRun {
  readonly id: string;
  readonly kind: string;
  readonly okWord: string;
  readonly tally: Tally;
  state(): RunState;
  /** See `RunSpec.conclude`. */
  note(): string | null;
  elapsedMs(): number;
  progress(): RunProgress;
  /** Text of a group's body that is still in memory, by group key. */
  bodyOf(key: string): string | undefined;
  cancel(reason: RollcallError): void;
  /** Resolves when every outcome is stored. Rejects when the store failed. */
  readonly ended: Promise<void>;
}

export interface LiveRunParts {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly pool: SessionPool;
}

/** Characters of group bodies kept in memory for differences; beyond it groups are shown by their evidence. */
const BODY_CHARS = 4_000_000;
/** Sockets opened before the process looks at anything else: each costs a tenth of a millisecond. */
const AT_ONCE = 100;
/** How often the store hears that the run is alive. */
const TOUCH_MS = 2_000;

/** Starts visiting at once. The run is in the store already. */
export function startLiveRun<T>(id: string, spec: RunSpec<T>, parts: LiveRunParts): LiveRun {
  const { fleet, store, pool } = parts;
  const { clock } = fleet;
  const startedMs = clock.monotonicMs();
  const tally = createTally(spec.devices.length);
  const bodies = new Map<string, string>();
  const pace = createPace(clock);
  const recorder = createOutcomeRecorder({ store, clock, runId: id });
  const control = new AbortController();
  // One listener per device is what this signal is for.
  setMaxListeners(0, control.signal);
  let bodyChars = 0;
  let state: RunState = 'running';
  let note: string | null = null;
  let endedMs: number | null = null;

  const keep = (device: Device, visited: Visited<T>): void => {
    const { outcome, digest } = digested(device, visited.outcome);
    record(device, outcome, digest, visited.answers);
    for (const mark of digest.marks) {
      if (mark.body === null || bodies.has(mark.key) || bodyChars > BODY_CHARS) continue;
      bodies.set(mark.key, mark.body);
      bodyChars += mark.body.length;
    }
    tally.add({
      device: device.name,
      status: outcome.status,
      attention: digest.attention,
      code: outcome.error?.code ?? null,
      durationMs: outcome.durationMs,
      marks: digest.marks.map(({ body, ...mark }) => ({ ...mark, bodyHash: body === null ? null : mark.key })),
    });
    pace.tick();
  };

  /** What the room above makes of the outcome; a fault of its own is that device's failure, not the run's end. */
  const digested = (device: Device, outcome: DeviceOutcome<T>): { outcome: DeviceOutcome<T>; digest: Digest } => {
    try {
      return { outcome, digest: spec.digest(device, outcome) };
    } catch (thrown) {
      const error = failureValue(knownFailure(thrown, fleet, device));
      const empty: Digest = { attention: false, marks: [], answers: [], value: null };
      return { outcome: { ...outcome, status: 'failed', value: null, error }, digest: empty };
    }
  };

  const record = (device: Device, outcome: DeviceOutcome<T>, digest: Digest, answers: Visited<T>['answers']): void => {
    recorder.add({
      row: {
        device: device.name,
        platform: device.platform,
        status: outcome.status,
        attention: outcome.status === 'ok' && digest.attention,
        code: outcome.error?.code ?? null,
        phase: outcome.error?.phase ?? null,
        message: outcome.error?.message ?? null,
        detail: outcome.error?.detail ?? null,
        startedAt: outcome.startedAt,
        durationMs: outcome.durationMs,
        attempts: outcome.attempts,
        value: digest.value,
      },
      marks: digest.marks,
      // A visit that failed has no value to take answers from; what was learned before is kept all the same.
      answers: outcome.value === null ? answers : digest.answers,
      facts: digest.facts ?? {},
    });
  };

  const touch = () => {
    // A store that is busy now is asked again in two seconds; what cannot be stored at all fails the run by itself.
    void store.touchRun(id).catch(() => {});
    void fleet.ssh.knownHosts.flush().catch(() => {});
    stopTouching = clock.after(TOUCH_MS, touch);
  };
  let stopTouching = clock.after(TOUCH_MS, touch);

  /** The run's own last step; that it failed must not look like a run that is done. */
  const conclude = async (end: 'done' | 'cancelled'): Promise<'done' | 'cancelled' | 'interrupted'> => {
    try {
      note = (await spec.conclude?.(id)) ?? null;
      return end;
    } catch (thrown) {
      const error = failureFromThrown(thrown, 'local');
      fleet.log.error('run_not_concluded', { run: id, code: error.code, detail: error.detail ?? String(thrown) });
      note = `${error.message} ${error.hint}`;
      return 'interrupted';
    }
  };

  const visitAll = async (): Promise<void> => {
    const { signal } = control;
    const visit = async (device: Device) =>
      keep(device, await visitDevice({ fleet, pool, device, signal, ...workOf(spec) }));
    try {
      const visits: Promise<void>[] = [];
      for (const device of spec.devices) {
        visits.push(visit(device));
        if (visits.length % AT_ONCE === 0) await new Promise(setImmediate);
      }
      await Promise.all(visits);
      const asked = control.signal.aborted ? 'cancelled' : 'done';
      let end: 'done' | 'cancelled' | 'interrupted' = asked;
      try {
        await recorder.finish();
        await fleet.ssh.knownHosts.flush();
      } finally {
        // Also when the store failed: what the run holds open is let go.
        end = await conclude(asked);
      }
      await store.finishRun(id, end, isoTime(clock), note);
      state = end;
    } catch (failure) {
      state = 'interrupted';
      throw failure;
    } finally {
      stopTouching();
      endedMs = clock.monotonicMs();
    }
  };
  return {
    id,
    kind: spec.kind,
    okWord: spec.okWord,
    tally,
    state: () => state,
    note: () => note,
    elapsedMs: () => Math.round((endedMs ?? clock.monotonicMs()) - startedMs),
    progress: () => {
      const counts = tally.counts();
      const done = counts.selected - counts.pending;
      const perSecond = pace.perSecond();
      const etaMs = perSecond > 0 && counts.pending > 0 ? Math.round((counts.pending / perSecond) * 1_000) : null;
      return {
        runId: id,
        done,
        selected: counts.selected,
        failed: counts.failed,
        attention: counts.attention,
        perSecond,
        etaMs,
      };
    },
    bodyOf: (key) => bodies.get(key),
    cancel: (reason) => control.abort(reason),
    ended: visitAll(),
  };
}

const workOf = <T>({ visit, work, turn, deviceMs }: RunSpec<T>) => ({ visit, work, turn, deviceMs });

/** Devices finished per second over the last five seconds. */
function createPace(clock: Clock) {
  const windowMs = 5_000;
  let finished: number[] = [];
  const startedMs = clock.monotonicMs();
  const trim = (now: number) => {
    if ((finished[0] ?? now) < now - windowMs) finished = finished.filter((at) => at >= now - windowMs);
  };
  return {
    tick: () => void finished.push(clock.monotonicMs()),
    perSecond: () => {
      const now = clock.monotonicMs();
      trim(now);
      const spanMs = Math.min(windowMs, Math.max(1, now - startedMs));
      return Math.round((finished.length / spanMs) * 10_000) / 10;
    },
  };
}
