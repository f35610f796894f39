/**
 * The one choke point for text that leaves: stripped of what is unsafe to show, every secret replaced by a tag. Knows
 * the order of the passes; each pass knows its own part.
 */
import type { Secret } from '../core/secret.ts';
import { stripUnsafe } from '../core/text.ts';
import { createHeldSecrets } from './held-secrets.ts';
import { applyFamilies, redactLine, startOfLine } from './redact-line.ts';
import { hideBlocks } from './secret-blocks.ts';
import { holdsRoot, JSON_FIELD_FAMILIES } from './secret-families.ts';
import { createSecretTag, type SecretTag } from './secret-tag.ts';
import { isJsonLine, joinPieces, linesOf, stringsOf } from './text-pieces.ts';
import { type HiddenLine, hideWrapped, mayWrap } from './unwrap.ts';

/**
 * Device text in, text that may leave out: `enable secret 9 $9$…` becomes `enable secret 9 <secret:3fa90c>`. Pure for
 * the same key and held secrets; applied twice it equals once. Apply it to a whole text before clipping: a secret cut
 * in two may not be known for one.
 */
export type PublicText = (raw: string) => string;

export interface PublicTextOptions {
  /** Makes the tags: the same secret has the same tag wherever the key is the same. */
  readonly key: string | Buffer;
  /** Every credential this process holds; asked on each call. */
  readonly held: () => readonly Secret[];
}

/** The choke point; make one and hand it to everything that shows text. */
export function createPublicText({ key, held }: PublicTextOptions): PublicText {
  const tag = createSecretTag(key);
  const hideHeld = createHeldSecrets(held);
  const hide = (line: string, isPart: boolean): HiddenLine => {
    if (!isPart && !holdsRoot(line)) return { text: line, secrets: [] };
    const secrets: string[] = [];
    const noting: SecretTag = (secret) => {
      secrets.push(secret);
      return tag(secret);
    };
    const text = hideLine(line, noting);
    // Whole lines are searched for held secrets all at once, at the end.
    return { text: isPart ? hideHeld(text, noting) : text, secrets };
  };
  return (raw) => {
    const text = stripUnsafe(raw);
    if (!holdsRoot(text) && !mayWrap(text)) return hideHeld(text, tag);
    const lines = hideBlocks(linesOf(text), tag, isJson);
    return hideHeld(joinPieces(hideWrapped(lines, hide, tag)), tag);
  };
}

const isJson = (line: string): boolean => isJsonLine(line, startOfLine(line));

/** A line redacted as it is, or, when it is JSON, field by field and then each string as text of its own. */
function hideLine(line: string, tag: SecretTag): string {
  if (!holdsRoot(line)) return line;
  if (!isJson(line)) return redactLine(line, tag);
  const strings = hideBlocks(stringsOf(applyFamilies(line, JSON_FIELD_FAMILIES, tag)), tag);
  return joinPieces(strings.map(({ text, end }) => ({ text: redactLine(text, tag), end })));
}
