/** Names that one process at a time may hold, as rows. Knows when a holder has died; not what the name stands for. */
import { randomUUID } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { CancelTimer, Clock } from '../core/clock.ts';
import { isoTime } from '../core/clock.ts';
import { jsonValues } from './json-rows.ts';
import { columnsOf, isAlive, ownerOf, thisProcess } from './owner.ts';
import type { LeaseTable, Schema } from './schema.ts';
import type { Lease, LeaseHolder, Store } from './store.ts';

/** A sixth of the silence after which an owner that cannot be looked at counts as dead. */
const HEARTBEAT_MS = 5_000;

export interface LeaseRows extends Pick<Store, 'takeLease' | 'leaseHolder'> {
  /** Gives back everything this store holds. Never throws. */
  releaseAll(): Promise<void>;
}

export function leaseRows(db: Kysely<Schema>, clock: Clock): LeaseRows {
  const held = new Set<string>();
  /** Given back, but still in the database: until the disk lets them go. */
  const leaving = new Set<string>();
  let cancelBeat: CancelTimer | undefined;
  let beating: Promise<void> = Promise.resolve();

  const beat = async () => {
    cancelBeat = undefined;
    await dropLeaving();
    // A beat that the disk refuses is not the holder's end: the next one comes.
    const own = sql<boolean>`token in ${jsonValues([...held])}`;
    await db
      .updateTable('lease')
      .set({ heartbeat_ms: clock.now() })
      .where(own)
      .execute()
      .catch(() => {});
    schedule();
  };
  const schedule = () => {
    if (held.size + leaving.size === 0) {
      cancelBeat?.();
      cancelBeat = undefined;
    } else {
      cancelBeat ??= clock.after(HEARTBEAT_MS, () => {
        beating = beat();
      });
    }
  };
  const dropLeaving = async () => {
    const tokens = [...leaving];
    if (tokens.length === 0) return;
    try {
      await db
        .deleteFrom('lease')
        .where(sql<boolean>`token in ${jsonValues(tokens)}`)
        .execute();
      for (const token of tokens) leaving.delete(token);
    } catch {
      // The next beat tries again; a process that ends gives everything back by ending.
    }
  };
  const release = async (tokens: readonly string[]) => {
    for (const token of tokens) if (held.delete(token)) leaving.add(token);
    await dropLeaving();
    schedule();
  };

  return {
    takeLease: async (name, purpose) => {
      const token = randomUUID();
      const heldBy = await claim(db, clock, { name, purpose, token });
      if (heldBy !== null) return { heldBy };
      held.add(token);
      schedule();
      const lease: Lease = { name, release: () => release([token]) };
      return { lease };
    },
    leaseHolder: async (name) => {
      const row = await db.selectFrom('lease').selectAll().where('name', '=', name).executeTakeFirst();
      return row !== undefined && isAlive(ownerOf(row), clock.now()) ? holderOf(row) : null;
    },
    releaseAll: async () => {
      await release([...held]);
      await beating;
      leaving.clear();
      schedule();
    },
  };
}

/** Writes the row, over that of a dead holder if need be; answers who else holds the name, or null. */
function claim(
  db: Kysely<Schema>,
  clock: Clock,
  wanted: { readonly name: string; readonly purpose: string; readonly token: string },
): Promise<LeaseHolder | null> {
  return db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom('lease').selectAll().where('name', '=', wanted.name).executeTakeFirst();
    if (row !== undefined && isAlive(ownerOf(row), clock.now())) return holderOf(row);
    if (row !== undefined) await trx.deleteFrom('lease').where('name', '=', wanted.name).execute();
    await trx
      .insertInto('lease')
      .values({ ...wanted, since: isoTime(clock), ...columnsOf(thisProcess(clock.now())) })
      .execute();
    return null;
  });
}

const holderOf = (row: Selectable<LeaseTable>): LeaseHolder => ({
  purpose: row.purpose,
  pid: row.owner_pid,
  host: row.owner_host,
  since: row.since,
});
