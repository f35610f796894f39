/**
 * One run's contents on their way into the repository, and the commit that makes them visible. Knows leases and order;
 * knows nothing of devices.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { RollcallError } from '../core/errors.ts';
import { type RepositoryParts, takeBackups } from './backup-lease.ts';
import type { BackupWriter } from './backup-repo.ts';
import { type FastImport, startFastImport } from './fast-import.ts';
import { clearLeftovers } from './git-leftovers.ts';
import { moveMain, readMain } from './git-revisions.ts';
import { type IncomingObjects, openIncoming } from './incoming-objects.ts';
import { syncToDisk } from './sync-to-disk.ts';

/** Segments of letters, digits and `._~-` that begin with a letter or digit: `ams/sw-1.3fa9`. Never `..`, never `.git`. */
const PATH = /^[a-z0-9][A-Za-z0-9._~-]*(?:\/[A-Za-z0-9][A-Za-z0-9._~-]*)*$/;

/** @throws {RollcallError} INTERNAL: paths are made by us, and one like this would be a fault of ours. */
export function assertPath(path: string): void {
  if (!PATH.test(path)) throw new RollcallError('INTERNAL', `${JSON.stringify(path)} is no path for a backup.`);
}

/** See `BackupRepo.begin`; the repository exists. */
export async function openBackupWriter(parts: RepositoryParts): Promise<BackupWriter> {
  const { folder, store } = parts;
  const known = new Set((await readMain(folder)).files.values());
  const incoming = await openIncoming(folder, store);
  const git = await startOrDiscard(folder, incoming);
  const abandon = async () => {
    await git.kill();
    await incoming.discard();
  };
  return {
    put: async (content) => {
      const bytes = Buffer.from(content);
      const id = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
      if (known.has(id)) return id;
      known.add(id);
      await git.blob(bytes);
      return id;
    },
    commit: async (options) => {
      for (const [path, id] of options.files) {
        assertPath(path);
        if (!known.has(id)) throw new RollcallError('INTERNAL', `${path} names a content that was never put: ${id}.`);
      }
      const lease = await takeBackups(parts, 'storing a backup');
      try {
        await clearLeftovers(parts);
        return await commitOnMain(folder, git, incoming, options);
      } finally {
        await abandon();
        await lease.release();
      }
    },
    abandon,
  };
}

async function startOrDiscard(folder: string, incoming: IncomingObjects): Promise<FastImport> {
  try {
    return startFastImport(folder, incoming.folder);
  } catch (error) {
    await incoming.discard();
    throw error;
  }
}

async function commitOnMain(
  folder: string,
  git: FastImport,
  incoming: IncomingObjects,
  { files, ...about }: Parameters<BackupWriter['commit']>[0],
): ReturnType<BackupWriter['commit']> {
  const main = await readMain(folder);
  const changed = [...files].filter(([path, id]) => main.files.get(path) !== id);
  if (changed.length === 0) return null;
  const commit = await git.commit({ ...about, parent: main.commit, files: changed });
  await incoming.adopt();
  await moveMain(folder, main.commit, commit);
  await syncToDisk([join(folder, 'refs', 'heads')]);
  return { commit, changed: changed.length };
}
