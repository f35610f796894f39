/** The store over SQLite, put together from its row files. Knows which file does what, and nothing else. */
import type { Clock } from '../core/clock.ts';
import { auditHeadRow } from './audit-head-row.ts';
import { changeDeviceRows } from './change-device-rows.ts';
import { changeRows } from './change-rows.ts';
import type { DataStore } from './data-store.ts';
import { openDatabase } from './database.ts';
import { factRows } from './fact-rows.ts';
import { groupRows } from './group-rows.ts';
import { leaseRows } from './lease-rows.ts';
import { outcomeRows } from './outcome-rows.ts';
import { planRows } from './plan-rows.ts';
import { prune } from './retention.ts';
import { closeDeadRuns, runRows } from './run-rows.ts';
import { textRows } from './text-rows.ts';

/** See `openStore`. */
export async function openSqliteStore(dataDir: string, clock: Clock, readOnly: boolean): Promise<DataStore> {
  const db = await openDatabase(dataDir, readOnly);
  if (!readOnly) await closeDeadRuns(db, clock);
  const leases = leaseRows(db, clock);
  const outputs = textRows(db, clock, 'output');
  const images = textRows(db, clock, 'image');
  return {
    ...runRows(db, clock),
    ...outcomeRows(db),
    ...groupRows(db),
    ...factRows(db),
    ...planRows(db),
    ...changeRows(db, clock),
    ...changeDeviceRows(db, clock),
    putOutputs: outputs.put,
    getOutput: outputs.get,
    putImage: async (text) => (await images.put([text]))[0] as string,
    getImage: images.get,
    auditHead: auditHeadRow(db),
    takeLease: leases.takeLease,
    leaseHolder: leases.leaseHolder,
    prune: (olderThan) => prune(db, clock, dataDir, olderThan),
    close: async () => {
      await leases.releaseAll();
      await db.destroy();
    },
  };
}
