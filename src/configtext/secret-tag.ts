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

/**
 * `value` with what is secret in it replaced by its tag: quotes and closing punctuation stay. A tag, a mask (`****`,
 * `<removed>`) and a word that only says how a value is written are left as they are.
 */
export function hideValue(value: string, tag: SecretTag): string {
  let start = 0;
  while (value[start] === '\\') start++;
  if (value[start] === '"' || value[start] === "'") start++;
  else start = 0;
  let end = value.length;
  while (end > start && ';,}])'.includes(value.charAt(end - 1))) end--;
  if (end > start && (value[end - 1] === '"' || value[end - 1] === "'")) {
    end--;
    while (end > start && value[end - 1] === '\\') end--;
  } else {
    end = value.length;
    while (end > start && ';,'.includes(value.charAt(end - 1))) end--;
  }
  const secret = value.slice(start, end);
  if (isHarmless(secret)) return value;
  return value.slice(0, start) + tag(secret) + value.slice(end);
}

// A tag, a mask, or a bracket of a block or list.
// built: from the constant TAG_PATTERN
const HARMLESS = new RegExp(
  `^(?:${TAG_PATTERN}|<(?:removed|hidden|omitted|redacted|cr|obfuscated|secret)>?$|[*{}[\\]();,]+$)`,
);

function isHarmless(secret: string): boolean {
  return secret === '' || HARMLESS.test(secret) || isWrittenAs(secret);
}
