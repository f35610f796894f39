/** The end of the audit log's file, from the stored head on. Knows what a crash may leave there; all else is corrupt. */
import type { FileHandle } from 'node:fs/promises';
import { RollcallError } from '../core/errors.ts';
import { follows, headOf, isSameHead, NO_HEAD, readLine } from './audit-chain.ts';
import type { StoredHead } from './audit-head-row.ts';
import type { AuditHead } from './audit-log.ts';

const LINE_FEED = 0x0a;

/** Where the file's whole lines end. */
export interface AuditTail {
  /** The stored head, then those of the whole lines after it: written by a process that died before it could store them. */
  readonly heads: readonly AuditHead[];
  readonly lineAt: number;
  readonly endAt: number;
  /** Bytes after the last line feed. */
  readonly tornBytes: number;
}

/** @throws {RollcallError} JOURNAL_CORRUPT when the stored head's line is not there, or what follows does not follow */
export async function readTail(handle: FileHandle, stored: StoredHead | null): Promise<AuditTail> {
  const from = stored?.lineAt ?? 0;
  const { size } = await handle.stat();
  const bytes = Buffer.alloc(Math.max(0, size - from));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
  if (bytesRead < bytes.length) throw new RollcallError('LOCAL_IO', 'The end of the audit log could not be read.');
  const heads: AuditHead[] = stored === null ? [NO_HEAD] : [];
  let [lineAt, endAt] = [0, 0];
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, endAt)) {
    const entry = readLine(bytes.subarray(endAt, end));
    const before = heads.at(-1);
    const isNext =
      entry !== null && (before === undefined ? isSameHead(entry, stored as AuditHead) : follows(entry, before));
    if (!isNext) throw corrupt(before === undefined ? (stored?.seq ?? 1) : before.seq + 1);
    heads.push(headOf(entry));
    [lineAt, endAt] = [endAt, end + 1];
  }
  if (heads.length === 0) throw corrupt(stored?.seq ?? 1);
  return { heads, lineAt: from + lineAt, endAt: from + endAt, tornBytes: bytes.length - endAt };
}

const corrupt = (line: number) =>
  new RollcallError('JOURNAL_CORRUPT', `Line ${line} of the audit log is missing or not as it was written.`);
