/** One line of the audit log: how it is written, and whether it is the one that follows. Knows hashes; no files. */
import { createHash } from 'node:crypto';
import type { AuditEntry, AuditEvent, AuditHead } from './audit-log.ts';

/** Before the first entry. */
export const NO_HEAD: AuditHead = { seq: 0, hash: '0'.repeat(64) };

type Fields = Readonly<Record<string, unknown>>;

/** Keys sorted, no blanks. Entries are flat, and `JSON.stringify` writes the keys of a list in the list's order. */
const canonical = (fields: Fields): string => JSON.stringify(fields, Object.keys(fields).sort());

const hashOf = (fields: Fields): string => createHash('sha256').update(canonical(fields)).digest('hex');

/** The entry that says `event` after `head`. Its texts pass `clean`; the four fields of the chain are not the event's to set. */
export function nextEntry(head: AuditHead, at: string, event: AuditEvent, clean: (text: string) => string): AuditEntry {
  const fields: Record<string, unknown> = {};
  const { hash: _, ...own } = event;
  for (const [key, value] of Object.entries(own)) {
    if (typeof value === 'string') fields[key] = clean(value);
    else fields[key] = Array.isArray(value) ? value.map((text: string) => clean(text)) : value;
  }
  const open = { ...fields, event: event.event, who: clean(event.who), seq: head.seq + 1, at, prev: head.hash };
  return { ...open, hash: hashOf(open) };
}

/** With its line feed. */
export const lineOf = (entry: AuditEntry): string => `${canonical(entry)}\n`;

/** The entry of a line (without its line feed) when every byte of it is as we write it; else null. */
export function readLine(bytes: Buffer): AuditEntry | null {
  let fields: unknown;
  try {
    fields = JSON.parse(bytes.toString());
  } catch {
    return null;
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return null;
  const { hash, ...open } = fields as Record<string, unknown>;
  const { seq, at, prev, event, who } = open;
  const isEntry =
    Number.isSafeInteger(seq) &&
    [at, prev, event, who].every((text) => typeof text === 'string') &&
    hash === hashOf(open);
  return isEntry && Buffer.from(canonical({ ...open, hash })).equals(bytes) ? (fields as AuditEntry) : null;
}

export const follows = (entry: AuditEntry, head: AuditHead): boolean =>
  entry.seq === head.seq + 1 && entry.prev === head.hash;

export const isSameHead = (a: AuditHead, b: AuditHead): boolean => a.seq === b.seq && a.hash === b.hash;

/** Just the two. */
export const headOf = ({ seq, hash }: AuditHead): AuditHead => ({ seq, hash });
