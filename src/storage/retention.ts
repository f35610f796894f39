/** Forgetting: old runs and plans, the texts nothing refers to any more, and spill files. Works in slices. */
import { readdir, stat, unlink } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { Clock } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import { breathe } from './json-rows.ts';
import type { Schema } from './schema.ts';
import type { TextTable } from './text-rows.ts';

/** Outputs put this recently may belong to outcomes that are just being written, here or in another process. */
const SPARE_MS = 3_600_000;
/** Where outputs over the cap are written, inside the data folder. */
const SPILL_FOLDER = 'outputs';
/** Outputs looked at before others get a turn. */
const CHUNK = 500;

/**
 * See `Store.prune`. A run without an end (still going, here or elsewhere) is never touched, nor are the images and plans
 * of a change: its configurations must be at hand as long as it can be undone.
 */
export async function prune(db: Kysely<Schema>, clock: Clock, dataDir: string, olderThan: string): Promise<number> {
  const old = await db
    .selectFrom('run')
    .select('seq')
    .where('finished_at', '<', olderThan)
    .where('state', '!=', 'running')
    .execute();
  for (const { seq } of old) {
    const spills = await db.selectFrom('spill').select('file').where('run', '=', seq).execute();
    for (const { file } of spills) await removeSpill(dataDir, file);
    await db.deleteFrom('run').where('seq', '=', seq).execute();
    await breathe();
  }
  await db
    .deleteFrom('plan')
    .where('expires_at', '<', olderThan)
    .where(sql<boolean>`id not in (select plan_id from change)`)
    .execute();
  await dropOrphans(db, 'output', clock.now() - SPARE_MS);
  await dropOrphans(db, 'image', clock.now() - SPARE_MS);
  await dropOrphanSpills(db, join(dataDir, SPILL_FOLDER), Date.parse(olderThan));
  return old.length;
}

/** Files left by a process that died before it could record them. */
async function dropOrphanSpills(db: Kysely<Schema>, folder: string, beforeMs: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (names.length === 0) return;
  const rows = await db.selectFrom('spill').select('file').execute();
  const known = new Set(rows.map((row) => basename(row.file)));
  for (const name of names.filter((candidate) => !known.has(candidate))) {
    const file = join(folder, name);
    const isOld = await stat(file).then(
      (stats) => stats.isFile() && stats.mtimeMs < beforeMs,
      () => false,
    );
    if (isOld) await removeSpill(folder, file);
  }
}

/** Who refers to a text of the table. */
const USE = {
  output: sql`exists (select 1 from output_use where output_use.output = output.id)`,
  image: sql`hash in (
    select before from change_device where before is not null
    union all select after from change_device where after is not null
  )`,
};

async function dropOrphans(db: Kysely<Schema>, table: TextTable, beforeMs: number): Promise<void> {
  const texts = sql.table(table);
  let from = 0;
  for (;;) {
    const { rows } = await sql<{ last: number | null }>`
      select max(id) as last from (select id from ${texts} where id > ${from} order by id limit ${CHUNK})
    `.execute(db);
    const last = rows[0]?.last ?? null;
    if (last === null) return;
    await sql`
      delete from ${texts} where id > ${from} and id <= ${last} and touched_ms < ${beforeMs} and not (${USE[table]})
    `.execute(db);
    from = last;
    await breathe();
  }
}

/** Deletes only inside the data folder, whatever the row says. */
async function removeSpill(dataDir: string, file: string): Promise<void> {
  const path = resolve(dataDir, file);
  if (!path.startsWith(resolve(dataDir) + sep)) return;
  try {
    await unlink(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new RollcallError('LOCAL_IO', `Cannot delete ${path}.`, { cause });
  }
}
