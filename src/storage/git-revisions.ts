/** Commits of the backups' repository: the newest, by name, by time, in order. Knows git's plumbing; changes only `main`. */
import { RollcallError } from '../core/errors.ts';
import type { BackupRevision } from './backup-repo.ts';
import { runGit } from './git-command.ts';

/** The one branch. */
export const MAIN = 'refs/heads/main';

/** A whole object name. */
export const OBJECT_ID = /^[0-9a-f]{40}$/;
const SHORT_ID = /^[0-9a-f]{4,40}$/;
/** `2026-11-23`, `2026-11-23T10:15`, `2026-11-23T10:15:02.5Z`, `2026-11-23T10:15:02+01:00`. */
const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?<zone>Z|[+-]\d\d:\d\d)?)?$/;

const NO_COMMIT = '0'.repeat(40);

/** The newest commit and its files; null and none before the first. */
export async function readMain(folder: string): Promise<{ commit: string | null; files: ReadonlyMap<string, string> }> {
  const commit = await newestCommit(folder);
  return { commit, files: commit === null ? new Map() : await readTree(folder, commit) };
}

export async function newestCommit(folder: string): Promise<string | null> {
  const id = (await runGit(folder, ['for-each-ref', '--format=%(objectname)', MAIN])).trim();
  return id === '' ? null : id;
}

/** Moves the branch, if it is still where it was read. @throws {RollcallError} GIT_FAILED */
export async function moveMain(folder: string, from: string | null, to: string): Promise<void> {
  await runGit(folder, ['update-ref', '--end-of-options', MAIN, to, from ?? NO_COMMIT]);
}

/** Paths to content ids. */
export async function readTree(folder: string, commit: string): Promise<ReadonlyMap<string, string>> {
  const text = await runGit(folder, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit]);
  const files = new Map<string, string>();
  for (const entry of text.split('\0')) {
    // `100644 blob ce013625030ba8dba906f756967f9e9ca394464a<tab>ams/sw-1`
    const tab = entry.indexOf('\t');
    if (tab > 0) files.set(entry.slice(tab + 1), entry.slice(tab - 40, tab));
  }
  return files;
}

/** See `BackupRepo.resolve`. */
export async function resolveRevision(folder: string, word: string): Promise<string> {
  const commit = SHORT_ID.test(word) ? await commitById(folder, word) : await commitByTime(folder, word);
  if (commit === undefined) throw unknownRevision(word);
  return commit;
}

export const unknownRevision = (word: string) =>
  new RollcallError('UNKNOWN_REVISION', `There is no backup revision ${JSON.stringify(word.slice(0, 60))}.`);

async function commitById(folder: string, id: string): Promise<string | undefined> {
  const input = `${id}^{commit}\n`;
  const answer = await runGit(folder, ['cat-file', '--batch-check=%(objectname)'], { input });
  // Else `3fa9^{commit} missing`, or `ambiguous`.
  return OBJECT_ID.test(answer.trim()) ? answer.trim() : undefined;
}

/** Times without a zone are UTC, as every time that is shown. */
async function commitByTime(folder: string, word: string): Promise<string | undefined> {
  const match = TIME.exec(word);
  if (match === null) return undefined;
  const isLocal = word.includes('T') && match.groups?.['zone'] === undefined;
  const atMs = Date.parse(isLocal ? `${word}Z` : word);
  const newest = await newestCommit(folder);
  if (Number.isNaN(atMs) || newest === null) return undefined;
  const before = `--min-age=${Math.floor(atMs / 1_000)}`;
  const answer = await runGit(folder, ['rev-list', '--max-count=1', before, '--end-of-options', newest, '--']);
  return answer.trim() || undefined;
}

/** See `BackupRepo.log`; `path` was checked. */
export async function readLog(
  folder: string,
  options: { readonly path?: string; readonly limit: number; readonly after?: string },
): Promise<readonly BackupRevision[]> {
  const { path, limit, after } = options;
  const from = after === undefined ? await newestCommit(folder) : await resolveRevision(folder, after);
  if (from === null) return [];
  // One more than asked, for the commit to go on behind.
  const count = `--max-count=${limit + 1}`;
  const format = '--format=%H%x00%ct%x00%an%x00%s';
  const paths = path === undefined ? [] : [path];
  const text = await runGit(folder, ['log', '-z', count, format, '--end-of-options', from, '--', ...paths]);
  return revisionsOf(text)
    .filter((revision) => after === undefined || revision.commit !== from)
    .slice(0, limit);
}

function revisionsOf(text: string): BackupRevision[] {
  const cells = text.split('\0');
  const revisions: BackupRevision[] = [];
  for (let i = 0; i + 3 < cells.length; i += 4) {
    const [commit = '', seconds = '', author = '', subject = ''] = cells.slice(i, i + 4);
    revisions.push({ commit, at: new Date(Number(seconds) * 1_000).toISOString(), author, subject });
  }
  return revisions;
}
