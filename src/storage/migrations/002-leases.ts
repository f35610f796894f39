/** A line about a run as a whole, and names that one process at a time may hold. Never edited once released. */
import { type Kysely, sql } from 'kysely';

const STEPS = [
  `alter table run add column note text`,
  `create table lease (
    name text not null primary key, purpose text not null, token text not null, since text not null,
    owner_pid integer not null, owner_started text, owner_host text not null, heartbeat_ms integer not null
  ) strict, without rowid`,
];

/** Adds them to a database of 001. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const step of STEPS) await sql.raw(step).execute(db);
}
