/**
 * What stands in place of a secret: a tag that is the same for the same secret and tells nothing else. Knows the key
 * it is made with; the secret itself is kept nowhere.
 */
import { createHmac } from 'node:crypto';
import { isWrittenAs } from './secret-family.ts';

/** Gives the tag of a secret, e.g. `<secret:3fa90c>`. */
export type SecretTag = (secret: string) => string;

// 24 bits: two of a fleet's thousand different secrets seldom share a tag, and nobody can guess a secret from it
// without the key.
const HEX_DIGITS = 6;

/** Matches one tag; flag `g` is the caller's to add. */
export const TAG_PATTERN = `<secret:[0-9a-f]{${HEX_DIGITS}}>`;

/** Tags under `key`; another key gives other tags. */
export function createSecretTag(key: string | Buffer): SecretTag {
  return (secret) => `<secret:${createHmac('sha256', key).update(secret).digest('hex').slice(0, HEX_DIGITS)}>`;
}

// A quote, escaped or doubled or as it is.
const OPENING = /^(?:""|\\*["'])/;

/** Where the closing punctuation of `value` begins: a quote and what follows it, or a separator. */
function endOfSecret(value: string, start: number): number {
  const before = (from: number, marks: string): number => {
    let end = from;
    while (end > start && marks.includes(value.charAt(end - 1))) end--;
    return end;
  };
  const quoted = before(value.length, ';,:.}])');
  const unquoted = before(quoted, '"\'');
  return unquoted < quoted ? before(unquoted, '\\') : before(value.length, ';,');
}

/**
 * `value` with what is secret in it replaced by its tag: quotes and closing punctuation stay. A tag, a mask (`****`,
 * `<removed>`) and a word that only says how a value is written are left as they are.
 */
export function hideValue(value: string, tag: SecretTag): string {
  const opening = OPENING.exec(value)?.[0].length ?? 0;
  const end = endOfSecret(value, opening);
  const secret = value.slice(opening, end);
  if (isHarmless(secret)) return value;
  return value.slice(0, opening) + tag(secret) + value.slice(end);
}

// A tag, a mask, or a bracket of a block or list.
// built: from the constant TAG_PATTERN
const HARMLESS = new RegExp(
  `^(?:${TAG_PATTERN}|<(?:removed|hidden|omitted|redacted|cr|obfuscated|secret)>?$|[*!{}[\\]();,]+$)`,
);

function isHarmless(secret: string): boolean {
  return secret === '' || HARMLESS.test(secret) || isWrittenAs(secret);
}
