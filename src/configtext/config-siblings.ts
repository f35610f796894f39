/**
 * The lines of one block as they are compared: which is which, and which order counts. Knows what a syntax says of
 * order; nothing of how a difference is shown.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { type CommonPlace, commonOrder } from './common-order.ts';
import type { ConfigLine } from './config-tree.ts';

/** A line among those of its block. */
export interface Sibling {
  readonly line: ConfigLine;
  /** Siblings of one sequence keep their order; null: any order. */
  readonly sequence: string | null;
  /** What makes it the same line in another block. */
  readonly name: string;
  /** Whether the order of its own lines counts. */
  readonly isOrderedBlock: boolean;
}

// Words that switch a statement with braces off, or guard it: `inactive: unit 0`. It stays the same statement.
const MARKS = /^(?:(?:inactive|protect): ){1,2}/;

/** The siblings in order; blocks that stand there twice are one, with the lines of both, unless their order counts. */
export function siblingsOf(lines: readonly ConfigLine[], isOrdered: boolean, syntax: ConfigSyntax): Sibling[] {
  const bare = syntax.form === 'braces' ? (text: string) => text.replace(MARKS, '') : (text: string) => text;
  const siblings = lines.map((line): Sibling => {
    const text = bare(line.text);
    return {
      line,
      sequence: isOrdered ? '' : sequenceOf(text, syntax.orderedLines),
      name: bare(line.key),
      isOrderedBlock: isOrdered || syntax.orderedBlocks.some((pattern) => pattern.test(text)),
    };
  });
  return joinBlocks(siblings);
}

function sequenceOf(text: string, patterns: readonly RegExp[]): string | null {
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match !== null) return match[0];
  }
  return null;
}

/** Blocks of one name as one, where order does not count. */
function joinBlocks(siblings: Sibling[]): Sibling[] {
  const headers = new Set<string>();
  for (const { line, name, sequence } of siblings) {
    if (sequence === null && line.children.length > 0) headers.add(name);
  }
  const blocks = siblings.filter(({ name }) => headers.has(name));
  if (blocks.length === headers.size) return siblings;
  const joined = new Map<Sibling, Sibling | null>();
  for (const same of groupBy(blocks, ({ name }) => name).values()) {
    const [first] = same;
    if (first === undefined || same.length === 1 || same.some(({ line }) => line.verbatim.length > 0)) continue;
    for (const sibling of same) joined.set(sibling, null);
    joined.set(first, { ...first, line: { ...first.line, children: same.flatMap(({ line }) => line.children) } });
  }
  return siblings.flatMap((sibling) => {
    const block = joined.get(sibling);
    return block === undefined ? sibling : (block ?? []);
  });
}

/** For each of `before` the index of the same line in `after`, -1 for none. Lines that are there twice are two. */
export function pairSiblings(before: readonly Sibling[], after: readonly Sibling[]): Int32Array {
  const fellows = new Int32Array(before.length).fill(-1);
  const news = groupBy(after.keys(), (index) => after[index]?.sequence ?? null);
  for (const [sequence, olds] of groupBy(before.keys(), (index) => before[index]?.sequence ?? null)) {
    const others = news.get(sequence) ?? [];
    const oldNames = olds.map((index) => before[index]?.name ?? '');
    const newNames = others.map((index) => after[index]?.name ?? '');
    for (const [old, fellow] of sequence === null ? sameNames(oldNames, newNames) : commonOrder(oldNames, newNames)) {
      fellows[olds[old] as number] = others[fellow] as number;
    }
  }
  return fellows;
}

/** Places of the same words, wherever they stand: the first with the first, the second with the second. */
function* sameNames(before: readonly string[], after: readonly string[]): Generator<CommonPlace> {
  const places = groupBy(after.keys(), (index) => after[index]);
  const met = new Map<string, number>();
  for (const [index, name] of before.entries()) {
    const nth = met.get(name) ?? 0;
    met.set(name, nth + 1);
    const fellow = places.get(name)?.[nth];
    if (fellow !== undefined) yield [index, fellow];
  }
}

function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
