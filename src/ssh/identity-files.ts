/** Private keys named by `IdentityFile`, read once per process. Knows files; a missing or foreign one is simply not offered. */
import { readFile } from 'node:fs/promises';
import { Secret } from '../core/secret.ts';

export type IdentityFiles = (paths: readonly string[]) => Promise<readonly Secret[]>;

/** Reads what exists of the named files, in order. A public key or an unreadable file is left out, as OpenSSH does. */
export function createIdentityFiles(): IdentityFiles {
  const read = new Map<string, Promise<Secret | null>>();
  const one = (path: string): Promise<Secret | null> => {
    let key = read.get(path);
    if (key === undefined) {
      key = readFile(path, 'utf8').then(
        (text) => (text.includes('PRIVATE KEY') ? new Secret(text) : null),
        () => null,
      );
      read.set(path, key);
    }
    return key;
  };
  return async (paths) => (await Promise.all(paths.map(one))).filter((key) => key !== null);
}
