/**
 * Brings outcomes to the store in batches while a run goes on. Knows order and batch size; knows nothing of what the
 * outcomes say. The first fault of the store is kept and thrown at `finish`.
 */
import type { CancelTimer, Clock } from '../core/clock.ts';
import { isoTime } from '../core/clock.ts';
import type { GroupMark } from '../core/run-state.ts';
import type { CommandAnswer } from '../core/session.ts';
import type { FactRow, OutcomeRecord, Store } from '../storage/store.ts';
import type { Digest } from './run-spec.ts';

/** An outcome with its texts not yet stored. */
export interface Unstored {
  readonly row: Omit<OutcomeRecord, 'marks' | 'answers'>;
  readonly marks: Digest['marks'];
  readonly answers: readonly CommandAnswer[];
  readonly facts: Readonly<Record<string, string>>;
}

export interface OutcomeRecorder {
  add(outcome: Unstored): void;
  /** Resolves when everything added is stored. @throws {RollcallError} LOCAL_IO, the first fault met */
  finish(): Promise<void>;
}

/** Outcomes per transaction: a few milliseconds on the thread that also answers the client. */
const BATCH = 100;
/** How long an outcome waits for company, so that a reader in another process sees a run move. */
const BATCH_MS = 250;

export function createOutcomeRecorder(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly runId: string;
}): OutcomeRecorder {
  const { store, clock, runId } = options;
  let waiting: Unstored[] = [];
  let timer: CancelTimer | null = null;
  let failure: unknown = null;
  let chain: Promise<void> = Promise.resolve();

  const flush = (): void => {
    timer?.();
    timer = null;
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    chain = chain
      .then(() => storeBatch(store, clock, runId, batch))
      .catch((thrown: unknown) => {
        failure ??= thrown;
      });
  };
  return {
    add(outcome) {
      waiting.push(outcome);
      if (waiting.length >= BATCH) flush();
      else timer ??= clock.after(BATCH_MS, flush);
    },
    async finish() {
      flush();
      await chain;
      if (failure !== null) throw failure;
    },
  };
}

async function storeBatch(store: Store, clock: Clock, runId: string, batch: readonly Unstored[]): Promise<void> {
  const texts: string[] = [];
  const place = (text: string): number => texts.push(text) - 1;
  const placed = batch.map((outcome) => ({
    outcome,
    bodies: outcome.marks.map((mark) => (mark.body === null ? null : place(mark.body))),
    outputs: outcome.answers.map((answer) => place(answer.output)),
  }));
  const hashes = await store.putOutputs(texts);
  const hashAt = (index: number): string => hashes[index] as string;
  const records = placed.map(({ outcome, bodies, outputs }): OutcomeRecord => {
    const marks = outcome.marks.map(({ body: _body, ...mark }, at): GroupMark => {
      const body = bodies[at] ?? null;
      return { ...mark, bodyHash: body === null ? null : hashAt(body) };
    });
    const answers = outcome.answers.map((answer, at) => ({
      command: answer.command,
      outputHash: hashAt(outputs[at] as number),
      sizeBytes: answer.sizeBytes,
      truncated: answer.truncated,
      spillFile: answer.spillFile,
      errorCode: answer.error?.code ?? null,
      durationMs: answer.durationMs,
    }));
    return { ...outcome.row, marks, answers };
  });
  await store.recordOutcomes(runId, records);
  const observedAt = isoTime(clock);
  const facts = batch.flatMap((outcome): FactRow[] =>
    Object.entries(outcome.facts).map(([key, value]) => ({
      device: outcome.row.device,
      key,
      value,
      observedAt,
      runId,
    })),
  );
  if (facts.length > 0) await store.recordFacts(facts);
}
