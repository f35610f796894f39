/**
 * A reference (`env:`, `file:`, `cmd:`) to the secret it names. Knows how to fetch one and what is too open to trust.
 * Refuses to put a secret's value, or where it lies, into a message: the field's name leads the operator there.
 */
import { execFile } from 'node:child_process';
import { constants, open } from 'node:fs/promises';
import type { Environment } from '../config/paths.ts';
import { RollcallError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';

export interface ReferenceOptions {
  /** For messages: `credentials.default.password`. */
  readonly field: string;
  readonly env: Environment;
  /** All that a command prints, as a private key needs; otherwise its first line. */
  readonly isMultiline?: boolean;
}

// A password manager that has to unlock; longer means it waits for a person who is not there.
const COMMAND_MS = 10_000;
// Any key fits ten times.
const CAP_BYTES = 64 * 1024;

/**
 * The secret, without the line feed at its end; of a command the first line of its output, or all of it.
 * @throws {RollcallError} CREDENTIAL_UNAVAILABLE naming the field, never the value
 */
export async function readReference(reference: string, options: ReferenceOptions): Promise<Secret> {
  const at = reference.indexOf(':');
  const kind = reference.slice(0, at);
  const rest = reference.slice(at + 1);
  let value: string;
  if (kind === 'env') value = fromEnvironment(rest, options);
  else if (kind === 'file') value = await fromFile(rest, options);
  else if (kind === 'cmd') value = await fromCommand(rest, options);
  else throw unavailable(options, 'is not a reference', 'Write `env:NAME`, `file:/path` or `cmd:program args`.');
  if (value === '') throw unavailable(options, 'is empty');
  return new Secret(value);
}

function fromEnvironment(name: string, options: ReferenceOptions): string {
  const value = options.env[name];
  if (value !== undefined) return value;
  const hint = 'Set the variable where Rollcall is started (for an MCP client: under `env` of its configuration).';
  throw unavailable(options, `needs the environment variable ${name}, which is not set`, hint);
}

async function fromFile(path: string, options: ReferenceOptions): Promise<string> {
  // Non-blocking: a named pipe would otherwise wait for its writer.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error) => {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw unavailable(options, isMissing ? 'names a file that does not exist' : 'names a file that cannot be read');
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw unavailable(options, 'names something that is not a file');
    if (stats.size > CAP_BYTES) throw unavailable(options, 'names a file that is too large to be a secret');
    const self = process.getuid?.();
    if (self !== undefined && stats.uid !== self) {
      throw unavailable(options, 'names a file of another user', 'Run `chown "$USER"` and `chmod 600` on that file.');
    }
    if (self !== undefined && (stats.mode & 0o077) !== 0) {
      throw unavailable(options, 'names a file that others may read', 'Run `chmod 600` on that file.');
    }
    return (await handle.readFile('utf8')).replace(/\r?\n$/, '');
  } finally {
    await handle.close();
  }
}

function fromCommand(line: string, options: ReferenceOptions): Promise<string> {
  const [program = '', ...args] = commandWords(line);
  return new Promise((resolve, reject) => {
    const settings = { timeout: COMMAND_MS, killSignal: 'SIGKILL', maxBuffer: CAP_BYTES, windowsHide: true } as const;
    // What the program prints on stderr, and Node's own message (it holds the command line), stay out of ours.
    const child = execFile(program, args, { ...settings, env: { ...options.env } }, (error, stdout) => {
      if (!error) resolve(options.isMultiline ? stdout : (stdout.split(/\r?\n/, 1)[0] ?? ''));
      else
        reject(unavailable(options, commandProblem(error), 'Run the command by hand; it must print the secret alone.'));
    });
    // A program that asks a question gets no answer, and ends.
    child.stdin?.on('error', () => {});
    child.stdin?.end();
  });
}

function commandProblem(error: { readonly code?: number | string | null; readonly killed?: boolean }): string {
  if (error.code === 'ENOENT') return 'names a command that does not exist';
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'names a command that printed too much';
  if (error.killed) return `names a command that did not end within ${COMMAND_MS / 1_000} s`;
  return `names a command that failed${typeof error.code === 'number' ? ` with exit code ${error.code}` : ''}`;
}

/** Cut at blanks; quotes of either kind hold a word together. Nothing is expanded. */
function commandWords(line: string): readonly string[] {
  const words = line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single ?? ''));
}

function unavailable({ field }: ReferenceOptions, problem: string, hint?: string): RollcallError {
  return new RollcallError('CREDENTIAL_UNAVAILABLE', `${field} ${problem}.`, {
    phase: 'auth',
    ...(hint !== undefined && { hint }),
  });
}
