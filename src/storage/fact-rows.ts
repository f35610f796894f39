/** The latest value of each fact of each device. Knows keys and values as text; knows no fact's meaning. */
import { type Kysely, sql } from 'kysely';
import { jsonRows } from './json-rows.ts';
import type { Schema } from './schema.ts';
import type { Store } from './store.ts';

export function factRows(db: Kysely<Schema>): Pick<Store, 'recordFacts' | 'latestFacts'> {
  return {
    recordFacts: async (facts) => {
      if (facts.length === 0) return;
      const rows = jsonRows(facts.map((fact) => [fact.device, fact.key, fact.value, fact.observedAt, fact.runId]));
      // `where true` tells SQLite that the `on` after it is not a join's.
      await sql`
        insert into fact select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from ${rows} where true
        on conflict do update set value = excluded.value, observed_at = excluded.observed_at, run_id = excluded.run_id
        where excluded.observed_at >= fact.observed_at
      `.execute(db);
    },
    latestFacts: async () => {
      const rows = await db.selectFrom('fact').selectAll().orderBy('device').orderBy('key').execute();
      return rows.map(({ device, key, value, observed_at, run_id }) => ({
        device,
        key,
        value,
        observedAt: observed_at,
        runId: run_id,
      }));
    },
  };
}
