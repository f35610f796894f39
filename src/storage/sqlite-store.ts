/** The store over SQLite, put together from its row files. Knows which file does what, and nothing else. */
import type { Clock } from '../core/clock.ts';
import { openDatabase } from './database.ts';
import { factRows } from './fact-rows.ts';
import { groupRows } from './group-rows.ts';
import { leaseRows } from './lease-rows.ts';
import { outcomeRows } from './outcome-rows.ts';
import { outputRows } from './output-rows.ts';
import { prune } from './retention.ts';
import { closeDeadRuns, runRows } from './run-rows.ts';
import type { Store } from './store.ts';

/** See `openStore`. */
export async function openSqliteStore(dataDir: string, clock: Clock, readOnly: boolean): Promise<Store> {
  const db = await openDatabase(dataDir, readOnly);
  if (!readOnly) await closeDeadRuns(db, clock);
  const leases = leaseRows(db, clock);
  return {
    ...runRows(db, clock),
    ...outcomeRows(db),
    ...groupRows(db),
    ...outputRows(db, clock),
    ...factRows(db),
    takeLease: leases.takeLease,
    prune: (olderThan) => prune(db, clock, dataDir, olderThan),
    close: async () => {
      await leases.releaseAll();
      await db.destroy();
    },
  };
}
