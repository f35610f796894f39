/** From the read mode to the change being in force, unconfirmed. Types the ceremony and the lines; looks at no result. */
import { sleep } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { DeviceFailure } from '../core/outcome.ts';
import type { ChangeSession } from '../core/session.ts';
import { requireBase } from './grounds.ts';
import { timerEndMs } from './observe.ts';
import type { PlannedLine } from './plan.ts';
import type { PushTarget } from './push-job.ts';
import { configFrom } from './read-config.ts';
import { type Refused, takeStep, takeSteps, typeLines } from './type-lines.ts';

export type Applied =
  | { readonly kind: 'applied'; readonly remarks: readonly string[] }
  /** The device said no. `isInside`: the session stands in configuration. */
  | { readonly kind: 'refused'; readonly refused: Refused; readonly isInside: boolean }
  /** Nobody knows what of it the device took. */
  | { readonly kind: 'lost'; readonly error: RollcallError };

/** Pauses before a lock held by somebody else is asked for again; nothing was sent by then. */
const LOCK_PAUSES_MS = [10_000, 20_000, 40_000];

/** Types `lines` as the dialect wants it. Never throws: whatever happens from the first byte on has a kind. */
export async function applyChange(
  target: PushTarget,
  session: ChangeSession,
  lines: readonly PlannedLine[],
): Promise<Applied> {
  try {
    const entered = await enter(target, session);
    if (typeof entered !== 'string') return entered;
    const stale = await staleInside(target, session);
    if (stale !== null) return { kind: 'refused', refused: { line: null, failure: stale }, isInside: true };
    const { dialect, words } = target;
    const { refused, remarks } = await typeLines(session, dialect, lines, entered);
    if (refused !== null) return { kind: 'refused', refused, isInside: true };
    // A crash from here on finds when the device would have healed.
    const endMs = timerEndMs(target);
    if (endMs !== null) await target.record({ timerEndsAt: new Date(endMs).toISOString() });
    const names = lines.flatMap((line) => dialect.renames.exec(line.text)?.[1] ?? []);
    const uncommitted = await takeSteps(session, dialect.commit, words, names.at(-1));
    return uncommitted === null
      ? { kind: 'applied', remarks }
      : { kind: 'refused', refused: uncommitted, isInside: true };
  } catch (thrown) {
    return { kind: 'lost', error: asError(thrown) };
  }
}

/** Into configuration; answers the prompt there. */
async function enter({ job, dialect, words, signal }: PushTarget, session: ChangeSession): Promise<string | Applied> {
  let prompt = '';
  for (const [index, step] of dialect.open.entries()) {
    let { answer, refused } = await takeStep(session, step, words);
    for (const pauseMs of index === 0 ? LOCK_PAUSES_MS : []) {
      if (refused?.failure.code !== 'CONFIG_LOCKED') break;
      await sleep(job.fleet.clock, pauseMs, signal);
      ({ answer, refused } = await takeStep(session, step, words));
    }
    if (refused !== null) return { kind: 'refused', refused, isInside: index > 0 };
    prompt = answer.prompt;
  }
  return prompt;
}

/** Between the first look and the lock somebody may have been quicker. */
async function staleInside(target: PushTarget, session: ChangeSession): Promise<DeviceFailure | null> {
  const { job, platform, dialect } = target;
  if (dialect.rereadInside === null) return null;
  const inside = await session.type(dialect.rereadInside, { expect: [dialect.mode] });
  try {
    requireBase(target, configFrom(inside, platform, job.hash));
    return null;
  } catch (thrown) {
    const { code, message, hint, detail = null } = asError(thrown);
    return { code, phase: 'config', message, hint, detail };
  }
}

/** A fault of ours is a loss as well: what the device took is as unknown. */
export function asError(thrown: unknown): RollcallError {
  return thrown instanceof RollcallError
    ? thrown
    : new RollcallError('INTERNAL', 'A fault in Rollcall during a change.', { phase: 'config', cause: thrown });
}
