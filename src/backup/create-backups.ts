/** The room put together: runs, search, comparison and the way back, over one repository. Knows every part of the room. */
import type { BackupParts } from './backup-parts.ts';
import { platformNamed } from './backup-parts.ts';
import { backupPath } from './backup-path.ts';
import { backupRun } from './backup-run.ts';
import type { Backups, StoredConfig } from './backups.ts';
import { compareRevisions } from './compare-revisions.ts';
import { readingRun } from './reading-run.ts';
import { createRedactedConfigs } from './redacted-configs.ts';
import { createRevisions, noBackup, type StoredRevision } from './revisions.ts';
import { searchConfigs } from './search-configs.ts';
import { beginRound } from './store-backup.ts';

export function createBackups(parts: BackupParts): Backups {
  const { repo, publicText, clock, log, outlives } = parts;
  const redacted = createRedactedConfigs({ repo, publicText, ...(outlives !== undefined && { outlives }) });
  const revisions = createRevisions(repo);
  const background = new Set<Promise<unknown>>();
  const inBackground = (work: Promise<unknown>): void => {
    background.add(work);
    void work.finally(() => background.delete(work));
  };

  const newest = async () => (await repo.tree()).values();
  /** What comes before or after a search, and is not worth its failure. */
  const aside = (work: () => Promise<unknown>): void =>
    inBackground(work().catch((failure: unknown) => log.warn('search_not_prepared', { detail: String(failure) })));
  /** Redacts what is new before anybody asks: the first search of a fleet would take more than a second. */
  const prepareSearch = async (): Promise<void> => {
    if (outlives === undefined) return;
    await redacted.each(await newest(), () => {});
    await redacted.save(newest);
  };

  const readRaw = async (device: string, revision?: string): Promise<StoredConfig> => {
    const stored: StoredRevision =
      revision === undefined ? await revisions.newest(device) : await revisions.named(device, revision);
    let text: string | undefined;
    await repo.read([stored.contentId], (_, content) => {
      text = content;
    });
    if (text === undefined) throw noBackup(device, ` that can be read at ${stored.revision.commit.slice(0, 8)}`);
    return { device, path: stored.path, revision: stored.revision, text };
  };

  return {
    async start(runs, options) {
      const round = await beginRound(parts, options, inBackground);
      try {
        const conclude = async (runId: string): Promise<string> => {
          const note = await round.conclude(runId);
          aside(prepareSearch);
          return note;
        };
        return await runs.start(backupRun(parts, options, { ...round, conclude }));
      } catch (failure) {
        await round.abandon();
        throw failure;
      }
    },
    async search(query) {
      const found = await searchConfigs(parts, redacted, query);
      aside(() => redacted.save(newest));
      return found;
    },
    reading: (options) => readingRun(platformNamed(parts, options.device.platform), clock, options),
    compare: (options) => compareRevisions(parts, revisions, redacted, options),
    async log(device, options) {
      const log = await repo.log({ path: backupPath(device), ...options });
      if (log.length === 0 && options.after === undefined) throw noBackup(device, '');
      return log;
    },
    async show(device, revision) {
      const stored = await readRaw(device, revision);
      return { ...stored, text: publicText(stored.text) };
    },
    readRaw,
    async close() {
      await Promise.allSettled(background);
    },
  };
}
