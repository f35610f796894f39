/** Making sure that what was written outlives a power cut. Knows files and folders; not what is in them. */
import { open } from 'node:fs/promises';

/** Returns once each path (a file's content, a folder's names) is on the disk itself. */
export async function syncToDisk(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
