/** Where each device of a change stands, as rows. Knows columns; what a state means is the change's business. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Clock } from '../core/clock.ts';
import { isoTime } from '../core/clock.ts';
import { type ErrorCode, RollcallError } from '../core/errors.ts';
import type { ChangeDeviceRecord, ChangeStore } from './change-store.ts';
import type { ChangeDeviceTable, Schema } from './schema.ts';

export function changeDeviceRows(
  db: Kysely<Schema>,
  clock: Clock,
): Pick<ChangeStore, 'updateDevice' | 'changeDevices'> {
  return {
    updateDevice: async (changeId, device, patch) => {
      const { numUpdatedRows } = await db
        .updateTable('change_device')
        // What the patch does not name is undefined here, and left as it is.
        .set({
          identity: patch.identity,
          state: patch.state,
          base_hash: patch.baseHash,
          wanted_hash: patch.wantedHash,
          found_hash: patch.foundHash,
          undo: patch.undo,
          before: patch.before,
          after: patch.after,
          timer_ends_at: patch.timerEndsAt,
          code: patch.code,
          message: patch.message,
          detail: patch.detail,
          line: patch.line,
          updated_at: isoTime(clock),
        })
        .where('change', '=', sql<number>`(select seq from change where id = ${changeId})`)
        .where('device', '=', device)
        .executeTakeFirst();
      if (numUpdatedRows === 1n) return;
      throw new RollcallError('INTERNAL', `Change ${changeId} has no device ${JSON.stringify(device)}.`);
    },
    changeDevices: async (changeId) => {
      const rows = await db
        .selectFrom('change_device')
        .selectAll()
        .where('change', '=', sql<number>`(select seq from change where id = ${changeId})`)
        .orderBy('wave')
        .orderBy('device')
        .execute();
      return rows.map(record);
    },
  };
}

const record = (row: Selectable<ChangeDeviceTable>): ChangeDeviceRecord => ({
  device: row.device,
  platform: row.platform,
  wave: row.wave,
  identity: row.identity,
  state: row.state,
  baseHash: row.base_hash,
  wantedHash: row.wanted_hash,
  foundHash: row.found_hash,
  undo: row.undo,
  before: row.before,
  after: row.after,
  timerEndsAt: row.timer_ends_at,
  code: row.code as ErrorCode | null,
  message: row.message,
  detail: row.detail,
  line: row.line,
  updatedAt: row.updated_at,
});
