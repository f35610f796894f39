/**
 * Where a writer's git objects wait until they are adopted: a folder beside the repository's own, which nothing reads.
 * Knows folders and their owners; not what the objects are.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RollcallError } from '../core/errors.ts';
import type { Lease, Store } from './store.ts';
import { syncToDisk } from './sync-to-disk.ts';

const PREFIX = 'incoming-';

export interface IncomingObjects {
  /** For `GIT_OBJECT_DIRECTORY`; what the repository holds already is seen through it. */
  readonly folder: string;
  /** Moves what came into the repository, where everybody sees it; on the disk when it returns. */
  adopt(): Promise<void>;
  /** Removes what was not adopted. Never throws; harmless when repeated. */
  discard(): Promise<void>;
}

type Leases = Pick<Store, 'takeLease'>;

/** A new, empty folder. A lease of its own says that its writer lives. */
export async function openIncoming(repository: string, store: Leases): Promise<IncomingObjects> {
  const name = `${PREFIX}${randomUUID()}`;
  const folder = join(repository, name);
  const answer = await store.takeLease(leaseOf(name), 'a backup under way');
  if ('heldBy' in answer) throw new RollcallError('INTERNAL', `${name} is not unique.`);
  for (const each of [folder, join(folder, 'info'), join(folder, 'pack')]) await mkdir(each, { mode: 0o700 });
  await writeFile(join(folder, 'info', 'alternates'), '../objects\n', { mode: 0o600 });
  return {
    folder,
    adopt: () => adopt(join(folder, 'pack'), join(repository, 'objects', 'pack')),
    discard: () => remove(folder, answer.lease),
  };
}

/** Removes what writers left behind that have died. Never throws. */
export async function sweepIncoming(repository: string, store: Leases): Promise<void> {
  const names = await readdir(repository).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(PREFIX))) {
    const answer = await store.takeLease(leaseOf(name), 'clearing up');
    if ('lease' in answer) await remove(join(repository, name), answer.lease);
  }
}

const leaseOf = (name: string) => `backups:${name}`;

/** An index last: git takes a pack for whole once its index is there. */
async function adopt(from: string, to: string): Promise<void> {
  const names = await readdir(from);
  const isIndex = (name: string) => (name.endsWith('.idx') ? 1 : 0);
  for (const name of names.sort((a, b) => isIndex(a) - isIndex(b))) await rename(join(from, name), join(to, name));
  await syncToDisk([to]);
}

/** What cannot be removed now is swept later, once its lease is free. */
async function remove(folder: string, lease: Lease): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => {});
  await lease.release();
}
