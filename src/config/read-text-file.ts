/** A file an operator wrote, as text. Knows what can be wrong with a file; not what the text means. */
import { open } from 'node:fs/promises';
import { type ErrorCode, RollcallError } from '../core/errors.ts';

export interface ReadTextOptions {
  /** The code of every error. */
  readonly code: ErrorCode;
  readonly capBytes: number;
}

/**
 * The whole file as text, a leading byte order mark removed.
 * @throws {RollcallError} `options.code` when it is missing, not a file, unreadable, too large or not UTF-8
 */
export async function readTextFile(file: string, options: ReadTextOptions): Promise<string> {
  const fail = (problem: string, hint: string, cause?: unknown): never => {
    throw new RollcallError(options.code, `${file}: ${problem}`, { hint, cause });
  };
  const bytes = await readBytes(file, options.capBytes).catch((cause) => {
    const reason = READ_PROBLEMS[(cause as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) return fail('cannot be read', 'Check the path and the disk.', cause);
    return fail(reason[0], reason[1], cause);
  });
  if (bytes === null) {
    return fail(`is larger than ${options.capBytes / MIB} MiB`, 'Is it the right file? Split it if it is.');
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Reported below, as for a NUL: neither is a text file.
  }
  return fail('is not UTF-8 text', 'Save it as UTF-8 (in Excel: "CSV UTF-8").');
}

const MIB = 1024 * 1024;

const READ_PROBLEMS: Readonly<Record<string, readonly [problem: string, hint: string]>> = {
  ENOENT: ['does not exist', 'Check the path; relative paths start at the folder of rollcall.yaml.'],
  ENOTDIR: ['does not exist', 'Check the path: a part of it is not a folder.'],
  EISDIR: ['is a folder, not a file', 'Name the file inside it.'],
  EINVAL: ['is not a regular file', 'Name a plain file.'],
  EACCES: ['may not be read', 'Give your user the right to read it.'],
  EPERM: ['may not be read', 'Give your user the right to read it.'],
};

/** Null when there is more than `capBytes`. */
async function readBytes(file: string, capBytes: number): Promise<Uint8Array | null> {
  const handle = await open(file);
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) throw Object.assign(new Error('folder'), { code: 'EISDIR' });
    if (!stats.isFile()) throw Object.assign(new Error('not a file'), { code: 'EINVAL' });
    return stats.size > capBytes ? null : await handle.readFile();
  } finally {
    await handle.close();
  }
}
