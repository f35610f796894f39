/**
 * The audit log as a file of lines, its head in the database and beside it. Knows the order that outlives a crash:
 * lines on disk, heads exported, head stored; a line between the first and the last is taken over by the next append.
 */
import { constants, type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, isoTime } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import { headOf, isSameHead, lineOf, nextEntry, readLine } from './audit-chain.ts';
import { readHeadFile, writeHeadFile } from './audit-head-files.ts';
import type { AuditHeadRow, StoredHead } from './audit-head-row.ts';
import type { AuditEntry, AuditEvent, AuditHead, AuditLog } from './audit-log.ts';
import { type AuditTail, readTail } from './audit-tail.ts';
import { lastLines } from './last-lines.ts';
import { syncToDisk } from './sync-to-disk.ts';
import { verifyAudit } from './verify-audit.ts';

/** An entry is written within a fraction of the time that a look takes. */
const LOOKS = 3;

export interface AuditLogOptions {
  /** Holds `audit.jsonl` and `audit.head`. */
  readonly dataDir: string;
  /** `change.head_file`: where the head is exported to as well; its folder must be there. */
  readonly headFile?: string | undefined;
  /** Of the same data folder's store. */
  readonly auditHead: AuditHeadRow;
  readonly clock: Clock;
  /** Every text of an event passes it: the public-text pass. */
  readonly clean: (text: string) => string;
}

/** Opens nothing yet: a log that nothing was appended to has no file. */
export function openAuditLog({ dataDir, headFile, auditHead, clock, clean }: AuditLogOptions): AuditLog {
  const file = join(dataDir, 'audit.jsonl');
  const headFiles = [join(dataDir, 'audit.head'), ...(headFile === undefined ? [] : [headFile])];
  const chain = (head: AuditHead, events: readonly AuditEvent[]): AuditEntry[] => {
    const entries: AuditEntry[] = [];
    for (const event of events) entries.push(nextEntry(entries.at(-1) ?? head, isoTime(clock), event, clean));
    return entries;
  };

  const append = async (stored: StoredHead | null, events: readonly AuditEvent[]) => {
    const handle = await openFile(file, stored === null);
    try {
      const tail = await readTail(handle, stored);
      for (const headFile of headFiles) await requireHead(headFile, stored, tail);
      const { tornBytes } = tail;
      const repairs = tornBytes > 0 ? [{ event: 'repair', who: 'rollcall', removed_bytes: tornBytes }] : [];
      const entries = chain(tail.heads.at(-1) as AuditHead, [...repairs, ...events]);
      const lines = entries.map((entry) => Buffer.from(lineOf(entry)));
      await writeAt(handle, tail, Buffer.concat(lines));
      if (stored === null) await syncToDisk([dataDir]);
      const head = headOf(entries.at(-1) as AuditEntry);
      for (const headFile of headFiles) await writeHeadFile(headFile, head);
      const endAt = lines.reduce((at, line) => at + line.length, tail.endAt);
      const lineAt = endAt - (lines.at(-1)?.length ?? 0);
      return { head: { ...head, lineAt, endAt, files: headFiles }, entries: entries.slice(repairs.length) };
    } finally {
      await handle.close();
    }
  };

  return {
    append: inBatches(async (events) => {
      let heads: AuditHead[] = [];
      await inOurWords(file, () =>
        auditHead.advance(async (stored) => {
          const { head, entries } = await append(stored, events);
          heads = entries.map(headOf);
          return head;
        }),
      );
      return heads;
    }),
    verify: (exported) =>
      inOurWords(file, async () => {
        for (let look = 1; ; look++) {
          const stored = await auditHead.read();
          const verdict = await verifyAudit({ file, headFiles, stored, exported });
          // What is wrong beyond the stored head may be an entry on its way in; it is there when looked for again.
          if (verdict.intact || verdict.line <= (stored?.seq ?? 0) || look === LOOKS) return verdict;
        }
      }),
    read: (limit) =>
      inOurWords(file, async () => {
        const entries = (await lastLines(file, limit)).map(readLine);
        if (entries.every((entry) => entry !== null)) return entries.reverse();
        throw new RollcallError('JOURNAL_CORRUPT', 'The last lines of the audit log are not as they were written.');
      }),
  };
}

/** Entries that come while others are being written wait, and go to the disk together. */
function inBatches(
  write: (events: readonly AuditEvent[]) => Promise<readonly AuditHead[]>,
): (event: AuditEvent) => Promise<AuditHead> {
  let waiting: { event: AuditEvent; resolve: (head: AuditHead) => void; reject: (error: unknown) => void }[] = [];
  let isWriting = false;
  const drain = async () => {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const heads = await write(batch.map(({ event }) => event));
        for (const [i, { resolve }] of batch.entries()) resolve(heads[i] as AuditHead);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isWriting = false;
  };
  return (event) =>
    new Promise((resolve, reject) => {
      waiting.push({ event, resolve, reject });
      if (!isWriting) void drain();
    });
}

/** Without `mayCreate` a file that is gone is an altered record, and stays gone. */
async function openFile(file: string, mayCreate: boolean): Promise<FileHandle> {
  try {
    return await open(file, constants.O_RDWR | (mayCreate ? constants.O_CREAT : 0), 0o600);
  } catch (cause) {
    if (mayCreate || (cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new RollcallError('JOURNAL_CORRUPT', `The audit log ${file} is gone.`);
  }
}

/** A head exported before must be there, and be one that the log's end holds. */
async function requireHead(file: string, stored: StoredHead | null, { heads }: AuditTail): Promise<void> {
  const wasWritten = stored?.files.includes(file) ?? false;
  const found = await readHeadFile(file);
  if (found === null && !wasWritten) return;
  if (found !== null && found !== 'unreadable') {
    if (heads.some((head) => isSameHead(head, found))) return;
    // Left behind by a configuration that exported here and was then not used for a while.
    if (!wasWritten && found.seq < (stored?.seq ?? 0)) return;
  }
  const what = found === null ? 'is gone' : 'does not belong to the audit log';
  throw new RollcallError('JOURNAL_CORRUPT', `The head of the audit log in ${file} ${what}.`);
}

async function writeAt(handle: FileHandle, tail: AuditTail, bytes: Buffer): Promise<void> {
  await handle.chmod(0o600);
  if (tail.tornBytes > 0) await handle.truncate(tail.endAt);
  const { bytesWritten } = await handle.write(bytes, 0, bytes.length, tail.endAt);
  if (bytesWritten < bytes.length)
    throw new RollcallError('LOCAL_IO', 'The audit log could not be written: disk full?');
  await handle.datasync();
}

async function inOurWords<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (cause instanceof RollcallError || code === undefined) throw cause;
    throw new RollcallError('LOCAL_IO', `The audit log ${file} could not be used: ${code}.`, { cause });
  }
}
