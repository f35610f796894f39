/** A backups' repository in a temporary folder, with git itself as the witness of what is in it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import type { BackupRepo } from '../../src/storage/backup-repo.ts';
import { openBackupRepo } from '../../src/storage/git-backup-repo.ts';
import type { Store } from '../../src/storage/store.ts';
import { createFakeStore } from '../support/fake-store.ts';

export interface BackupSetting {
  readonly dataDir: string;
  readonly folder: string;
  readonly repo: BackupRepo;
  readonly store: Pick<Store, 'takeLease'>;
  /** A second handle on the same repository. */
  open(clock?: Clock): BackupRepo;
  remove(): Promise<void>;
}

export async function backupSetting(): Promise<BackupSetting> {
  const dataDir = await mkdtemp(join(tmpdir(), 'rollcall-backups-'));
  const folder = join(dataDir, 'backups.git');
  const store = createFakeStore();
  const open = (clock: Clock = systemClock) => openBackupRepo({ folder, store, clock });
  return { dataDir, folder, repo: open(), store, open, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

const AT_MS = Date.parse('2026-11-23T10:15:02Z');

/** One whole run: every content put, one commit. */
export async function backUp(
  repo: BackupRepo,
  contents: Readonly<Record<string, string>>,
  about: { readonly message?: string; readonly author?: string; readonly atMs?: number } = {},
) {
  const writer = await repo.begin();
  const files = new Map<string, string>();
  for (const [path, content] of Object.entries(contents)) files.set(path, await writer.put(content));
  return writer.commit({ files, message: 'a backup', author: 'cli:alice', atMs: AT_MS, ...about });
}

/** What git, asked by nobody's code of ours, prints. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C' };
  const limits = { maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)('git', ['--git-dir', folder, ...args], { env, ...limits });
  return stdout;
}

/** Contents by path, as the newest state reads. */
export async function everything(repo: BackupRepo): Promise<Record<string, string>> {
  const tree = await repo.tree();
  const byId = new Map<string, string>();
  await repo.read([...tree.values()], (id, content) => byId.set(id, content));
  return Object.fromEntries([...tree].map(([path, id]) => [path, byId.get(id) ?? 'missing']));
}

/** `CODE message detail` of a refusal. */
export const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: { code: string; message: string; detail?: string }) =>
      `${error.code} ${error.message} ${error.detail ?? ''}`.trim(),
  );
