/**
 * The one choke point for text that leaves: stripped of what is unsafe to show, every secret replaced by a tag. Knows
 * the order of the passes; each pass knows its own part.
 */
import type { Secret } from '../core/secret.ts';
import { stripUnsafe } from '../core/text.ts';
import { createHeldSecrets } from './held-secrets.ts';
import { applyFamilies, redactLine, startOfLine } from './redact-line.ts';
import { hideBlocks, mayHoldBody } from './secret-blocks.ts';
import { holdsRoot, JSON_FIELD_FAMILIES } from './secret-families.ts';
import { hideNames, mayHoldNames } from './secret-names.ts';
import { hideTables, mayHoldTables } from './secret-tables.ts';
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
    if (!isPart && !holdsRoot(line) && !holdsLines(line)) return { text: line, secrets: [] };
    const secrets: string[] = [];
    const noting: SecretTag = (secret) => {
      secrets.push(secret);
      return tag(secret);
    };
    // A list may be whole only now, its parts joined.
    const named = isPart && mayHoldNames(line) ? hideNames(line, noting) : line;
    const text = hideLine(named, noting);
    // Whole lines are searched for held secrets all at once, at the end.
    return { text: isPart ? hideHeld(text, noting) : text, secrets };
  };
  return (raw) => {
    const text = stripUnsafe(raw);
    if (!holdsRoot(text) && !mayWrap(text) && !mayHoldBody(text)) return hideHeld(text, tag);
    const named = mayHoldNames(text) ? hideNames(text, tag) : text;
    const lines = hideBlocks(linesOf(named), tag, isJson);
    const rows = mayHoldTables(text) ? hideTables(lines, tag) : lines;
    return hideHeld(joinPieces(hideWrapped(rows, hide, tag)), tag);
  };
}

// JSON has quotes, a quoted text escapes.
const isJson = (line: string): boolean =>
  (line.includes('"') || line.includes('\\')) && isJsonLine(line, startOfLine(line));

// Lines within a JSON text, among them perhaps a key without the words that tell of it.
const holdsLines = (line: string): boolean => line.includes('\\n') && mayHoldBody(line);

/** A line redacted as it is, or, when it is JSON, field by field and then each string as text of its own. */
function hideLine(line: string, tag: SecretTag): string {
  if (!isJson(line)) return redactLine(line.includes('":') ? applyFamilies(line, JSON_FIELD_FAMILIES, tag) : line, tag);
  const blocks = hideBlocks(stringsOf(applyFamilies(line, JSON_FIELD_FAMILIES, tag)), tag);
  const strings = mayHoldTables(line) ? hideTables(blocks, tag) : blocks;
  return joinPieces(strings.map(({ text, end }) => ({ text: redactLine(text, tag), end })));
}
