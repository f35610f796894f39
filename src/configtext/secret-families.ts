/**
 * Every secret family, and the quick look that says which of them a line could need. Knows roots of words; a line is
 * searched once for all of them, and most lines hold none.
 */
import { ELSEWHERE_FAMILIES } from './secret-families-elsewhere.ts';
import { FIELD_FAMILIES, JSON_FIELDS } from './secret-families-fields.ts';
import { LINUX_FAMILIES } from './secret-families-linux.ts';
import { PROTOCOL_FAMILIES } from './secret-families-protocols.ts';
import { WORD_FAMILIES } from './secret-families-words.ts';
import type { SecretFamily } from './secret-family.ts';

/** In the order they are applied to a line; those of rare roots last. */
export const SECRET_FAMILIES: readonly SecretFamily[] = [
  ...WORD_FAMILIES,
  ...PROTOCOL_FAMILIES,
  ...FIELD_FAMILIES,
  ...LINUX_FAMILIES,
  ...ELSEWHERE_FAMILIES,
];

/** Fields of JSON text, tried on a whole line of it. */
export const JSON_FIELD_FAMILIES: readonly SecretFamily[] = JSON_FIELDS;

// Roots that many lines hold, so that each has its own bit below. Certificates have no family: `secret-blocks.ts` knows
// them.
const FREQUENT = ['certificate', '$', '://'];

/** All roots, each once. None is part of another, or the longer one would hide the shorter. */
export const ROOTS: readonly string[] = [
  ...new Set([...FREQUENT, ...[...SECRET_FAMILIES, ...JSON_FIELD_FAMILIES].flatMap((family) => family.roots)]),
];

const ANY_ROOT = new RegExp(ROOTS.map((root) => root.replace(/[^\w ]/g, '\\$&')).join('|'), 'gi'); // built: from the escaped words of ROOTS
// A number has 31 bits to use: the roots after the thirtieth are rare, and share the last one.
const BIT = new Map(ROOTS.map((root, index) => [root, 1 << Math.min(index, 30)]));
const MASKED = SECRET_FAMILIES.map((family) => ({
  family,
  mask: family.roots.reduce((mask, root) => mask | (BIT.get(root) ?? 0), 0),
}));

// More sets of roots than configurations hold; the memory of hostile text ends here.
const MOST_SETS = 1_000;
const byRoots = new Map<number, LineFamilies>();

/** The families to try on a line, each in order. */
export interface LineFamilies {
  /** On the line without what may come before its first word. */
  readonly atStart: readonly SecretFamily[];
  /** On the whole line. */
  readonly anywhere: readonly SecretFamily[];
}

/** Whether any family could find something in `text`. Costs one search; most text ends here. */
export function holdsRoot(text: string): boolean {
  ANY_ROOT.lastIndex = 0;
  return ANY_ROOT.test(text);
}

/** The families whose roots `line` holds; null when there are none. */
export function familiesFor(line: string): LineFamilies | null {
  let seen = 0;
  ANY_ROOT.lastIndex = 0;
  for (let match = ANY_ROOT.exec(line); match !== null; match = ANY_ROOT.exec(line)) {
    seen |= BIT.get(match[0].toLowerCase()) ?? 0;
  }
  if (seen === 0) return null;
  const known = byRoots.get(seen);
  if (known !== undefined) return known;
  const wanted = MASKED.filter((row) => (row.mask & seen) !== 0).map((row) => row.family);
  const families = {
    atStart: wanted.filter((family) => family.isAtStart),
    anywhere: wanted.filter((family) => !family.isAtStart),
  };
  if (byRoots.size >= MOST_SETS) byRoots.clear();
  byRoots.set(seen, families);
  return families;
}
