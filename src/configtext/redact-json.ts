/** The choke point for values instead of text. Knows the walk over JSON; what clean means is `PublicText`. */
import type { PublicText } from './public-text.ts';

// Names that say what their value is: `{"enable_password": "…"}`; text alone could not tell.
const NAMES_SECRET = /(?:password|passwd|passphrase|secret|psk|token)$/i;

/** A copy of `value` in which every string has passed `publicText`, also those whose field names say they are secret. */
export function redactJson<T>(value: T, publicText: PublicText): T {
  return walk(value, '', publicText) as T;
}

function walk(value: unknown, name: string, publicText: PublicText): unknown {
  if (typeof value === 'string') return NAMES_SECRET.test(name) ? redactNamed(value, publicText) : publicText(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, name, publicText));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, key, publicText)]));
}

/** The value as a command line would carry it, and back. */
function redactNamed(value: string, publicText: PublicText): string {
  const before = 'secret "';
  const line = value.replace(/["\n]/g, ' ');
  return publicText(`${before}${line}"`).slice(before.length, -1);
}
