/**
 * The lab's own record of what changed on its devices: one line per state-changing line, append only. It is the
 * oracle for tests of changes, so it knows what the devices did and nothing of what a client believes.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { type Clock, isoTime } from '../core/clock.ts';

export interface AppliedLine {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly device: string;
  /** The line as the device took it, blanks trimmed. */
  readonly line: string;
  /** `config`, `config-if`, `commit`, `save`, `exec`, …: where it was taken. */
  readonly mode: string;
  /** Which login did it: `ams-acc-0001/3`; `lab` for a change the lab made by itself. */
  readonly session: string;
}

export interface WritesLog {
  add(entry: Omit<AppliedLine, 'at'>): void;
  /** Everything so far, oldest first. */
  entries(): readonly AppliedLine[];
  close(): void;
}

/** Keeps the record in memory and, when `file` is given, appends each entry to it before the device answers. */
export function openWritesLog(clock: Clock, file: string | null): WritesLog {
  const entries: AppliedLine[] = [];
  let descriptor = file === null ? null : openSync(file, 'a', 0o600);
  return {
    add: (entry) => {
      const applied = { at: isoTime(clock), ...entry };
      entries.push(applied);
      if (descriptor !== null) writeSync(descriptor, `${JSON.stringify(applied)}\n`);
    },
    entries: () => entries,
    close: () => {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}
