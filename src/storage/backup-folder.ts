/** The folder of the backups' repository: made once, and refused when it is somebody else's. Knows no contents. */
import { chmod, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RollcallError } from '../core/errors.ts';
import { runGit } from './git-command.ts';
import { syncToDisk } from './sync-to-disk.ts';

/** Written into the repository's own settings; a repository without it was not made by us. */
const MARKER = 'rollcall.version';
const VERSION = '1';

/** Whether the repository is there, and ours. @throws {RollcallError} GIT_FAILED when it is somebody else's */
export async function isBackupFolder(folder: string): Promise<boolean> {
  const stats = await lstat(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw localIo(folder, cause);
  });
  if (stats === undefined) return false;
  if (!stats.isDirectory()) throw foreign(folder, 'is not a folder');
  if (process.geteuid !== undefined && stats.uid !== process.geteuid())
    throw foreign(folder, 'belongs to another user');
  if ((stats.mode & 0o077) !== 0) await chmod(folder, 0o700);
  const config = join(folder, 'config');
  const isRepository = await lstat(config).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isRepository) throw foreign(folder, 'is not a git repository');
  const version = await runGit(folder, ['config', '--file', config, '--default', '', '--get', MARKER]);
  if (version.trim() === VERSION) return true;
  throw foreign(folder, 'was not made by this version of Rollcall');
}

/**
 * Makes the repository, all or nothing: its folder 0700, its files 0600 and 0400. The caller holds the lease.
 * @throws {RollcallError} GIT_MISSING, GIT_FAILED, LOCAL_IO
 */
export async function makeBackupFolder(folder: string): Promise<void> {
  const draft = `${folder}.new`;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
    await runGit(draft, ['init', '--bare', '--quiet', '--template=', '--shared=0600', '--initial-branch=main']);
    await runGit(draft, ['config', '--file', join(draft, 'config'), MARKER, VERSION]);
    await syncToDisk(['config', 'HEAD', 'objects', 'refs', '.'].map((name) => join(draft, name)));
    await rename(draft, folder);
    await syncToDisk([dirname(folder)]);
  } catch (cause) {
    throw cause instanceof RollcallError ? cause : localIo(folder, cause);
  }
}

const foreign = (folder: string, what: string, hint = 'Move it aside, or name another `data_dir`.') =>
  new RollcallError('GIT_FAILED', `${folder} ${what}: backups are not written there.`, { hint });

const localIo = (folder: string, cause: unknown) =>
  new RollcallError('LOCAL_IO', `Cannot use ${folder}: ${String((cause as NodeJS.ErrnoException).code ?? cause)}.`, {
    cause,
  });
