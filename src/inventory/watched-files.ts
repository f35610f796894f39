/** Files an inventory is made of, and whether any has changed since. Knows paths and stamps; not what is inside. */
import { readdir, stat } from 'node:fs/promises';
import { readTextFile } from '../config/read-text-file.ts';

export interface WatchedFiles {
  /** Its text. @throws {RollcallError} INVENTORY_INVALID when it is missing, a folder, too large or not UTF-8 */
  read(file: string): Promise<string>;
  /** As `read`, but undefined for a missing file; its appearance later counts as a change. */
  readIfPresent(file: string): Promise<string | undefined>;
  /** The names in a folder, sorted; empty when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  isFolder(path: string): Promise<boolean>;
  /** True when anything asked for so far now has another time, size or identity, has appeared or gone. */
  haveChanged(): Promise<boolean>;
}

// Some 100,000 devices of YAML; more is another kind of file.
const CAP_BYTES = 64 * 1024 * 1024;

export function createWatchedFiles(): WatchedFiles {
  const stamps = new Map<string, string>();
  /** Stamped before it is read: a change in between is then noticed, at worst once too often. */
  const watch = async (path: string): Promise<string> => {
    const known = stamps.get(path);
    if (known !== undefined) return known;
    const stamp = await stampOf(path);
    stamps.set(path, stamp);
    return stamp;
  };
  const read = async (file: string) => {
    await watch(file);
    return readTextFile(file, { code: 'INVENTORY_INVALID', capBytes: CAP_BYTES });
  };
  return {
    read,
    readIfPresent: async (file) => ((await watch(file)) === ABSENT ? undefined : read(file)),
    list: async (folder) => {
      await watch(folder);
      const names = await readdir(folder).catch(() => []);
      return names.sort();
    },
    isFolder: async (path) => {
      await watch(path);
      return stat(path).then(
        (stats) => stats.isDirectory(),
        () => false,
      );
    },
    haveChanged: async () => {
      const now = await Promise.all([...stamps.keys()].map(stampOf));
      return [...stamps.values()].some((stamp, i) => stamp !== now[i]);
    },
  };
}

const ABSENT = 'absent';

function stampOf(path: string): Promise<string> {
  return stat(path).then(
    ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
    () => ABSENT,
  );
}
