/** Runs as rows: made, touched, finished, listed. Knows when a run's process has died; knows no outcomes. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Clock } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import { jsonRows } from './json-rows.ts';
import { columnsOf, isAlive, ownerOf, thisProcess } from './owner.ts';
import type { RunTable, Schema } from './schema.ts';
import type { NewRun, RunRecord, Store } from './store.ts';

/** The short key of a run. @throws {RollcallError} UNKNOWN_RUN */
export async function runSeq(db: Kysely<Schema>, runId: string): Promise<number> {
  const row = await db.selectFrom('run').select('seq').where('id', '=', runId).executeTakeFirst();
  if (row === undefined) throw new RollcallError('UNKNOWN_RUN', `There is no run ${JSON.stringify(runId)}.`);
  return row.seq;
}

type RunMethods = Pick<Store, 'createRun' | 'finishRun' | 'touchRun' | 'getRun' | 'listRuns' | 'pendingDevices'>;

export function runRows(db: Kysely<Schema>, clock: Clock): RunMethods {
  const record = (row: Selectable<RunTable>): RunRecord => {
    const isDead = row.state === 'running' && !isAlive(ownerOf(row), clock.now());
    return {
      id: row.id,
      kind: row.kind,
      title: row.title,
      params: JSON.parse(row.params),
      principal: row.principal,
      okWord: row.ok_word,
      startedAt: row.started_at,
      state: isDead ? 'interrupted' : row.state,
      finishedAt: isDead ? lastSeen(row) : row.finished_at,
      selected: row.selected,
      note: row.note,
    };
  };
  return {
    createRun: (run) => createRun(db, clock, run),
    finishRun: async (runId, state, finishedAt, note = null) => {
      await db.updateTable('run').set({ state, finished_at: finishedAt, note }).where('id', '=', runId).execute();
    },
    // A process that slept (a closed laptop) may find its run declared interrupted: it is not, while this is called.
    touchRun: async (runId) => {
      await db
        .updateTable('run')
        .set({ heartbeat_ms: clock.now(), state: 'running', finished_at: null })
        .where('id', '=', runId)
        .where('state', 'in', ['running', 'interrupted'])
        .execute();
    },
    getRun: async (runId) => {
      const row = await db.selectFrom('run').selectAll().where('id', '=', runId).executeTakeFirst();
      return row && record(row);
    },
    listRuns: async ({ limit, before }) => {
      let query = db.selectFrom('run').selectAll().orderBy('id', 'desc').limit(limit);
      if (before !== undefined) query = query.where('id', '<', before);
      return (await query.execute()).map(record);
    },
    pendingDevices: async (runId) => {
      const run = await runSeq(db, runId);
      return db
        .selectFrom('member')
        .leftJoin('outcome', (join) =>
          join.onRef('outcome.run', '=', 'member.run').onRef('outcome.device', '=', 'member.device'),
        )
        .where('member.run', '=', run)
        .where('outcome.id', 'is', null)
        .select(['member.device as name', 'member.platform'])
        .orderBy('member.device')
        .execute();
    },
  };
}

async function createRun(db: Kysely<Schema>, clock: Clock, run: NewRun): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { seq } = await trx
      .insertInto('run')
      .values({
        id: run.id,
        kind: run.kind,
        title: run.title,
        params: JSON.stringify(run.params ?? null),
        principal: run.principal,
        ok_word: run.okWord,
        state: 'running',
        started_at: run.startedAt,
        finished_at: null,
        selected: run.devices.length,
        ...columnsOf(thisProcess(clock.now())),
      })
      .returning('seq')
      .executeTakeFirstOrThrow();
    const members = jsonRows(run.devices.map((device) => [device.name, device.platform]));
    await sql`insert into member select ${seq}, value ->> 0, value ->> 1 from ${members}`.execute(trx);
  });
}

/** Writes down that the runs of dead processes ended when these were last seen. Done once, when a store is opened. */
export async function closeDeadRuns(db: Kysely<Schema>, clock: Clock): Promise<void> {
  const running = await db.selectFrom('run').selectAll().where('state', '=', 'running').execute();
  for (const row of running.filter((run) => !isAlive(ownerOf(run), clock.now()))) {
    await db
      .updateTable('run')
      .set({ state: 'interrupted', finished_at: lastSeen(row) })
      .where('seq', '=', row.seq)
      .where('state', '=', 'running')
      .execute();
  }
}

const lastSeen = (row: Selectable<RunTable>) => new Date(row.heartbeat_ms).toISOString();
