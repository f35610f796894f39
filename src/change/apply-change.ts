/** From the read mode to the change being in force, unconfirmed. Types the ceremony and the lines; looks at no result. */
import { type CancelTimer, sleep } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { DeviceFailure } from '../core/outcome.ts';
import type { ChangeSession } from '../core/session.ts';
import type { ChangeStep } from '../platforms/define.ts';
import { requireBase } from './grounds.ts';
import type { PlannedLine } from './plan.ts';
import type { PushTarget } from './push-job.ts';
import { configFrom } from './read-config.ts';
import { type Refused, takeStep, takeSteps, typeLines } from './type-lines.ts';

/** The device said no. */
export interface Refusal {
  readonly refused: Refused;
  /** The session stands in configuration. */
  readonly isInside: boolean;
  /** A line of the change was sent. */
  readonly isTyped: boolean;
}

/** `untilMs`: when the device's timer ends at the latest, on the clock's `now`; null where none was armed. */
export type Applied = { readonly untilMs: number | null } & (
  | { readonly kind: 'applied'; readonly remarks: readonly string[] }
  | ({ readonly kind: 'refused' } & Refusal)
  /** Nobody knows what of it the device took. */
  | { readonly kind: 'lost'; readonly error: RollcallError }
);

/** Pauses before a lock held by somebody else is asked for again; nothing was sent by then. */
const LOCK_PAUSES_MS = [10_000, 20_000, 40_000];
/** A step that names no longest wait takes about this long at most. */
const STEP_MS = 60_000;
/** Lines are typed no later than this before the device's own timer ends. */
const MARGIN_MS = 10_000;

/** Types `lines` as the dialect wants it. Never throws: whatever happens from the first byte on has a kind. */
export async function applyChange(
  target: PushTarget,
  session: ChangeSession,
  lines: readonly PlannedLine[],
): Promise<Applied> {
  const timer = { untilMs: untilArmedByOpen(target) };
  try {
    const { refused, remarks, ...where } = await apply(target, session, lines, timer);
    if (refused === null) return { kind: 'applied', remarks, untilMs: timer.untilMs };
    return { kind: 'refused', refused, ...where, untilMs: timer.untilMs };
  } catch (thrown) {
    return { kind: 'lost', error: asError(thrown), untilMs: timer.untilMs };
  }
}

/** The end at the latest of a timer that entering configuration arms; null where there is none, or the commit arms it. */
export function untilArmedByOpen(target: PushTarget): number | null {
  if (target.dialect.effect === 'commit') return null;
  const pausesMs = LOCK_PAUSES_MS.reduce((sum, pauseMs) => sum + pauseMs, 0);
  return timerEndMs(target, pausesMs + longestMs(target.dialect.open));
}

/** When the timer ends, were it armed `inMs` from now; null where the device has none. */
function timerEndMs({ job, dialect, words }: PushTarget, inMs = 0): number | null {
  return dialect.timer === null ? null : job.fleet.clock.now() + inMs + words.minutes * 60_000;
}

const longestMs = (steps: readonly ChangeStep[]): number =>
  steps.reduce((sum, { timeoutMs = STEP_MS }) => sum + timeoutMs, 0);

interface Went extends Omit<Refusal, 'refused'> {
  readonly refused: Refused | null;
  readonly remarks: readonly string[];
}

async function apply(
  target: PushTarget,
  session: ChangeSession,
  lines: readonly PlannedLine[],
  timer: { untilMs: number | null },
): Promise<Went> {
  const { dialect, words } = target;
  const { refused: unopened, isInside, prompt } = await enter(target, session);
  if (unopened !== null) return { refused: unopened, isInside, isTyped: false, remarks: [] };
  const armsAtCommit = dialect.effect === 'commit';
  if (!armsAtCommit) timer.untilMs = timerEndMs(target);
  const stale = await staleInside(target, session);
  if (stale !== null) {
    return { refused: { line: null, failure: stale }, isInside: true, isTyped: false, remarks: [] };
  }
  const forget = stopBefore(target, session, timer.untilMs);
  const { refused, remarks } = await typeLines(session, dialect, lines, prompt).finally(forget);
  const at = { isInside: true, isTyped: true, remarks };
  if (refused !== null) return { ...at, refused };
  // A candidate takes the place of what others did while it was written; as yet nothing of it is in force.
  const overtaken = armsAtCommit ? await staleInside(target, session) : null;
  if (overtaken !== null) return { ...at, refused: { line: null, failure: overtaken }, isTyped: false };
  if (armsAtCommit && dialect.timer !== null) {
    timer.untilMs = timerEndMs(target, longestMs(dialect.commit)) as number;
    // A crash from here on finds until when the device may heal.
    await target.record({ timerEndsAt: new Date(timer.untilMs).toISOString() });
  }
  const names = lines.flatMap((line) => dialect.renames.exec(line.text)?.[1] ?? []);
  const uncommitted = await takeSteps(session, dialect.commit, words, names.at(-1));
  if (armsAtCommit) timer.untilMs = timerEndMs(target);
  return { ...at, refused: uncommitted };
}

/** A device whose timer ends while lines are typed would take the rest of them with nothing to undo them. */
function stopBefore({ job }: PushTarget, session: ChangeSession, untilMs: number | null): CancelTimer {
  if (untilMs === null) return () => {};
  const late = new RollcallError('DEADLINE', 'The lines took longer than the device’s own timer.', {
    phase: 'config',
    hint: 'Raise `change.timer_minutes`, or plan fewer lines.',
  });
  const { clock } = job.fleet;
  return clock.after(untilMs - clock.now() - MARGIN_MS, () => session.abort(late));
}

/** Into configuration. `prompt`: the one there. */
async function enter({ job, dialect, words, signal }: PushTarget, session: ChangeSession) {
  let prompt = '';
  let isInside = false;
  for (const step of dialect.open) {
    let { answer, refused } = await takeStep(session, step, words);
    for (const pauseMs of LOCK_PAUSES_MS) {
      if (refused?.failure.code !== 'CONFIG_LOCKED') break;
      await sleep(job.fleet.clock, pauseMs, signal);
      ({ answer, refused } = await takeStep(session, step, words));
    }
    isInside = answer.mode === dialect.mode;
    if (refused !== null) return { refused, isInside, prompt };
    prompt = answer.prompt;
  }
  return { refused: null, isInside, prompt };
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
