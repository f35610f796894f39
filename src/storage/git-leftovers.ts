/** What writers that were killed leave in the repository. Knows git's file names; never touches objects or references. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sleep } from '../core/clock.ts';
import type { RepositoryParts } from './backup-lease.ts';
import { sweepIncoming } from './incoming-objects.ts';

/** A git of a writer that was just killed may still finish its reference; that takes milliseconds, with a slow disk a second. */
const LOCK_MS = 3_000;

/** Where git commands of ours lock: the reference, HEAD with it, and the repository's settings. */
const LOCKS = ['refs/heads/main.lock', 'HEAD.lock', 'packed-refs.lock', 'config.lock'];

/** Removes locks, folders and crash reports of dead writers. The caller holds the lease. Never throws. */
export async function clearLeftovers({ folder, store, clock }: RepositoryParts): Promise<void> {
  await sweepIncoming(folder, store);
  const reports = (await readdir(folder)).filter((name) => name.startsWith('fast_import_crash_'));
  for (const name of reports) await rm(join(folder, name), { force: true });
  for (const name of LOCKS) {
    const file = join(folder, name);
    const seen = await madeAt(file);
    if (seen === undefined) continue;
    await sleep(clock, Math.max(0, Math.min(LOCK_MS, seen + LOCK_MS - clock.now())));
    if ((await madeAt(file)) === seen) await rm(file, { force: true });
  }
}

const madeAt = (file: string) =>
  stat(file).then(
    (stats) => stats.mtimeMs,
    () => undefined,
  );
