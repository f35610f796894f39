/** When the device said no: takes back what it took of the change, and looks whether nothing is left. */
import { readChangeLines } from '../configtext/change-lines.ts';
import { inverseLines } from '../configtext/inverse-lines.ts';
import { RollcallError } from '../core/errors.ts';
import type { ChangeSession } from '../core/session.ts';
import { type Applied, applyChange, asError } from './apply-change.ts';
import type { Grounds } from './grounds.ts';
import { type Found, lookWith } from './look.ts';
import { observeUntilSettled } from './observe.ts';
import type { PushEnd, PushTarget } from './push-job.ts';
import { type Refused, takeSteps } from './type-lines.ts';

/** Ends as `not_started` when no line was sent, as `rolled_back` when nothing of them is left; else as what was found. */
export async function undoRefused(
  target: PushTarget,
  session: ChangeSession,
  grounds: Grounds,
  { refused, isInside, isTyped, untilMs }: Extract<Applied, { kind: 'refused' }>,
): Promise<PushEnd> {
  const error = refusalError(refused);
  const at = refused.line === null ? {} : { line: refused.line };
  try {
    if (isInside) await takeSteps(session, target.dialect.abandon, target.words);
    if (!isTyped) return { state: 'not_started', error };
    const seen = await lookWith(target, session, grounds);
    if (seen.is === 'base') return { state: 'rolled_back', error, found: seen.found, ...at };
    if (undoesByLines(target)) return { ...(await takeBack(target, session, grounds, seen, error)), ...at };
  } catch (thrown) {
    target.job.fleet.log.warn('change_undo_lost', { device: target.device.name, code: asError(thrown).code });
    if (!isTyped) return { state: 'not_started', error };
  }
  // A lock of ours can keep the device's timer from acting.
  await session.close();
  return { ...(await observeUntilSettled(target, grounds, error, { untilMs })), ...at };
}

/** The device cannot undo anything by itself. */
export const undoesByLines = ({ dialect }: PushTarget): boolean => dialect.timer === null && dialect.undo.length === 0;

/** Types the lines that lead back from what was found, where `undoesByLines`. */
export async function takeBack(
  target: PushTarget,
  session: ChangeSession,
  grounds: Grounds,
  seen: Found,
  error: RollcallError,
): Promise<PushEnd> {
  const { syntax } = target.platform.config;
  const { lines } = inverseLines(grounds.base.tree, seen.found.tree, syntax);
  const applied = await applyChange(target, session, readChangeLines(lines.join('\n'), syntax));
  if (applied.kind === 'refused' && applied.isInside) await takeSteps(session, target.dialect.abandon, target.words);
  if (applied.kind === 'lost') return observeUntilSettled(target, grounds, applied.error, { untilMs: null });
  const now = await lookWith(target, session, grounds);
  if (now.is === 'base') return { state: 'rolled_back', error, found: now.found };
  const left = new RollcallError('PARTIAL_APPLY', 'Not everything could be taken back.', {
    phase: 'verify',
    detail: `${error.code}: ${error.detail ?? error.message}`,
  });
  return { state: 'drift', error: left, found: now.found };
}

/** A refused line is the change's end on this device; a lock or somebody else's work keeps its own name. */
function refusalError({ line, failure }: Refused): RollcallError {
  const isOwn = line !== null || failure.code === 'CMD_REJECTED' || failure.code === 'CMD_UNAUTHORIZED';
  const what = line === null ? failure.message : `Line ${line} was refused.`;
  return new RollcallError(isOwn ? 'COMMIT_REJECTED' : failure.code, what, {
    phase: failure.phase === 'command' ? 'config' : failure.phase,
    ...(failure.detail !== null && { detail: failure.detail }),
  });
}
