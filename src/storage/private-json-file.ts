/** One value in one file that only its owner may read, replaced as a whole. Knows JSON; not what it means. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';

export interface PrivateJsonFile {
  /** What was written last; null when there is nothing that can be read. Never throws. */
  read(): Promise<unknown>;
  /** Who reads meanwhile gets the old value or the new one. Rejects with the system's error. */
  write(value: unknown): Promise<void>;
}

/** For what can be made again: it is not waited for that the disk has it. */
export function privateJsonFile(path: string): PrivateJsonFile {
  return {
    async read() {
      try {
        return JSON.parse(await readFile(path, 'utf8'));
      } catch {
        return null;
      }
    },
    async write(value) {
      const draft = `${path}.${randomUUID()}`;
      try {
        await writeFile(draft, JSON.stringify(value), { mode: 0o600, flag: 'wx' });
        await rename(draft, path);
      } finally {
        await rm(draft, { force: true });
      }
    },
  };
}
