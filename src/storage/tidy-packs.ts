/**
 * Packs, kept few: every commit makes one. Knows when it is worth it; never drops an object, so that writers and readers
 * go on beside it.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryParts } from './backup-lease.ts';
import { runGit } from './git-command.ts';

/** A reader looks through every pack; with this many it is not noticed yet. */
const MANY_PACKS = 16;

/** Unfinished packs of this age have lost their git. */
const TEMPORARY_MS = 86_400_000;

/**
 * See `BackupRepo.tidy`. Small packs are joined until each is at least twice as large as the next smaller: every object
 * is rewritten a few times in its life, not once per run. A lease of its own: a backup never waits for it.
 */
export async function tidyPacks({ folder, store, clock }: RepositoryParts): Promise<void> {
  const answer = await store.takeLease('backups:tidy', 'packing backups');
  if ('heldBy' in answer) return;
  try {
    const packFolder = join(folder, 'objects', 'pack');
    const names = await readdir(packFolder);
    for (const name of names.filter((each) => /^\.?tmp[-_]/.test(each))) {
      const file = join(packFolder, name);
      if ((await stat(file)).mtimeMs < clock.now() - TEMPORARY_MS) await rm(file, { force: true });
    }
    if (names.filter((name) => name.endsWith('.pack')).length < MANY_PACKS) return;
    // No `objects/info/packs` (-n): it serves transports we do not offer.
    await runGit(folder, ['repack', '--geometric=2', '-d', '-n', '--quiet']);
  } finally {
    await answer.lease.release();
  }
}
