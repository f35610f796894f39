/** The backups' repository over the system's git, put together from its parts. Knows which part does what. */
import { resolve } from 'node:path';
import { isBackupFolder, makeBackupFolder } from './backup-folder.ts';
import { type RepositoryParts, takeBackups } from './backup-lease.ts';
import type { BackupRepo } from './backup-repo.ts';
import { assertPath, openBackupWriter } from './backup-writer.ts';
import { readContents } from './cat-file.ts';
import { newestCommit, readLog, readMain, readTree, resolveRevision, unknownRevision } from './git-revisions.ts';
import { pushMain } from './push-backups.ts';
import { tidyPacks } from './tidy-packs.ts';

/**
 * The repository in `folder`, which need not exist yet; nothing is read or made before it is asked for. Every method
 * may reject with GIT_MISSING (no git here) or GIT_FAILED (the folder is somebody else's; git's own failure).
 */
export function openBackupRepo(options: RepositoryParts): BackupRepo {
  const parts: RepositoryParts = { ...options, folder: resolve(options.folder) };
  const { folder, clock } = parts;
  let isOurs = false;
  /** Looked at once: what is ours stays ours. */
  const exists = async () => {
    isOurs ||= await isBackupFolder(folder);
    return isOurs;
  };
  const makeOnce = async () => {
    if (await exists()) return;
    const lease = await takeBackups(parts, 'making the repository');
    try {
      if (!(await exists())) await makeBackupFolder(folder);
    } finally {
      await lease.release();
    }
  };
  const resolveWord = async (word: string) => {
    if (!(await exists())) throw unknownRevision(word);
    return resolveRevision(folder, word);
  };
  return {
    tree: async (revision) => {
      if (revision !== undefined) return readTree(folder, await resolveWord(revision));
      return (await exists()) ? (await readMain(folder)).files : new Map();
    },
    read: async (ids, each) => {
      if (await exists()) await readContents(folder, ids, each);
    },
    begin: async () => {
      await makeOnce();
      return openBackupWriter(parts);
    },
    log: async (about) => {
      if (about.path !== undefined) assertPath(about.path);
      if (!(await exists())) return [];
      return readLog(folder, about);
    },
    resolve: resolveWord,
    pushTo: async (remote) => {
      if ((await exists()) && (await newestCommit(folder)) !== null) await pushMain(folder, clock, remote);
    },
    tidy: async () => {
      try {
        if (await exists()) await tidyPacks(parts);
      } catch {
        // What could not be packed now is packed after a later run; the backups are whole either way.
      }
    },
  };
}
