/** The tables as TypeScript sees them. Knows columns; `migrations/` knows how they came to be. */
import type { Generated } from 'kysely';

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
  /** Kysely's own list of applied migrations. */
  kysely_migration: { name: string; timestamp: string };
}
