/**
 * After a loss: looks at the device, gently, until it is settled what became of the change, and names it. Sends nothing
 * but reads: a device that has a timer heals by itself, and what has none is named for a person.
 */
import { sleep } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { Grounds } from './grounds.ts';
import { look, type Seen } from './look.ts';
import type { PushEnd, PushTarget } from './push-job.ts';

/** After a timer's end, before the device counts as one that did not heal. */
export const GRACE_MS = 60_000;
/** Between two looks, growing: a session that is polled hard has been seen to hold a timer up. */
const PAUSES_MS = [3_000, 5_000, 10_000, 20_000, 30_000];
/** A commit whose answer was lost may still be at work: as before must be seen this often. */
const BASE_LOOKS = 2;
/** A device that cannot be read at the end is tried this often in a row: one broken connection is no verdict. */
const UNSEEN_LOOKS = 3;

export interface ObserveOptions {
  /** When the device's timer ends at the latest, on the clock's `now`; null: none was armed. */
  readonly untilMs: number | null;
  /** The confirmation was sent and may have been taken: what is still there after the timer is there to stay. */
  readonly mayBeConfirmed?: boolean;
}

/** `cause`: what was lost, or why the change must not stay. Throws only the reason of the device's deadline. */
export async function observeUntilSettled(
  target: PushTarget,
  grounds: Grounds,
  cause: RollcallError,
  { untilMs, mayBeConfirmed = false }: ObserveOptions,
): Promise<PushEnd> {
  const { job, signal, words } = target;
  const { clock } = job.fleet;
  // A device without a timer has as long to come back, from a restart for example.
  const lastMs = (untilMs ?? clock.now() + words.minutes * 60_000) + GRACE_MS;
  let seen: Seen = { is: 'unseen', error: cause };
  let baseLooks = 0;
  let unseenLooks = 0;
  for (let turn = 0; ; turn++) {
    const leftMs = lastMs - clock.now();
    const pauseMs = PAUSES_MS[Math.min(turn, PAUSES_MS.length - 1)] ?? 0;
    // The last look is at the end of the time, or, where that was long ago, at once; after a failed one there is a pause.
    const isLate = leftMs <= 0;
    await sleep(clock, isLate ? (unseenLooks === 0 ? 0 : pauseMs) : Math.min(pauseMs, leftMs), signal);
    seen = await look(target, grounds);
    signal.throwIfAborted();
    // A timer that still runs would undo what somebody does next.
    baseLooks = seen.is === 'base' && !seen.isPending ? baseLooks + 1 : 0;
    if (baseLooks === BASE_LOOKS) break;
    // Without a timer nothing more will happen by itself.
    if (untilMs === null && (seen.is === 'wanted' || seen.is === 'other')) break;
    unseenLooks = seen.is === 'unseen' ? unseenLooks + 1 : 0;
    if (clock.now() >= lastMs && (unseenLooks === 0 || unseenLooks >= UNSEEN_LOOKS)) break;
  }
  return settle(seen, cause, untilMs !== null && !mayBeConfirmed);
}

/** What the last look says. `heals`: the device should have undone it by now. */
function settle(seen: Seen, cause: RollcallError, heals: boolean): PushEnd {
  const because = (code: RollcallError['code'], message: string) =>
    new RollcallError(code, message, { phase: 'verify', detail: `${cause.code}: ${cause.message}`, cause });
  if (seen.is === 'unseen') {
    const error = heals
      ? because('REVERT_UNVERIFIED', 'The device could not be read after its timer.')
      : because('WRITE_UNKNOWN', 'The device could not be read since.');
    return { state: 'unreachable_unknown', error };
  }
  const { found } = seen;
  if (seen.is === 'base') {
    return { state: 'rolled_back', error: because('ROLLED_BACK', 'The device has its old configuration.'), found };
  }
  const { besides, inForce } = seen.verdict;
  if (seen.is === 'wanted' && !heals) return { state: 'confirmed', error: null, saved: false, besides, found };
  if (inForce === 0) {
    return { state: 'drift', error: because('DRIFT', 'Nothing of the change is there, but something else.'), found };
  }
  const part = seen.is === 'wanted' ? 'The change' : 'A part of the change';
  return heals
    ? { state: 'revert_failed', error: because('REVERT_FAILED', `${part} is still there after its timer.`), found }
    : { state: 'drift', error: because('PARTIAL_APPLY', `${part} is in force.`), found };
}
