/** The numbers groups are shown under (`g1`), per run. Knows keys in the order given; never renumbers. */
import type { Kysely } from 'kysely';
import { runSeq } from './run-rows.ts';
import type { Schema } from './schema.ts';
import type { Store } from './store.ts';

export function groupRows(db: Kysely<Schema>): Pick<Store, 'numberGroups'> {
  return {
    numberGroups: async (runId, keys) => {
      const run = await runSeq(db, runId);
      const numbers = await numbersOf(db, run);
      if (keys.every((key) => numbers.has(key))) return only(numbers, keys);
      return db.transaction().execute(async (trx) => {
        const current = await numbersOf(trx, run);
        const missing = [...new Set(keys)].filter((key) => !current.has(key));
        const rows = missing.map((key, i) => ({ run, key, number: current.size + i + 1 }));
        for (const row of rows) current.set(row.key, row.number);
        if (rows.length > 0) await trx.insertInto('group_number').values(rows).execute();
        return only(current, keys);
      });
    },
  };
}

async function numbersOf(db: Kysely<Schema>, run: number): Promise<Map<string, number>> {
  const rows = await db.selectFrom('group_number').select(['key', 'number']).where('run', '=', run).execute();
  return new Map(rows.map((row) => [row.key, row.number]));
}

const only = (numbers: ReadonlyMap<string, number>, keys: readonly string[]): ReadonlyMap<string, number> =>
  new Map(keys.map((key) => [key, numbers.get(key) as number]));
