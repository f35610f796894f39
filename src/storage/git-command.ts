/**
 * One git command on one repository, with nothing of the user's or the machine's git settings in it. Knows how git is
 * started and how it fails; knows no command's meaning.
 */
import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';

export interface GitOptions {
  /** Environment beyond ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Settings (`pack.threads`) beyond ours. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface GitProcess {
  /** What fails here (git has gone) shows in `ended`. */
  readonly stdin: Writable;
  /** Must be read, or the command never ends. */
  readonly stdout: Readable;
  /**
   * Resolves once the command has done its part.
   * @throws {RollcallError} GIT_MISSING, GIT_FAILED with git's own words as detail, without credentials
   */
  readonly ended: Promise<void>;
  kill(): void;
}

const SETTINGS: Readonly<Record<string, string>> = {
  // Nothing of a repository's own may start a program.
  'core.hooksPath': devNull,
  'core.fsmonitor': 'false',
  'core.attributesFile': devNull,
  'credential.helper': '',
  'log.showSignature': 'false',
  'protocol.allow': 'never',
  // Git's default leaves out references: a power cut could then take back a commit that was answered for.
  'core.fsync': 'all',
};

const ENV: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_ATTR_NOSYSTEM: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** All that git gets of our environment: where programs and temporary files are. */
const INHERITED = ['PATH', 'TMPDIR', 'SYSTEMROOT'];

/** Enough for the lines before git's last word. */
const KEPT_STDERR_CHARS = 4_096;

/** `user:password@` of a URL, e.g. `https://bob:hunter2@host/x.git`. */
// bounded: a thousand characters, of 4,096
const URL_LOGIN = /\/\/[^\s/]{1,1000}@/g;

/** Our environment's value of each name that has one. */
export function inherited(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** Starts git on the repository `folder` (absolute). @throws {RollcallError} LOCAL_RESOURCE: no pipe could be made. */
export function startGit(folder: string, args: readonly string[], options: GitOptions = {}): GitProcess {
  const settings = Object.entries({ ...SETTINGS, ...options.settings });
  const child = spawn('git', [...settings.flatMap(([key, value]) => ['-c', `${key}=${value}`]), ...args], {
    env: { ...inherited(INHERITED), ...ENV, ...options.env, GIT_DIR: folder },
    windowsHide: true,
  });
  let said = '';
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (cause) => reject(notStarted(cause)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(failed(`git ${args[0]} ended with ${signal ?? `code ${code}`} on ${folder}.`, said));
    });
  });
  ended.catch(() => {});
  // Node makes no streams when it runs out of descriptors; the reason comes as an event, too late.
  if ((child.stdin as Writable | undefined) === undefined) throw notStarted(undefined);
  child.stdin.on('error', () => {});
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT_STDERR_CHARS);
  });
  return { stdin: child.stdin, stdout: child.stdout, ended, kill: () => void child.kill('SIGKILL') };
}

/** Runs git to its end; answers what it printed. Rejects as `GitProcess.ended`. */
export async function runGit(
  folder: string,
  args: readonly string[],
  options: GitOptions & { readonly input?: string } = {},
): Promise<string> {
  const git = startGit(folder, args, options);
  const chunks: Buffer[] = [];
  git.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  git.stdin.end(options.input ?? '');
  await git.ended;
  return Buffer.concat(chunks).toString('utf8');
}

const failed = (message: string, detail: string) =>
  new RollcallError('GIT_FAILED', message, { detail: oneLine(detail.replace(URL_LOGIN, '//'), KEPT_STDERR_CHARS) });

function notStarted(cause: unknown): RollcallError {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
    ? new RollcallError('GIT_MISSING', 'There is no git on this machine’s PATH.', { cause })
    : new RollcallError('LOCAL_RESOURCE', 'git could not be started: this machine is short of processes or files.', {
        cause,
      });
}
