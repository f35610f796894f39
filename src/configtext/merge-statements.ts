/**
 * What `set`, `delete`, `activate`, `deactivate` and `insert` make of a configuration with braces. Knows paths; that a
 * new value replaces the old one it is told by the syntax.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { ChangeLine } from './change-lines.ts';
import type { ConfigTree } from './config-tree.ts';
import {
  follow,
  nextOf,
  pathTo,
  reach,
  readStatements,
  type WordNode,
  wordsOf,
  writeStatements,
} from './statement-tree.ts';

/** The configuration after the lines, in turn. What leads nowhere changes nothing. */
export function mergeStatements(before: ConfigTree, lines: readonly ChangeLine[], syntax: ConfigSyntax): ConfigTree {
  const root = readStatements(before);
  for (const { text, verbatim } of lines) {
    const [verb = '', ...words] = wordsOf([text, ...verbatim].join('\n'));
    if (verb === 'set') for (const path of spread(words)) set(root, path, syntax);
    else if (verb === 'insert') insert(root, words);
    else {
      const node = words.length === 0 ? undefined : follow(root, words);
      if (node === undefined) continue;
      if (verb === 'delete') remove(node);
      else if (verb === 'deactivate' || verb === 'activate') {
        switchTo(node, verb === 'deactivate', syntax);
      }
    }
  }
  return writeStatements(root, syntax);
}

/** `members [ a b ]` is two paths. */
function spread(words: readonly string[]): string[][] {
  const open = words.indexOf('[');
  if (open < 0 || words.at(-1) !== ']') return [[...words]];
  return words.slice(open + 1, -1).map((word) => [...words.slice(0, open), word]);
}

function set(root: WordNode, path: readonly string[], syntax: ConfigSyntax): void {
  const stem = follow(root, path.slice(0, -1));
  if (stem !== undefined && isSetting(stem, path, syntax)) {
    for (const [word, node] of stem.next) {
      if (word === path.at(-1)) continue;
      // The new value takes the place of the old one, and stays switched off with it.
      const value = reach(stem, path.slice(-1));
      value.isInactive ||= node.isInactive;
      value.endsLine ||= node.endsLine;
      value.rank = node.rank;
      stem.next.delete(word);
    }
  }
  reach(root, path).isStatement = true;
}

/**
 * Whether the path's last two words are a setting and its value: `host-name` and `sw1`. A word with several values, or
 * with more behind them, is none, whatever it is elsewhere.
 */
export function isSetting(stem: WordNode, path: readonly string[], { settings }: ConfigSyntax): boolean {
  if (path.length < 2 || stem.isList || stem.endsLine || stem.next.size > 1) return false;
  const line = path.slice(-2).join(' ');
  return nextOf(stem).every(({ next }) => next.size === 0) && settings.some((pattern) => pattern.test(line));
}

/** What is switched or moved by its name is a statement of its own: a line ends there, if not behind a setting's value. */
function switchTo(node: WordNode, isInactive: boolean, syntax: ConfigSyntax): void {
  const [value] = nextOf(node);
  const isNamed = value !== undefined && isSetting(node, [...pathTo(node), value.word], syntax);
  const switched = isNamed ? value : node;
  switched.isInactive = isInactive;
  switched.endsLine = true;
}

/** Takes the node away, and what then holds nothing above it. */
function remove(node: WordNode): void {
  let gone = node;
  while (gone.parent?.parent && gone.parent.next.size === 1 && !gone.parent.isStatement) gone = gone.parent;
  gone.parent?.next.delete(gone.word);
}

/** The nodes at the ends of the lines that the words are part of: `system host-name` of `host-name sw1`. */
export function lineEnds(node: WordNode): WordNode[] {
  if (node.endsLine || node.next.size === 0) return [node];
  return [...node.next.values()].flatMap(lineEnds);
}

/** `insert a b c before d`: moves `a b c` in front of `a b d`. */
function insert(root: WordNode, words: readonly string[]): void {
  const at = Math.max(words.lastIndexOf('before'), words.lastIndexOf('after'));
  const path = words.slice(0, Math.max(at, 0));
  const beside = words.slice(at + 1);
  const moved = follow(root, path);
  const fixed = follow(root, [...path.slice(0, path.length - beside.length), ...beside]);
  if (at < 1 || moved === undefined || fixed === undefined || moved === fixed) return;
  moved.endsLine = true;
  fixed.endsLine = true;
  const isBefore = words[at] === 'before';
  const others = nextOf(fixed.parent ?? root).filter((node) => node !== moved);
  const neighbour = others[others.indexOf(fixed) + (isBefore ? -1 : 1)]?.rank;
  moved.rank = (fixed.rank + (neighbour ?? fixed.rank + (isBefore ? -1 : 1))) / 2;
}
