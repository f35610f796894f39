/** The tables as TypeScript sees them. Knows columns; `migrations/` knows how they came to be. */
import type { Generated } from 'kysely';
import type { ChangeState } from './change-store.ts';

/** One fan-out. `seq` is the short key other tables use; `id` is what people see. */
export interface RunTable {
  seq: Generated<number>;
  id: string;
  kind: string;
  title: string;
  /** JSON. */
  params: string;
  principal: string;
  ok_word: string;
  state: 'running' | 'done' | 'cancelled' | 'interrupted';
  started_at: string;
  finished_at: string | null;
  selected: number;
  owner_pid: number;
  /** See `Owner.started`. */
  owner_started: string | null;
  owner_host: string;
  /** Milliseconds since the epoch: the last time the owner said it was alive. */
  heartbeat_ms: number;
  note: Generated<string | null>;
}

/** A name and the process that holds it; `token` tells two holders in one process apart. */
export interface LeaseTable {
  name: string;
  purpose: string;
  token: string;
  since: string;
  owner_pid: number;
  owner_started: string | null;
  owner_host: string;
  heartbeat_ms: number;
}

/** Every selected device of a run, whether it has an outcome yet or not. */
export interface MemberTable {
  run: number;
  device: string;
  platform: string;
}

export interface OutcomeTable {
  id: Generated<number>;
  run: number;
  device: string;
  status: 'ok' | 'failed' | 'skipped';
  attention: 0 | 1;
  code: string | null;
  phase: string | null;
  message: string | null;
  detail: string | null;
  started_at: string;
  duration_ms: number;
  attempts: number;
  /** JSON of `GroupMark[]`. */
  marks: string;
  /** JSON of `AnswerRecord[]`. */
  answers: string;
  /** JSON. */
  value: string;
}

/** Which devices of a run carry a group's mark: the index behind "show me group g1". */
export interface MarkTable {
  run: number;
  key: string;
  device: string;
}

export interface GroupNumberTable {
  run: number;
  key: string;
  number: number;
}

/** A text kept once, under the SHA-256 of its UTF-8 bytes. */
export interface OutputTable {
  id: Generated<number>;
  hash: string;
  /** 1 when `body` is raw deflate. */
  packed: 0 | 1;
  /** Milliseconds since the epoch of the last time someone wanted it kept. */
  touched_ms: number;
  body: Uint8Array;
}

/** Which runs refer to an output, answers and group bodies alike. By id: random hashes would dirty a page each. */
export interface OutputUseTable {
  run: number;
  output: number;
}

/** Files outside the database that belong to a run. */
export interface SpillTable {
  run: number;
  file: string;
}

export interface FactTable {
  device: string;
  key: string;
  value: string;
  observed_at: string;
  run_id: string;
}

export interface PlanTable {
  seq: Generated<number>;
  id: string;
  hash: string;
  kind: 'change' | 'rollback';
  title: string;
  proposer: string;
  created_at: string;
  expires_at: string;
  body: string;
}

/** The latest approval of a plan. `used_by` is a change's id. */
export interface ApprovalTable {
  plan_id: string;
  plan_hash: string;
  approver: string;
  approved_at: string;
  expires_at: string;
  used_by: string | null;
}

/** A plan on its way out; no plan goes out twice. `interrupted` is never written: it is read from a dead owner. */
export interface ChangeTable {
  seq: Generated<number>;
  id: string;
  plan_id: string;
  plan_hash: string;
  principal: string;
  started_at: string;
  finished_at: string | null;
  state: 'running' | 'done' | 'halted';
  owner_pid: number;
  owner_started: string | null;
  owner_host: string;
  heartbeat_ms: number;
}

/** `before` and `after` are hashes of images. */
export interface ChangeDeviceTable {
  change: number;
  device: string;
  platform: string;
  wave: number;
  identity: string | null;
  state: ChangeState;
  base_hash: string;
  wanted_hash: string;
  found_hash: string | null;
  undo: string;
  before: string | null;
  after: string | null;
  timer_ends_at: string | null;
  code: string | null;
  message: string | null;
  detail: string | null;
  line: number | null;
  updated_at: string;
}

/** The end of the audit log: one row, or none before the first entry. */
export interface AuditHeadTable {
  id: 1;
  seq: number;
  hash: string;
  /** Where the last line begins, and where it ends with its line feed, bytes from the file's start. */
  line_at: number;
  end_at: number;
  /** JSON: the files that this head was exported to. */
  files: string;
}

export interface Schema {
  run: RunTable;
  member: MemberTable;
  outcome: OutcomeTable;
  mark: MarkTable;
  group_number: GroupNumberTable;
  output: OutputTable;
  output_use: OutputUseTable;
  spill: SpillTable;
  fact: FactTable;
  lease: LeaseTable;
  plan: PlanTable;
  approval: ApprovalTable;
  change: ChangeTable;
  change_device: ChangeDeviceTable;
  /** Configurations before and after changes, secrets and all: a table of their own, so that no output's hash leads here. */
  image: OutputTable;
  audit_head: AuditHeadTable;
  /** Kysely's own list of applied migrations. */
  kysely_migration: { name: string; timestamp: string };
}
