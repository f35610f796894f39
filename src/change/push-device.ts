/**
 * One device of an approved plan, from the lease to a named end. Knows the order of the sacred things: nothing is sent
 * before the base is the plan's and the intent is on disk; after a loss nothing is sent again, the device is looked at;
 * nothing is confirmed but from a new login that found what was wanted.
 */
import { RollcallError } from '../core/errors.ts';
import type { ChangeSession } from '../core/session.ts';
import { applyChange, asError } from './apply-change.ts';
import { baseOf, type Grounds } from './grounds.ts';
import { observeUntilSettled, timerEndMs } from './observe.ts';
import { openPatiently } from './open-for-change.ts';
import { proveChange } from './prove-change.ts';
import type { PushEnd, PushTarget } from './push-job.ts';
import { undoRefused } from './undo-refused.ts';

/** Never throws: whatever happens has a state, written down before it is answered. */
export async function pushDevice(target: PushTarget): Promise<PushEnd> {
  const end = await pushWithLease(target).catch(
    (thrown: unknown): PushEnd => ({ state: 'not_started', error: asError(thrown) }),
  );
  await recordEnd(target, end);
  return end;
}

/** Where the device stands at the end, with what it was found to have. */
export async function recordEnd(target: PushTarget, { state, error, line, found }: PushEnd): Promise<void> {
  const { changes, publicText } = target.job;
  await target.record({
    state,
    line: line ?? null,
    ...(found !== undefined && { foundHash: found.hash, after: await changes.putImage(found.text) }),
    code: error?.code ?? null,
    message: error?.message ?? null,
    detail: error?.detail === undefined ? null : publicText(error.detail),
  });
}

/** Throws only while nothing was sent. */
async function pushWithLease(target: PushTarget): Promise<PushEnd> {
  const session = await openPatiently(target);
  try {
    const lease = await takeDeviceLease(target, session);
    try {
      const grounds = await baseOf(target, session);
      return await pushFrom(target, session, grounds);
    } finally {
      await lease.release();
    }
  } finally {
    await session.close();
  }
}

/** From the intent on disk to the end. */
async function pushFrom(target: PushTarget, session: ChangeSession, grounds: Grounds): Promise<PushEnd> {
  const { job, lines } = target;
  await target.record({
    state: 'intent',
    identity: session.link.hostKey,
    before: await job.changes.putImage(grounds.base.text),
    foundHash: grounds.base.hash,
    timerEndsAt: isoTimerEnd(target),
  });
  try {
    const applied = await applyChange(target, session, lines);
    if (applied.kind === 'refused') return await undoRefused(target, session, grounds, applied);
    if (applied.kind === 'lost') return await observeUntilSettled(target, grounds, applied.error);
    await target.record({ state: 'applied', timerEndsAt: isoTimerEnd(target) });
    await session.close();
    return { ...(await proveChange(target, grounds)), remarks: applied.remarks };
  } catch (thrown) {
    // The deadline, or a fault of ours: what the device has is not known, and saying so is the end.
    return { state: 'unreachable_unknown', error: unknownEnd(asError(thrown)) };
  }
}

function isoTimerEnd(target: PushTarget): string | null {
  const endMs = timerEndMs(target);
  return endMs === null ? null : new Date(endMs).toISOString();
}

function unknownEnd(error: RollcallError): RollcallError {
  return new RollcallError('WRITE_UNKNOWN', 'Given up before it was seen what the device has.', {
    phase: 'verify',
    detail: `${error.code}: ${error.message}`,
    cause: error,
  });
}

/** One change at a time on one box, whatever it is called: by its host key. */
async function takeDeviceLease({ job, device, planned }: PushTarget, session: ChangeSession) {
  const { hostKey } = session.link;
  if (planned.identity !== null && hostKey !== planned.identity) {
    throw new RollcallError('PLAN_STALE', 'The device has another host key than when the plan was made.');
  }
  const taken = await job.leases.takeLease(`device:${hostKey ?? device.name}`, `change ${job.changeId}`);
  if ('lease' in taken) return taken.lease;
  throw new RollcallError('LEASE_HELD', `Held by ${taken.heldBy.purpose} since ${taken.heldBy.since}.`, {
    phase: 'local',
  });
}
