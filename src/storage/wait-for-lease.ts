/** Waiting one's turn for a lease. Knows patience; not what the lease is for. */
import { type Clock, sleep } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { Lease, Store } from './store.ts';

/** How often a held lease is asked for again: a commit takes about half a second. */
const POLL_MS = 100;

/** The lease, as soon as its holder gives it back. @throws {RollcallError} LEASE_HELD after `waitMs`, naming the holder */
export async function waitForLease(
  options: { readonly store: Pick<Store, 'takeLease'>; readonly clock: Clock; readonly waitMs: number },
  name: string,
  purpose: string,
): Promise<Lease> {
  const until = options.clock.monotonicMs() + options.waitMs;
  for (;;) {
    const answer = await options.store.takeLease(name, purpose);
    if ('lease' in answer) return answer.lease;
    if (options.clock.monotonicMs() >= until) {
      const { heldBy } = answer;
      throw new RollcallError(
        'LEASE_HELD',
        `“${name}” is in use by process ${heldBy.pid} on ${heldBy.host} since ${heldBy.since}: ${heldBy.purpose}.`,
        { hint: 'Wait until it has ended, or end that process; then try again.' },
      );
    }
    await sleep(options.clock, POLL_MS);
  }
}
