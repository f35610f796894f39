/** Where a device's configuration lies in the repository. Knows names and paths; whatever a name is, its path is safe. */
import { createHash } from 'node:crypto';

/** Lists every path with the device it belongs to; see `device-index.ts`. */
export const INDEX_PATH = 'devices.tsv';

// With the hash and the folder 92 characters: below every file system's limit, and still readable in a listing.
const SLUG_CHARS = 60;
// 64 bits: no two names of any fleet share them.
const HASH_DIGITS = 16;

/**
 * `configs/sw1~0a1b2c3d4e5f6071.cfg` for `SW1`. The same name always has the same path, and two names never share one:
 * the readable part is only for people, the hash tells names apart, also those that differ in letter case alone. No
 * part of the path can be a name that git or an operating system keeps for itself.
 */
export function backupPath(device: string): string {
  const hash = createHash('sha256').update(device).digest('hex').slice(0, HASH_DIGITS);
  return `configs/${slugOf(device)}~${hash}.cfg`;
}

function slugOf(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '');
  const slug = plain
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, SLUG_CHARS);
  return slug === '' ? 'device' : slug;
}
