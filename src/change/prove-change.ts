/**
 * After the lines are in force: a new login proves that management is alive, the configuration is read and compared,
 * and only then is the change confirmed and saved. What does not hold is undone, or left to the device's own timer.
 */
import { sleep } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { ChangeSession } from '../core/session.ts';
import { asError } from './apply-change.ts';
import type { Grounds } from './grounds.ts';
import { type Found, isPending, lookWith } from './look.ts';
import { observeUntilSettled } from './observe.ts';
import { openPatiently } from './open-for-change.ts';
import type { PushEnd, PushTarget } from './push-job.ts';
import { type Refused, takeSteps } from './type-lines.ts';
import { takeBack, undoesByLines } from './undo-refused.ts';

/** Between the confirmation and the last look: devices have reported success and gone back a moment later. */
const SETTLE_MS = 3_000;

/** Not to be settled in this session: what `observeUntilSettled` needs to know. */
interface Open {
  readonly cause: RollcallError;
  readonly mayBeConfirmed: boolean;
}

/** `untilMs`: when the device's timer ends at the latest; null where it has none. */
export async function proveChange(target: PushTarget, grounds: Grounds, untilMs: number | null): Promise<PushEnd> {
  const proved = await proveAnew(target, grounds);
  // By now the session is closed: one that is polled, or holds a lock, can keep the timer from acting.
  if ('state' in proved) return proved;
  return observeUntilSettled(target, grounds, proved.cause, { untilMs, mayBeConfirmed: proved.mayBeConfirmed });
}

async function proveAnew(target: PushTarget, grounds: Grounds): Promise<PushEnd | Open> {
  let session: ChangeSession;
  try {
    session = await openPatiently(target);
  } catch (thrown) {
    const error = asError(thrown);
    const cause = new RollcallError('VERIFY_FAILED', 'After the change no new login was possible.', {
      phase: 'verify',
      detail: `${error.code}: ${error.message}`,
    });
    return { cause, mayBeConfirmed: false };
  }
  try {
    const seen = await lookWith(target, session, grounds, { proves: true });
    return seen.is === 'wanted'
      ? await confirm(target, session, grounds, seen)
      : await undo(target, session, grounds, seen);
  } catch (thrown) {
    return { cause: asError(thrown), mayBeConfirmed: false };
  } finally {
    await session.close();
  }
}

async function confirm(
  target: PushTarget,
  session: ChangeSession,
  grounds: Grounds,
  seen: Found,
): Promise<PushEnd | Open> {
  const { dialect, words, job } = target;
  // A crash from here on finds what there is to undo.
  const after = await job.changes.putImage(seen.found.text);
  await target.record({ state: 'confirming', foundHash: seen.found.hash, after });
  let late: Found;
  try {
    const unconfirmed = await takeSteps(session, dialect.confirm, words);
    if (unconfirmed !== null) return { cause: confirmFailed(unconfirmed), mayBeConfirmed: false };
    await sleep(job.fleet.clock, SETTLE_MS, target.signal);
    late = await lookWith(target, session, grounds, { proves: true });
    if (late.is !== 'wanted' || (await isPending(target, session))) {
      return { cause: confirmFailed(null), mayBeConfirmed: true };
    }
    await target.record({ state: 'confirmed' });
  } catch (thrown) {
    return { cause: asError(thrown), mayBeConfirmed: true };
  }
  return { ...(await save(target, session)), besides: late.verdict.besides, found: late.found };
}

function confirmFailed(refused: Refused | null): RollcallError {
  const detail = refused?.failure.detail ?? null;
  return new RollcallError('VERIFY_FAILED', 'The change could not be confirmed.', {
    phase: 'confirm',
    ...(detail !== null && { detail }),
  });
}

/** Not what was wanted: undone at once where the device can, else by inverse lines, else by its timer. */
async function undo(
  target: PushTarget,
  session: ChangeSession,
  grounds: Grounds,
  seen: Exclude<Found, { is: 'wanted' }>,
): Promise<PushEnd | Open> {
  const error = notInForce(seen);
  // As before, with a timer that still goes on: it would also take back what somebody does meanwhile.
  const isBack = async (now: Found) => now.is === 'base' && !(await isPending(target, session));
  if (await isBack(seen)) return { state: 'rolled_back', error, found: seen.found };
  if (undoesByLines(target)) return takeBack(target, session, grounds, seen, error);
  if (target.dialect.undo.length > 0) {
    await takeSteps(session, target.dialect.undo, target.words);
    const now = await lookWith(target, session, grounds);
    if (await isBack(now)) return { state: 'rolled_back', error, found: now.found };
  }
  return { cause: error, mayBeConfirmed: false };
}

function notInForce(seen: Exclude<Found, { is: 'wanted' }>): RollcallError {
  if (seen.is === 'base') {
    const message = 'The device said it was done, and is as it was before.';
    return new RollcallError('VERIFY_FAILED', message, { phase: 'verify' });
  }
  const { missing, left } = seen.verdict;
  const open = [...missing, ...left.map((line) => `no ${line}`)];
  return new RollcallError('VERIFY_FAILED', `${open.length} of the lines did not take effect.`, {
    phase: 'verify',
    ...(open[0] !== undefined && { detail: open[0] }),
  });
}

/** A change that is confirmed stays, whether it could be saved or not. */
async function save({ job, platform, dialect, words }: PushTarget, session: ChangeSession): Promise<PushEnd> {
  if (dialect.save.length === 0) return { state: 'saved', error: null, saved: true };
  const unsaved: PushEnd = { state: 'confirmed', error: null, saved: false };
  if (!job.plan.policy.save) return unsaved;
  try {
    if ((await takeSteps(session, dialect.save, words)) !== null) return unsaved;
    const { saved } = platform.config;
    if (saved === undefined) return { state: 'saved', error: null, saved: null };
    const answers: Record<string, string> = {};
    for (const command of saved.commands) answers[command] = (await session.run(command)).output;
    const isSaved = saved.read(answers) ?? null;
    return isSaved === false ? unsaved : { state: 'saved', error: null, saved: isSaved };
  } catch (thrown) {
    job.fleet.log.warn('change_not_saved', { change: job.changeId, code: asError(thrown).code });
    return unsaved;
  }
}
