/** A file that holds secrets, written so that only its owner can read it. Knows modes and refusals; no content. */
import { randomBytes } from 'node:crypto';
import { rename, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RollcallError } from '../core/errors.ts';

/**
 * Writes `text` to `file` with mode 0600. What is there already, a link included, is replaced only with `mayReplace`,
 * and never written through.
 * @throws {RollcallError} BAD_INPUT when there is a file already; LOCAL_IO
 */
export async function writePrivateFile(
  file: string,
  text: string,
  { mayReplace }: { readonly mayReplace: boolean },
): Promise<void> {
  const fresh = mayReplace ? join(dirname(file), `.rollcall-${randomBytes(6).toString('hex')}`) : file;
  try {
    await writeFile(fresh, text, { mode: 0o600, flag: 'wx' });
    if (mayReplace) await rename(fresh, file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST' && !mayReplace) {
      throw new RollcallError('BAD_INPUT', `${file} exists and was left as it is.`, { hint: 'Add --force.', cause });
    }
    await unlink(fresh).catch(() => {});
    throw new RollcallError('LOCAL_IO', `Cannot write ${file}: ${code}.`, { cause });
  }
}
