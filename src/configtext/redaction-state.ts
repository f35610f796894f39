/** What redaction depends on besides the text: its own code, its key, and the secrets that are held. Redacts nothing. */
import { createHash, createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { PublicTextOptions } from './public-text.ts';
import { createSecretTag } from './secret-tag.ts';

/** Redacted text that was kept is as good as new when `code` is the same and `held` then had every tag it has now. */
export interface RedactionState {
  /** Another one for another key, and for every change of the code that redacts. */
  readonly code: string;
  /** The tags of the secrets that this process holds. */
  readonly held: readonly string[];
}

/** The state of the redaction that `createPublicText` makes of the same options; asked anew on each call. */
export function createRedactionState({ key, held }: PublicTextOptions): () => RedactionState {
  const tag = createSecretTag(key);
  let code: string | undefined;
  return () => {
    code ??= createHmac('sha256', key).update(codeHash()).digest('hex');
    return { code, held: held().map((secret) => tag(secret.reveal())) };
  };
}

/** Of the files of this room and of what it strips text with: nobody has to remember to raise a number. */
function codeHash(): string {
  const room = import.meta.dirname;
  const suffix = extname(import.meta.filename);
  const own = readdirSync(room).filter((name) => name.endsWith(suffix) && !name.endsWith('.d.ts'));
  const hash = createHash('sha256');
  for (const name of [...own.sort(), join('..', 'core', `text${suffix}`)]) hash.update(readFileSync(join(room, name)));
  return hash.digest('hex');
}
