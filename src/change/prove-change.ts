/**
 * After the lines are in force: a new login proves that management is alive, the configuration is read and compared,
 * and only then is the change confirmed and saved. What does not hold is undone, or left to the device's own timer.
 */
import { RollcallError } from '../core/errors.ts';
import type { ChangeSession } from '../core/session.ts';
import { asError } from './apply-change.ts';
import type { Grounds } from './grounds.ts';
import { type Found, lookWith } from './look.ts';
import { observeUntilSettled } from './observe.ts';
import { openPatiently } from './open-for-change.ts';
import type { PushEnd, PushTarget } from './push-job.ts';
import { type Refused, takeSteps } from './type-lines.ts';
import { takeBack } from './undo-refused.ts';

export async function proveChange(target: PushTarget, grounds: Grounds): Promise<PushEnd> {
  let session: ChangeSession;
  try {
    session = await openPatiently(target);
  } catch (thrown) {
    const error = asError(thrown);
    const lost = new RollcallError('VERIFY_FAILED', 'After the change no new login was possible.', {
      phase: 'verify',
      detail: `${error.code}: ${error.message}`,
    });
    return observeUntilSettled(target, grounds, lost);
  }
  try {
    return await proveWith(target, session, grounds);
  } catch (thrown) {
    return observeUntilSettled(target, grounds, asError(thrown));
  } finally {
    await session.close();
  }
}

async function proveWith(target: PushTarget, session: ChangeSession, grounds: Grounds): Promise<PushEnd> {
  const { dialect, words, job } = target;
  const seen = await lookWith(target, session, grounds);
  if (seen.is !== 'wanted') return undo(target, session, grounds, seen);
  // A crash from here on finds what there is to undo.
  await target.record({ foundHash: seen.found.hash, after: await job.changes.putImage(seen.found.text) });
  let late: Found;
  try {
    await target.record({ state: 'confirming' });
    const unconfirmed = await takeSteps(session, dialect.confirm, words);
    late = await lookWith(target, session, grounds);
    if (unconfirmed !== null || late.is !== 'wanted' || (await isPending(target, session))) {
      return await observeUntilSettled(target, grounds, confirmFailed(unconfirmed));
    }
  } catch (thrown) {
    return observeUntilSettled(target, grounds, asError(thrown), { mayBeConfirmed: true });
  }
  await target.record({ state: 'confirmed' });
  return { ...(await save(target, session)), besides: late.verdict.besides, found: late.found };
}

function confirmFailed(refused: Refused | null): RollcallError {
  const detail = refused?.failure.detail ?? null;
  return new RollcallError('VERIFY_FAILED', 'The change could not be confirmed.', {
    phase: 'confirm',
    ...(detail !== null && { detail }),
  });
}

/** Not what was wanted: undone at once where the device can, else by its timer, else by inverse lines. */
async function undo(target: PushTarget, session: ChangeSession, grounds: Grounds, seen: Found): Promise<PushEnd> {
  const { dialect, words } = target;
  if (seen.is === 'base') {
    const error = new RollcallError('VERIFY_FAILED', 'The device said it was done, and is as it was before.', {
      phase: 'verify',
    });
    return { state: 'rolled_back', error, found: seen.found };
  }
  const missing = 'verdict' in seen ? [...seen.verdict.missing, ...seen.verdict.left.map((line) => `no ${line}`)] : [];
  const error = new RollcallError('VERIFY_FAILED', `${missing.length} of the lines did not take effect.`, {
    phase: 'verify',
    ...(missing[0] !== undefined && { detail: missing[0] }),
  });
  if (dialect.undo.length > 0) {
    await takeSteps(session, dialect.undo, words);
    const now = await lookWith(target, session, grounds);
    if (now.is === 'base') return { state: 'rolled_back', error, found: now.found };
  } else if (dialect.timer === null) {
    return takeBack(target, session, grounds, seen, error);
  }
  return observeUntilSettled(target, grounds, error);
}

async function isPending({ dialect }: PushTarget, session: ChangeSession): Promise<boolean> {
  if (dialect.pending === null) return false;
  return dialect.pending.isPending((await session.run(dialect.pending.command)).output) ?? false;
}

/** A change that is confirmed stays, whether it could be saved or not. */
async function save({ job, platform, dialect, words }: PushTarget, session: ChangeSession): Promise<PushEnd> {
  if (!job.plan.policy.save) return { state: 'confirmed', error: null, saved: false };
  try {
    const unsaved = await takeSteps(session, dialect.save, words);
    if (unsaved !== null) return { state: 'confirmed', error: null, saved: false };
    const { saved } = platform.config;
    if (saved === undefined) return { state: 'saved', error: null, saved: null };
    const answers: Record<string, string> = {};
    for (const command of saved.commands) answers[command] = (await session.run(command)).output;
    const isSaved = saved.read(answers) ?? null;
    return { state: isSaved === false ? 'confirmed' : 'saved', error: null, saved: isSaved };
  } catch (thrown) {
    job.fleet.log.warn('change_not_saved', { change: job.changeId, code: asError(thrown).code });
    return { state: 'confirmed', error: null, saved: false };
  }
}
