/**
 * One `git fast-import`: contents streamed in as they come, one commit at the end. Knows git's stream format; knows
 * neither which contents are new nor where they end up.
 */
import { once } from 'node:events';
import { RollcallError } from '../core/errors.ts';
import { stripUnsafe } from '../core/text.ts';
import { startGit } from './git-command.ts';

export interface NewCommit {
  /** The commit before it, or null for the first. */
  readonly parent: string | null;
  /** Paths to the ids of contents that git has, or that were streamed. */
  readonly files: readonly (readonly [path: string, id: string])[];
  readonly message: string;
  readonly author: string;
  readonly atMs: number;
}

export interface FastImport {
  /** Resolves when git keeps up; at most one content waits in memory then. @throws {RollcallError} GIT_FAILED */
  blob(content: Buffer): Promise<void>;
  /** Ends the stream; answers the commit's id. No reference points to it yet. @throws {RollcallError} GIT_FAILED */
  commit(commit: NewCommit): Promise<string>;
  /** Ends git, whatever it does; resolves when it has gone. */
  kill(): Promise<void>;
}

/** A branch of fast-import's own memory: it is given up again before `done`, so that it never becomes a reference. */
const SCRATCH = 'refs/heads/scratch';

/** Objects go to `objectFolder`, packed. @throws {RollcallError} LOCAL_RESOURCE */
export function startFastImport(repository: string, objectFolder: string): FastImport {
  const git = startGit(repository, ['fast-import', '--done', '--quiet', '--date-format=raw'], {
    env: { GIT_OBJECT_DIRECTORY: objectFolder },
    // Always a pack: few contents would else become loose files.
    settings: { 'fastimport.unpackLimit': '0' },
  });
  let answer = '';
  git.stdout.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  let drained: Promise<unknown> | undefined;
  // An end before `done` is a failure, and `ended` says which.
  const died = git.ended.then(() => {
    throw new RollcallError('GIT_FAILED', 'git fast-import ended too early.');
  });
  died.catch(() => {});

  return {
    blob: async (content) => {
      git.stdin.cork();
      git.stdin.write(`blob\ndata ${content.length}\n`);
      git.stdin.write(content);
      const hasRoom = git.stdin.write('\n');
      git.stdin.uncork();
      if (!git.stdin.writable) await died;
      if (hasRoom) return;
      drained ??= once(git.stdin, 'drain').finally(() => {
        drained = undefined;
      });
      await Promise.race([drained, died]);
    },
    commit: async (commit) => {
      git.stdin.end(commitCommand(commit));
      await git.ended;
      return answer.trim();
    },
    kill: async () => {
      git.kill();
      await git.ended.catch(() => {});
    },
  };
}

function commitCommand({ parent, files, message, author, atMs }: NewCommit): string {
  const when = `${Math.floor(atMs / 1_000)} +0000`;
  const text = `${stripUnsafe(message).trimEnd()}\n`;
  return [
    `commit ${SCRATCH}`,
    'mark :1',
    `author ${nameOf(author)} <rollcall@localhost> ${when}`,
    `committer Rollcall <rollcall@localhost> ${when}`,
    `data ${Buffer.byteLength(text)}`,
    text,
    ...(parent === null ? [] : [`from ${parent}`]),
    ...files.map(([path, id]) => `M 100644 ${id} ${path}`),
    'get-mark :1',
    `reset ${SCRATCH}`,
    '',
    'done',
    '',
  ].join('\n');
}

/** A name that cannot leave its line. */
function nameOf(author: string): string {
  const name = stripUnsafe(author)
    .replace(/[<>\s]+/g, ' ')
    .trim();
  return name === '' ? 'unknown' : name;
}
