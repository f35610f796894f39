/** The first tables: runs, their devices and outcomes, groups, outputs and facts. Never edited once released. */
import { type Kysely, sql } from 'kysely';

const TABLES = [
  `create table run (
    seq integer primary key, id text not null unique, kind text not null, title text not null, params text not null,
    principal text not null, ok_word text not null, state text not null, started_at text not null, finished_at text, selected integer not null,
    owner_pid integer not null, owner_started text, owner_host text not null, heartbeat_ms integer not null
  ) strict`,
  `create index run_state on run (state)`,
  `create table member (
    run integer not null references run on delete cascade, device text not null, platform text not null,
    primary key (run, device)
  ) strict, without rowid`,
  `create table outcome (
    id integer primary key, run integer not null, device text not null, status text not null, attention integer not null,
    code text, phase text, message text, detail text, started_at text not null, duration_ms real not null,
    attempts integer not null, marks text not null, answers text not null, value text not null,
    unique (run, device), foreign key (run, device) references member on delete cascade
  ) strict`,
  `create table mark (
    run integer not null references run on delete cascade, key text not null, device text not null,
    primary key (run, key, device)
  ) strict, without rowid`,
  `create table group_number (
    run integer not null references run on delete cascade, key text not null, number integer not null,
    primary key (run, key)
  ) strict, without rowid`,
  `create table output (
    id integer primary key, hash text not null unique, packed integer not null, touched_ms integer not null,
    body blob not null
  ) strict`,
  `create table output_use (
    run integer not null references run on delete cascade, output integer not null, primary key (run, output)
  ) strict, without rowid`,
  `create index output_use_output on output_use (output)`,
  `create table spill (
    run integer not null references run on delete cascade, file text not null, primary key (run, file)
  ) strict, without rowid`,
  `create table fact (
    device text not null, key text not null, value text not null, observed_at text not null, run_id text not null,
    primary key (device, key)
  ) strict, without rowid`,
];

/** Creates the tables in an empty database. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of TABLES) await sql.raw(table).execute(db);
}
