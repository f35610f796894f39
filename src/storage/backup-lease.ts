/** What every part of the backups' repository needs, and whose turn it is to change it. Knows no git. */
import type { Clock } from '../core/clock.ts';
import type { Lease, Store } from './store.ts';
import { waitForLease } from './wait-for-lease.ts';

export interface RepositoryParts {
  /** The repository, absolute. */
  readonly folder: string;
  readonly store: Pick<Store, 'takeLease'>;
  readonly clock: Clock;
}

/** Another writer's commit of 10,000 files takes a few seconds; who holds it for a minute will not give it back soon. */
const WAIT_MS = 60_000;

/** The right to make the repository, or to move its newest state. @throws {RollcallError} LEASE_HELD after a minute */
export function takeBackups(parts: RepositoryParts, purpose: string): Promise<Lease> {
  return waitForLease({ ...parts, waitMs: WAIT_MS }, 'backups', purpose);
}
