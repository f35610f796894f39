/**
 * Which commit and which content are meant: the newest, one that is named, the one before a change. Knows the
 * repository's history of one device at a time; never the text itself.
 */
import { RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';
import type { BackupRepo, BackupRevision } from '../storage/backup-repo.ts';
import { backupPath } from './backup-path.ts';

/** One device's configuration at one commit. */
export interface StoredRevision {
  readonly device: string;
  readonly path: string;
  readonly revision: BackupRevision;
  readonly contentId: string;
}

export interface Revisions {
  /** The newest; its revision is the last that changed it. @throws {RollcallError} NO_BACKUP */
  newest(device: string): Promise<StoredRevision>;
  /** By hex digits or ISO time. @throws {RollcallError} UNKNOWN_REVISION; NO_BACKUP when the device was not there yet */
  named(device: string, word: string): Promise<StoredRevision>;
  /** The last one with another content before `later`; null when there is none. */
  before(later: StoredRevision): Promise<StoredRevision | null>;
}

// One page of git's log. A fleet backed up three times a day for a year fills one.
const PAGE = 1_000;

export function createRevisions(repo: BackupRepo): Revisions {
  const named = async (device: string, word: string): Promise<StoredRevision> => {
    const commit = await repo.resolve(word);
    const path = backupPath(device);
    const contentId = (await repo.tree(commit)).get(path);
    if (contentId === undefined) throw noBackup(device, ` at ${oneLine(word, 40)}`);
    return { device, path, revision: await revisionOf(repo, commit), contentId };
  };
  return {
    named,
    async newest(device) {
      const path = backupPath(device);
      const contentId = (await repo.tree()).get(path);
      const [revision] = contentId === undefined ? [] : await repo.log({ path, limit: 1 });
      if (contentId === undefined || revision === undefined) throw noBackup(device, '');
      return { device, path, revision, contentId };
    },
    async before({ device, path, revision: later, contentId }) {
      // The first of two may be the change that made `later` what it is, when `later` itself was another device's.
      for (const revision of await repo.log({ path, limit: 2, after: later.commit })) {
        const id = (await repo.tree(revision.commit)).get(path);
        if (id !== undefined && id !== contentId) return { device, path, revision, contentId: id };
      }
      return null;
    },
  };
}

export function noBackup(device: string, when: string): RollcallError {
  return new RollcallError('NO_BACKUP', `${oneLine(device, 80)} has no backup${when}.`, {
    hint: `Make one: backup_configs select="name=${oneLine(device, 80)}".`,
  });
}

async function revisionOf(repo: BackupRepo, commit: string): Promise<BackupRevision> {
  for (let after: string | undefined; ; ) {
    const page: readonly BackupRevision[] = await repo.log({ limit: PAGE, ...(after !== undefined && { after }) });
    const found = page.find((revision) => revision.commit === commit);
    if (found !== undefined) return found;
    after = page.at(-1)?.commit;
    if (after === undefined) throw new RollcallError('UNKNOWN_REVISION', `Revision ${commit} is not on the main line.`);
  }
}
