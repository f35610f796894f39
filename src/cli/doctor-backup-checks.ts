/**
 * What can be wrong with backups and schedules before the first one runs, one check each. Knows git's version, the
 * repository's door and cron; contacts neither a device nor the remote, and never shows a secret.
 */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Config } from '../config/config.ts';
import { systemClock } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import { counted } from '../core/text.ts';
import { parseSelector } from '../inventory/selector-parse.ts';
import { openBackupRepo } from '../storage/git-backup-repo.ts';
import { openStore } from '../storage/sqlite.ts';
import { revisionWords } from './render-backups.ts';
import { type Finding, fail, ok, warn } from './render-doctor.ts';
import { localTime, scheduleRows } from './render-schedules.ts';

/** The first with `core.fsync`: an older one may lose the last commit to a power cut. */
const OLDEST_GIT = [2, 36] as const;

/** Backups are kept in git; everything else works without. */
export async function checkGit(
  readVersion = async () => (await promisify(execFile)('git', ['--version'], { timeout: 5_000 })).stdout,
): Promise<Finding[]> {
  const text = await readVersion().catch(() => null);
  if (text === null) {
    return [warn('git', 'not found; only configuration backups need it', 'Install git, or see that it is in PATH.')];
  }
  const [major = 0, minor = 0] = (/\b\d{1,4}\.\d{1,4}/.exec(text)?.[0] ?? '').split('.').map(Number);
  const [oldMajor, oldMinor] = OLDEST_GIT;
  if (major > oldMajor || (major === oldMajor && minor >= oldMinor)) return [ok('git', text.trim())];
  return [
    warn(
      'git',
      `${text.trim()} is older than ${OLDEST_GIT.join('.')}: a power cut may take the last backup`,
      'Install a newer git.',
    ),
  ];
}

/** Whether the repository opens and is ours, and what is newest in it; it is read only. */
export async function checkBackups(config: Config): Promise<Finding[]> {
  const folder = join(config.data_dir, 'backups.git');
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return [
    isThere ? await newestBackup(config.data_dir, folder) : ok('backups', 'none yet: rollcall backup --select all'),
    ...remoteFindings(config.backups.remote),
  ];
}

async function newestBackup(dataDir: string, folder: string): Promise<Finding> {
  const store = await openStore({ dataDir, clock: systemClock, readOnly: true });
  try {
    const repo = openBackupRepo({ folder, store, clock: systemClock });
    const [newest] = await repo.log({ limit: 1 });
    if (newest === undefined) return ok('backups', `${folder}: nothing in it yet`);
    const files = [...(await repo.tree()).keys()].filter((path) => path.startsWith('configs/'));
    return ok('backups', `${counted(files.length, 'configuration')}; ${revisionWords(newest)}`);
  } finally {
    await store.close();
  }
}

function remoteFindings(remote: string | undefined): Finding[] {
  if (remote === undefined) return [];
  const shown = withoutLogin(remote);
  if (shown === remote) return [ok('backups', `also pushed to ${remote}`)];
  return [
    warn('backups', `also pushed to ${shown}, with a secret in its address`, 'Use ssh:// or user@host:path and a key.'),
  ];
}

/** The address without password; over HTTP the name goes too, for it may be a token. */
export function withoutLogin(remote: string): string {
  return remote.replace(/^(https?:\/\/)[^/]*@/i, '$1').replace(/^(ssh:\/\/[^/:@]*):[^/]*@/i, '$1@');
}

/** Each with its next time; their cron lines and time zones were checked with the configuration. */
export function checkSchedules(config: Config, nowMs = systemClock.now()): Finding[] {
  return scheduleRows(config.schedules, nowMs).map(({ name, job, select, timezone, next: [next] }) => {
    try {
      parseSelector(select);
    } catch (error) {
      if (!(error instanceof RollcallError)) throw error;
      return fail('schedules', `${name}: ${error.message}`, error.hint);
    }
    const when = next === undefined ? 'never' : `${localTime(next, timezone)} ${timezone}`;
    return ok('schedules', `${name}: ${job} ${select}, next ${when}`);
  });
}
