/** The backups' repository in memory: every promise of the interface, no git. Ids and commits are made up in order. */
import { createHash } from 'node:crypto';
import { RollcallError } from '../../src/core/errors.ts';
import type { BackupRepo, BackupRevision } from '../../src/storage/backup-repo.ts';

interface FakeCommit extends BackupRevision {
  readonly message: string;
  readonly files: ReadonlyMap<string, string>;
  readonly changed: readonly string[];
}

export interface FakeBackupRepo extends BackupRepo {
  /** Newest last. */
  readonly commits: readonly FakeCommit[];
  /** Text of a path at the newest commit. */
  textOf(path: string): string | undefined;
  readonly pushed: string[];
  /** Writers begun and neither committed nor abandoned. */
  open(): number;
  /** How often `read` was called. */
  reads(): number;
  /** Makes the next call of that kind fail. */
  failNext(what: 'begin' | 'commit' | 'push' | 'read', failure: RollcallError): void;
}

export function createFakeBackupRepo(): FakeBackupRepo {
  const contents = new Map<string, string>();
  const commits: FakeCommit[] = [];
  const pushed: string[] = [];
  const failures = new Map<string, RollcallError>();
  let open = 0;
  let reads = 0;
  const mayFail = (what: string): void => {
    const failure = failures.get(what);
    failures.delete(what);
    if (failure !== undefined) throw failure;
  };
  const newestFiles = (): ReadonlyMap<string, string> => commits.at(-1)?.files ?? new Map();
  const resolve = async (word: string): Promise<string> => {
    const found = /^[0-9a-f]{4,40}$/.test(word)
      ? commits.find(({ commit }) => commit.startsWith(word))
      : /^\d{4}-\d\d-\d\dT/.test(word)
        ? commits.findLast(({ at }) => Date.parse(at) <= Date.parse(word))
        : undefined;
    if (found === undefined) throw new RollcallError('UNKNOWN_REVISION', `There is no revision "${word}".`);
    return found.commit;
  };
  const commitOf = async (revision: string): Promise<FakeCommit | undefined> => {
    const id = await resolve(revision);
    return commits.find(({ commit }) => commit === id);
  };
  return {
    commits,
    pushed,
    open: () => open,
    reads: () => reads,
    textOf: (path) => contents.get(newestFiles().get(path) ?? ''),
    failNext: (what, failure) => void failures.set(what, failure),
    resolve,
    tree: async (revision) =>
      revision === undefined ? newestFiles() : ((await commitOf(revision))?.files ?? new Map()),
    async read(ids, each) {
      reads++;
      mayFail('read');
      for (const id of ids) {
        const content = contents.get(id);
        if (content !== undefined) each(id, content);
      }
    },
    async begin() {
      mayFail('begin');
      open++;
      let isOpen = true;
      const close = () => {
        if (isOpen) open--;
        isOpen = false;
      };
      return {
        async put(content) {
          const id = createHash('sha1').update(content).digest('hex');
          contents.set(id, content);
          return id;
        },
        async commit({ files, message, author, atMs }) {
          close();
          mayFail('commit');
          const before = newestFiles();
          const changed = [...files].filter(([path, id]) => before.get(path) !== id).map(([path]) => path);
          if (changed.length === 0) return null;
          const commit = createHash('sha1').update(`commit ${commits.length} ${message}`).digest('hex');
          const subject = message.split('\n', 1)[0] ?? '';
          const at = new Date(atMs).toISOString();
          commits.push({ commit, at, author, subject, message, changed, files: new Map([...before, ...files]) });
          return { commit, changed: changed.length };
        },
        abandon: async () => close(),
      };
    },
    async log({ path, limit, after }) {
      const from = after === undefined ? commits.length : commits.findIndex(({ commit }) => commit === after);
      const older = commits.slice(0, from).toReversed();
      return older.filter(({ changed }) => path === undefined || changed.includes(path)).slice(0, limit);
    },
    async pushTo(remote) {
      mayFail('push');
      pushed.push(remote);
    },
    async tidy() {},
  };
}
