/** Contents by id, many through one `git cat-file --batch`. Knows git's answer format; knows no paths. */
import { startGit } from './git-command.ts';
import { OBJECT_ID } from './git-revisions.ts';

/** See `BackupRepo.read`. What `each` throws ends the reading and is thrown. */
export async function readContents(
  folder: string,
  ids: readonly string[],
  each: (id: string, content: string) => void,
): Promise<void> {
  const wanted = ids.filter((id) => OBJECT_ID.test(id));
  if (wanted.length === 0) return;
  const git = startGit(folder, ['cat-file', '--batch', '--buffer']);
  const take = createBatchReader(each);
  git.stdin.end(`${wanted.join('\n')}\n`);
  await new Promise<void>((resolve, reject) => {
    git.stdout.on('data', (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        git.stdout.removeAllListeners('data');
        git.stdout.resume();
        git.kill();
        reject(error);
      }
    });
    git.ended.then(resolve, reject);
  });
}

/** Takes git's answer in pieces of any size: `ID blob SIZE`, a line feed, the content, a line feed; or `ID missing`. */
export function createBatchReader(each: (id: string, content: string) => void): (chunk: Buffer) => void {
  let held: Buffer[] = [];
  let heldBytes = 0;
  /** The content being received: its id (null: not a content), and its size with the line feed behind it. */
  let current: { readonly id: string | null; readonly size: number } | undefined;
  return (chunk) => {
    held.push(chunk);
    heldBytes += chunk.length;
    if (current !== undefined && heldBytes < current.size) return;
    let bytes = held.length === 1 ? chunk : Buffer.concat(held);
    for (;;) {
      if (current === undefined) {
        const end = bytes.indexOf('\n');
        if (end < 0) break;
        const [id = '', type = '', size] = bytes.toString('latin1', 0, end).split(' ');
        bytes = bytes.subarray(end + 1);
        if (size === undefined) continue;
        current = { id: type === 'blob' ? id : null, size: Number(size) + 1 };
      }
      if (bytes.length < current.size) break;
      if (current.id !== null) each(current.id, bytes.toString('utf8', 0, current.size - 1));
      bytes = bytes.subarray(current.size);
      current = undefined;
    }
    held = [bytes];
    heldBytes = bytes.length;
  };
}
