/** Plans, approvals, changes with their devices and configurations, and the audit log's end. Never edited once released. */
import { type Kysely, sql } from 'kysely';

const STEPS = [
  `create table plan (
    seq integer primary key, id text not null unique, hash text not null, kind text not null, title text not null,
    proposer text not null, created_at text not null, expires_at text not null, body text not null
  ) strict`,
  `create table approval (
    plan_id text not null primary key references plan (id) on delete cascade, plan_hash text not null,
    approver text not null, approved_at text not null, expires_at text not null, used_by text
  ) strict, without rowid`,
  `create table change (
    seq integer primary key, id text not null unique, plan_id text not null unique references plan (id),
    plan_hash text not null, principal text not null, started_at text not null, finished_at text,
    state text not null,
    owner_pid integer not null, owner_started text, owner_host text not null, heartbeat_ms integer not null
  ) strict`,
  `create table change_device (
    change integer not null references change, device text not null, platform text not null, wave integer not null,
    identity text, state text not null, base_hash text not null, wanted_hash text not null, found_hash text,
    undo text not null, before text, after text, timer_ends_at text, code text, message text, detail text,
    line integer, updated_at text not null, primary key (change, device)
  ) strict, without rowid`,
  `create index change_device_open on change_device (change) where state in ('intent', 'applied', 'confirming')`,
  `create table image (
    id integer primary key, hash text not null unique, packed integer not null, touched_ms integer not null,
    body blob not null
  ) strict`,
  `create table audit_head (
    id integer primary key check (id = 1), seq integer not null, hash text not null, line_at integer not null,
    end_at integer not null, files text not null
  ) strict`,
];

/** Adds them to a database of 002. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const step of STEPS) await sql.raw(step).execute(db);
}
