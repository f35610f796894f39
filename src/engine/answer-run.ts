/** A run's summary, from its tally in memory or from its stored outcomes. Knows where the parts of an answer come from. */
import type { RunState } from '../core/run-state.ts';
import type { RunRecord, Store } from '../storage/store.ts';
import { buildRunAnswer, MOST_DIFFERENCES } from '../summary/build-answer.ts';
import { bodyHashesFor, groupKeysFor } from '../summary/rank-groups.ts';
import type { RunAnswer } from '../summary/run-answer.ts';
import { createTally, type Tally } from '../summary/tally.ts';
import type { LiveRun } from './live-run.ts';

/** The summary of a run of this process. @throws {RollcallError} LOCAL_IO when its outcomes could not be stored */
export async function liveAnswer(store: Store, run: LiveRun): Promise<RunAnswer> {
  const state = run.state();
  // A run whose outcomes did not reach the store must not look like one that did.
  if (state === 'interrupted') await run.ended;
  const { etaMs } = run.progress();
  return answerFrom(store, run, {
    state,
    note: run.note(),
    elapsedMs: run.elapsedMs(),
    etaMs: state === 'running' ? etaMs : null,
    bodies: new Map(bodyHashesFor(run.tally, MOST_DIFFERENCES).map((key) => [key, run.bodyOf(key)])),
  });
}

/** The summary of any run of the store, rebuilt from its outcomes. `run` is its record there. */
export async function storedAnswer(store: Store, run: RunRecord, nowIso: string): Promise<RunAnswer> {
  const tally = createTally(run.selected);
  let lastEndMs = Date.parse(run.startedAt);
  for await (const chunk of store.allOutcomes(run.id)) {
    for (const outcome of chunk) {
      tally.add(outcome);
      lastEndMs = Math.max(lastEndMs, Date.parse(outcome.startedAt) + outcome.durationMs);
    }
  }
  const bodies = new Map<string, string | undefined>();
  for (const hash of bodyHashesFor(tally, MOST_DIFFERENCES)) bodies.set(hash, await store.getOutput(hash));
  const endMs =
    run.finishedAt === null ? (run.state === 'running' ? Date.parse(nowIso) : lastEndMs) : Date.parse(run.finishedAt);
  const elapsedMs = Math.max(0, endMs - Date.parse(run.startedAt));
  return answerFrom(
    store,
    { ...run, tally },
    {
      state: run.state,
      note: run.note,
      elapsedMs,
      etaMs: null,
      bodies,
    },
  );
}

interface Facts {
  readonly state: RunState;
  readonly note: string | null;
  readonly elapsedMs: number;
  readonly etaMs: number | null;
  readonly bodies: ReadonlyMap<string, string | undefined>;
}

async function answerFrom(
  store: Store,
  run: { readonly id: string; readonly kind: string; readonly okWord: string; readonly tally: Tally },
  { state, note, elapsedMs, etaMs, bodies }: Facts,
): Promise<RunAnswer> {
  const keys = groupKeysFor(run.tally);
  const numbers = await store.numberGroups(run.id, keys);
  return buildRunAnswer({
    runId: run.id,
    kind: run.kind,
    okWord: run.okWord,
    tally: run.tally,
    state,
    note,
    elapsedMs,
    etaMs,
    numberOf: (key) => numbers.get(key) ?? 0,
    bodyOf: (hash) => bodies.get(hash),
    next: nextSteps(run.id, state, run.tally, numbers.get(keys[0] ?? '')),
  });
}

/** What makes sense now, as calls the reader can copy. */
function nextSteps(runId: string, state: RunState, tally: Tally, firstGroup: number | undefined): string[] {
  const counts = tally.counts();
  return [
    ...(state === 'running' ? [`get_run run_id=${runId}`] : []),
    ...(firstGroup === undefined ? [] : [`get_results run_id=${runId} group=g${firstGroup}`]),
    ...(counts.attention > 0 ? [`get_results run_id=${runId} status=attention`] : []),
    ...(counts.failed > 0 ? [`get_results run_id=${runId} status=failed`] : []),
    ...(state !== 'running' && counts.failed > 0
      ? [`check_devices profile=reach select="run=${runId} status=failed"`]
      : []),
  ];
}
