/** The whole audit log, read and checked line by line against every head known for it. Changes nothing. */
import { createReadStream } from 'node:fs';
import { follows, headOf, isSameHead, NO_HEAD, readLine } from './audit-chain.ts';
import { readHeadFile } from './audit-head-files.ts';
import type { StoredHead } from './audit-head-row.ts';
import type { AuditHead, AuditVerdict } from './audit-log.ts';
import { splitLines } from './last-lines.ts';

export interface VerifyAuditOptions {
  readonly file: string;
  readonly headFiles: readonly string[];
  readonly stored: StoredHead | null;
  readonly exported?: AuditHead | undefined;
}

/** A head that some line of the log must have. */
export interface KnownHead {
  readonly where: string;
  readonly head: AuditHead;
  /** Where that line must end, if it is known. */
  readonly endAt?: number;
}

export async function verifyAudit({ file, headFiles, stored, exported }: VerifyAuditOptions): Promise<AuditVerdict> {
  const known: KnownHead[] = [];
  if (stored !== null) known.push({ where: 'the database', head: stored, endAt: stored.endAt });
  if (exported !== undefined) known.push({ where: 'what was exported', head: exported });
  for (const headFile of headFiles) {
    const wasWritten = stored?.files.includes(headFile) ?? false;
    const head = await readHeadFile(headFile);
    if (head === null && !wasWritten) continue;
    const least = wasWritten ? (stored?.seq ?? 0) : 0;
    if (head === null || head === 'unreadable' || head.seq < least) {
      const what = head === null ? 'is gone' : head === 'unreadable' ? 'is not a head' : 'is an old one';
      return { intact: false, line: stored?.seq ?? 1, problem: `The head in ${headFile} ${what}.` };
    }
    known.push({ where: headFile, head });
  }
  return verifyLines(chunksOf(file), known);
}

/** The same for what the file holds, in pieces of any size. */
export async function verifyLines(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  known: readonly KnownHead[],
): Promise<AuditVerdict> {
  let head = NO_HEAD;
  let endAt = 0;
  let rest: Buffer = Buffer.alloc(0);
  const missing = () => known.find((one) => one.head.seq === head.seq && !isAt(one, head, endAt));
  const unlike = ({ where, head: { seq } }: KnownHead): AuditVerdict => ({
    intact: false,
    line: seq,
    problem: `Line ${seq} is not the one that ${where} names.`,
  });
  const early = missing();
  if (early !== undefined) return unlike(early);
  for await (const chunk of chunks) {
    const parts = splitLines(Buffer.concat([rest, chunk]));
    for (const line of parts.lines) {
      const entry = readLine(line);
      if (entry === null || !follows(entry, head)) {
        const problem = entry === null ? 'is not as it was written' : 'does not follow the line before';
        return { intact: false, line: head.seq + 1, problem: `Line ${head.seq + 1} ${problem}.` };
      }
      head = headOf(entry);
      endAt += line.length + 1;
      const other = missing();
      if (other !== undefined) return unlike(other);
    }
    rest = parts.rest;
  }
  const line = head.seq + 1;
  const ahead = known.find((one) => one.head.seq > head.seq);
  if (ahead !== undefined) {
    const problem = `The log ends after line ${head.seq}; ${ahead.where} names line ${ahead.head.seq}.`;
    return { intact: false, line, problem };
  }
  if (rest.length === 0) return { intact: true, head };
  return {
    intact: false,
    line,
    problem: `${rest.length} bytes of a line that was cut off; the next entry removes them.`,
  };
}

const isAt = (known: KnownHead, head: AuditHead, endAt: number): boolean =>
  isSameHead(known.head, head) && (known.endAt === undefined || known.endAt === endAt);

/** Nothing when there is no file. */
async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file)) yield chunk as Buffer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
