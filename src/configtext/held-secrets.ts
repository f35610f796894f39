/**
 * The secrets this process itself holds, found wherever and however they appear: as they are, URL-encoded, as JSON
 * text, in base64. Knows values to look for; knows nothing of what stands around them.
 */
import type { Secret } from '../core/secret.ts';
import { stripUnsafe } from '../core/text.ts';
import { type SecretTag, TAG_PATTERN } from './secret-tag.ts';

// Shorter ones stand in too many words by chance.
const SHORTEST = 4;
// A value this long is looked for inside words too; a shorter one (`cisco`) only as a whole word, or every device
// name that contains it would be lost.
const SHORTEST_IN_WORDS = 8;
// Of keys, which have many lines, each line this long is looked for by itself.
const SHORTEST_LINE = 16;

interface Search {
  /** Each way a secret may be written, with the secret. */
  readonly forms: ReadonlyMap<string, string>;
  readonly pattern: RegExp;
}

/** Gives a function that replaces every held secret in a text by its tag. `held` is asked on every call. */
export function createHeldSecrets(held: () => readonly Secret[]): (text: string, tag: SecretTag) => string {
  let known: readonly Secret[] = [];
  let search: Search | null = null;
  return (text, tag) => {
    const secrets = held();
    if (secrets.length !== known.length || secrets.some((secret, index) => secret !== known[index])) {
      known = [...secrets];
      search = searchFor(secrets.map((secret) => secret.reveal()));
    }
    if (search === null) return text;
    const { forms, pattern } = search;
    for (const form of forms.keys()) {
      if (text.includes(form)) return text.replace(pattern, (found) => replaceForm(found, forms, tag));
    }
    return text;
  };
}

function replaceForm(found: string, forms: ReadonlyMap<string, string>, tag: SecretTag): string {
  const secret = forms.get(found);
  return secret === undefined ? found : tag(secret);
}

function searchFor(values: readonly string[]): Search | null {
  const forms = new Map<string, string>();
  for (const value of values.flatMap(partsOf)) {
    for (const form of formsOf(value)) if (!forms.has(form)) forms.set(form, value);
  }
  if (forms.size === 0) return null;
  const longestFirst = [...forms.keys()].sort((a, b) => b.length - a.length);
  // A tag is matched first, so that a secret such as `secret` does not tear tags apart.
  // built: from escaped literal texts
  return { forms, pattern: new RegExp([TAG_PATTERN, ...longestFirst.map(literal)].join('|'), 'gu') };
}

function partsOf(value: string): string[] {
  const parts = [value, value.trim()];
  if (value.includes('\n'))
    parts.push(
      ...value
        .split('\n')
        .map((line) => line.trim())
        .filter(isLong),
    );
  return [...new Set(parts)].filter((part) => part.length >= SHORTEST);
}

// A line of a key; its first and last line say only what it is.
const isLong = (line: string): boolean => line.length >= SHORTEST_LINE && !line.startsWith('--');

function formsOf(value: string): Set<string> {
  const forms = new Set([
    value,
    stripUnsafe(value),
    encodeURIComponent(stripUnsafe(value)),
    JSON.stringify(value).slice(1, -1),
  ]);
  for (const form of base64Forms(value)) forms.add(form);
  return new Set([...forms].filter((form) => form.length >= SHORTEST));
}

/** What base64 shows of `value` at each of the three places it can stand in the encoded bytes. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // Characters that also hold bits of a neighbour are left out.
    const whole = encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
    return whole.length < SHORTEST_IN_WORDS ? [] : [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function literal(form: string): string {
  const escaped = form.replace(/[^\w ]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return form.length < SHORTEST_IN_WORDS ? `(?<![\\w-])${escaped}(?![\\w-])` : escaped;
}
