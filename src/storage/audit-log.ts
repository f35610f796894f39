/**
 * The record of who changed what, that cannot be altered without being noticed: one JSON line per entry, each holding
 * the hash of the line before. Knows chains and files; nothing of what an entry means. `openAuditLog` is in
 * `file-audit-log.ts`.
 */

/** What happened; the keys are written as they are. No secrets, no device text that was not redacted. */
export interface AuditEvent {
  /** `plan`, `approve`, `push`, `device`, `end`, `recover`, … */
  readonly event: string;
  /** `mcp`, `cli:alice`. */
  readonly who: string;
  readonly [field: string]: string | number | boolean | null | readonly string[];
}

export interface AuditEntry extends AuditEvent {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: string;
  /** The `hash` of the line before; 64 zeros in the first. */
  readonly prev: string;
  /** SHA-256 over everything else of this line. */
  readonly hash: string;
}

export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly intact: true; readonly head: AuditHead }
  | { readonly intact: false; readonly line: number; readonly problem: string };

/** `{data_dir}/audit.jsonl`, 0600; the head is kept in the database and beside the file as well. */
export interface AuditLog {
  /** On disk, and the head exported, when it resolves. Safe beside other processes. @throws {RollcallError} LOCAL_IO, JOURNAL_CORRUPT */
  append(event: AuditEvent): Promise<AuditHead>;
  /** Reads the whole file. `head`: one exported earlier, that must be found in it; the stored one is checked in any case. */
  verify(head?: AuditHead): Promise<AuditVerdict>;
  /** Newest first. */
  read(limit: number): Promise<readonly AuditEntry[]>;
}
