/** Changes as rows: begun, touched, finished, found again. Knows when a change's process has died; not what it does. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Clock } from '../core/clock.ts';
import { isoTime } from '../core/clock.ts';
import type { ChangeRecord, ChangeStore } from './change-store.ts';
import { jsonRows } from './json-rows.ts';
import { columnsOf, isAlive, ownerOf, thisProcess } from './owner.ts';
import type { ChangeTable, Schema } from './schema.ts';

type ChangeMethods = Pick<
  ChangeStore,
  | 'beginChange'
  | 'touchChange'
  | 'finishChange'
  | 'getChange'
  | 'changeOfPlan'
  | 'listChanges'
  | 'unfinishedChanges'
  | 'devicesPushedSince'
>;

export function changeRows(db: Kysely<Schema>, clock: Clock): ChangeMethods {
  const isDead = (row: Selectable<ChangeTable>) => row.state === 'running' && !isAlive(ownerOf(row), clock.now());
  const record = (row: Selectable<ChangeTable>): ChangeRecord => ({
    id: row.id,
    planId: row.plan_id,
    planHash: row.plan_hash,
    principal: row.principal,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    state: isDead(row) ? 'interrupted' : row.state,
  });
  const find = async (column: 'id' | 'plan_id', value: string) => {
    const row = await db.selectFrom('change').selectAll().where(column, '=', value).executeTakeFirst();
    return row && record(row);
  };
  return {
    beginChange: (change, devices) => beginChange(db, clock, change, devices),
    // Whoever goes on with a change, or comes after one that died, owns it from then on.
    touchChange: async (id) => {
      const owner = columnsOf(thisProcess(clock.now()));
      await db.updateTable('change').set(owner).where('id', '=', id).execute();
    },
    finishChange: async (id, state, finishedAt, notReached = null) => {
      await db.transaction().execute(async (trx) => {
        const { seq = null } =
          (await trx
            .updateTable('change')
            .set({ state, finished_at: finishedAt })
            .where('id', '=', id)
            .returning('seq')
            .executeTakeFirst()) ?? {};
        const waiting = trx.updateTable('change_device').where('change', '=', seq).where('state', '=', 'waiting');
        await waiting.set({ state: 'not_started', updated_at: finishedAt, ...notReached }).execute();
      });
    },
    getChange: (id) => find('id', id),
    changeOfPlan: (planId) => find('plan_id', planId),
    listChanges: async (limit) => {
      const rows = await db.selectFrom('change').selectAll().orderBy('seq', 'desc').limit(limit).execute();
      return rows.map(record);
    },
    unfinishedChanges: async () => {
      // A change may have finished around a device whose end could not be written: that one is nobody's any more.
      const open = sql<boolean>`seq in (
        select change from change_device where state in ('intent', 'applied', 'confirming')
      )`;
      const rows = await db
        .selectFrom('change')
        .selectAll()
        .where((where) => where.or([where('state', '=', 'running'), open]))
        .orderBy('seq')
        .execute();
      return rows.filter((row) => row.state !== 'running' || isDead(row)).map(record);
    },
    devicesPushedSince: (iso) => devicesPushedSince(db, iso),
  };
}

async function devicesPushedSince(db: Kysely<Schema>, iso: string): Promise<number> {
  const { count } = await db
    .selectFrom('change')
    .innerJoin('change_device', 'change_device.change', 'change.seq')
    .where('change.started_at', '>=', iso)
    // What a change never came to does not count; what one still going will come to does.
    .where('change_device.state', '!=', 'not_started')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

function beginChange(
  db: Kysely<Schema>,
  clock: Clock,
  change: Parameters<ChangeStore['beginChange']>[0],
  devices: Parameters<ChangeStore['beginChange']>[1],
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const approval = await trx
      .selectFrom('approval')
      .select('expires_at')
      .where('plan_id', '=', change.planId)
      .where('plan_hash', '=', change.planHash)
      .where('used_by', 'is', null)
      .executeTakeFirst();
    // A time that cannot be read is no time: the comparison is then false.
    if (!(approval !== undefined && Date.parse(change.startedAt) < Date.parse(approval.expires_at))) return false;
    await trx.updateTable('approval').set({ used_by: change.id }).where('plan_id', '=', change.planId).execute();
    const { seq } = await trx
      .insertInto('change')
      .values({
        id: change.id,
        plan_id: change.planId,
        plan_hash: change.planHash,
        principal: change.principal,
        started_at: change.startedAt,
        finished_at: null,
        state: 'running',
        ...columnsOf(thisProcess(clock.now())),
      })
      .returning('seq')
      .executeTakeFirstOrThrow();
    const rows = jsonRows(
      devices.map((one) => [one.device, one.platform, one.wave, one.identity, one.baseHash, one.wantedHash, one.undo]),
    );
    await sql`
      insert into change_device (change, device, platform, wave, identity, base_hash, wanted_hash, undo, state, updated_at)
      select ${seq}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
        'waiting', ${isoTime(clock)} from ${rows}
    `.execute(trx);
    return true;
  });
}
