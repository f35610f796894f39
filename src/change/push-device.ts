/**
 * One device of an approved plan, from the lease to a named end. Knows the order of the sacred things: nothing is sent
 * before the base is the plan's and the intent is on disk; after a loss nothing is sent again, the device is looked at;
 * nothing is confirmed but from a new login that found what was wanted.
 */
import { RollcallError } from '../core/errors.ts';
import type { ChangeSession } from '../core/session.ts';
import type { ChangeState } from '../storage/change-store.ts';
import { applyChange, asError, untilArmedByOpen } from './apply-change.ts';
import { baseOf, type Grounds } from './grounds.ts';
import { observeUntilSettled } from './observe.ts';
import { openPatiently } from './open-for-change.ts';
import { proveChange } from './prove-change.ts';
import type { PushEnd, PushJob, PushTarget } from './push-job.ts';
import { undoRefused } from './undo-refused.ts';

/** States a process leaves behind that dies in the middle of a device. */
const BROKEN_OFF: ReadonlySet<ChangeState> = new Set(['intent', 'applied', 'confirming']);

/** Whatever happens has a state, written down before it is answered. @throws {RollcallError} LOCAL_IO when it cannot be */
export async function pushDevice(target: PushTarget): Promise<PushEnd> {
  const end = await pushWithLease(target).catch(
    (thrown: unknown): PushEnd => ({ state: 'not_started', error: noted(target, thrown) }),
  );
  await recordEnd(target.job, target.device.name, end);
  return end;
}

/** A fault of ours is told to the operator, whole; the answer only says that there was one. */
function noted({ job, device }: PushTarget, thrown: unknown): RollcallError {
  const error = asError(thrown);
  if (error.code === 'INTERNAL') {
    const { cause = thrown } = error;
    const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    job.fleet.log.error('change_fault', { change: job.changeId, device: device.name, detail });
  }
  return error;
}

/** Where the device stands at the end, with what it was found to have. */
export async function recordEnd(job: PushJob, device: string, { state, error, line, found }: PushEnd): Promise<void> {
  const { changes, publicText, changeId } = job;
  await changes.updateDevice(changeId, device, {
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
    timerEndsAt: isoOf(untilArmedByOpen(target)),
  });
  return settled(async () => {
    const applied = await applyChange(target, session, lines);
    const { untilMs } = applied;
    if (applied.kind === 'refused') return undoRefused(target, session, grounds, applied);
    if (applied.kind === 'lost') {
      noted(target, applied.error);
      // Not even a goodbye is typed.
      session.abort(applied.error);
      return observeUntilSettled(target, grounds, applied.error, { untilMs });
    }
    await target.record({ state: 'applied', timerEndsAt: isoOf(untilMs) });
    await session.close();
    return { ...(await proveChange(target, grounds, untilMs)), remarks: applied.remarks };
  });
}

/** The end, or that none was seen: by the deadline, or for a fault of ours. */
export async function settled(settle: () => Promise<PushEnd>): Promise<PushEnd> {
  try {
    return await settle();
  } catch (thrown) {
    const cause = asError(thrown);
    const error = new RollcallError('WRITE_UNKNOWN', 'Given up before it was seen what the device has.', {
      phase: 'verify',
      detail: `${cause.code}: ${cause.message}`,
      cause,
    });
    return { state: 'unreachable_unknown', error };
  }
}

const isoOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** One change at a time on one box, whatever it is called: by its host key. */
async function takeDeviceLease({ job, device, planned }: PushTarget, session: ChangeSession) {
  const { hostKey } = session.link;
  if (planned.identity !== null && hostKey !== planned.identity) {
    throw new RollcallError('PLAN_STALE', 'The device has another host key than when the plan was made.');
  }
  const taken = await job.leases.takeLease(`device:${hostKey ?? device.name}`, `change ${job.changeId}`);
  if ('heldBy' in taken) {
    throw new RollcallError('LEASE_HELD', `Held by ${taken.heldBy.purpose} since ${taken.heldBy.since}.`, {
      phase: 'local',
    });
  }
  try {
    await requireSettled(job, hostKey ?? device.name);
  } catch (thrown) {
    await taken.lease.release();
    throw thrown;
  }
  return taken.lease;
}

/**
 * What a dead process left open is looked at first: afterwards nobody could tell whose lines those are.
 * @throws {RollcallError} LEASE_HELD
 */
async function requireSettled({ changes, changeId }: PushJob, identity: string): Promise<void> {
  for (const { id } of await changes.unfinishedChanges()) {
    if (id === changeId) continue;
    const left = await changes.changeDevices(id);
    if (!left.some((one) => BROKEN_OFF.has(one.state) && (one.identity ?? one.device) === identity)) continue;
    throw new RollcallError('LEASE_HELD', `Change ${id} was broken off here, and it is not known yet what it left.`, {
      phase: 'local',
      hint: 'Wait until the device was looked at (`rollcall recover`), then make the plan again.',
    });
  }
}
