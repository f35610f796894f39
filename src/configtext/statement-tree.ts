/**
 * A configuration with braces as paths of words, `interfaces ge-0/0/0 unit 0 disable`, which is how such devices are
 * told what to change. Braces only say which words paths share; the same paths are the same configuration. Knows words
 * and order; nothing of what a statement means.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { canonicalLine } from './canonical-line.ts';
import type { ConfigLine, ConfigTree } from './config-tree.ts';

/** One word of a path, with all paths that go on from it. */
export interface WordNode {
  readonly word: string;
  readonly parent: WordNode | null;
  /** By word. */
  readonly next: Map<string, WordNode>;
  /** Its place: of two lines of a block the one with the lower comes first. */
  rank: number;
  /** A statement ends here: it stays when all that went on from here is taken away. */
  isStatement: boolean;
  /** A line of the text ended here, with braces or as a statement. */
  endsLine: boolean;
  /** Its words to come are a list in brackets. */
  isList: boolean;
  isInactive: boolean;
  isProtected: boolean;
  /** Line of the text it ended; 0 for words that came by a change. */
  number: number;
  /** How many nodes its tree has had. */
  readonly count: { made: number };
}

const MARK = /^(inactive|protect): /;
// `"two words"`, a bracket, or a word
const WORD = /"[^"\\]*(?:\\.[^"\\]*)*"?|[^\s"]+/g;

/** The words of a line; quoted text is one, brackets are words of their own. */
export const wordsOf = (text: string): string[] => text.match(WORD) ?? [];

const newNode = (word: string, parent: WordNode | null, count: WordNode['count']): WordNode => ({
  word,
  parent,
  next: new Map(),
  rank: count.made++,
  isStatement: false,
  endsLine: false,
  isList: false,
  isInactive: false,
  isProtected: false,
  number: 0,
  count,
});

/** The node the words lead to, made where it is missing. */
export function reach(from: WordNode, words: Iterable<string>): WordNode {
  let node = from;
  for (const word of words) {
    let next = node.next.get(word);
    if (next === undefined) {
      next = newNode(word, node, node.count);
      // Among its like: `term b` behind `term a`, whatever else the block holds.
      const last = node.endsLine ? undefined : nextOf(node).at(-1)?.rank;
      if (last !== undefined) next.rank = (last + Math.floor(last) + 1) / 2;
      node.next.set(word, next);
    }
    node = next;
  }
  return node;
}

/** The node the words lead to; undefined where none does. */
export function follow(from: WordNode, words: Iterable<string>): WordNode | undefined {
  let node: WordNode | undefined = from;
  for (const word of words) node = node?.next.get(word);
  return node;
}

/** The words that lead to `node`. */
export function pathTo(node: WordNode): string[] {
  const words: string[] = [];
  for (let at = node; at.parent !== null; at = at.parent) words.push(at.word);
  return words.reverse();
}

/** Reads a tree; `[ a b ]` gives two paths. */
export function readStatements(tree: ConfigTree): WordNode {
  const root = newNode('', null, { made: 0 });
  readLines(tree.lines, root);
  return root;
}

function readLines(lines: readonly ConfigLine[], above: WordNode): void {
  for (const { text, verbatim, number, children } of lines) {
    let rest = [text, ...verbatim].join('\n');
    const marks = new Set<string | undefined>();
    for (let mark = MARK.exec(rest); mark !== null; mark = MARK.exec(rest)) {
      marks.add(mark[1]);
      rest = rest.slice(mark[0].length);
    }
    const words = wordsOf(rest);
    const isList = words.at(-1) === ']' && words.includes('[');
    const header = reach(above, isList ? words.slice(0, words.lastIndexOf('[')) : words);
    const ends = isList ? words.slice(words.lastIndexOf('[') + 1, -1).map((word) => reach(header, [word])) : [header];
    header.isList ||= isList;
    for (const node of ends) {
      node.endsLine = true;
      node.isStatement ||= children.length === 0;
      node.isInactive ||= marks.has('inactive');
      node.isProtected ||= marks.has('protect');
      node.number = number;
    }
    readLines(children, header);
  }
}

/** Where paths go on from `node`, in order. */
export const nextOf = (node: WordNode): WordNode[] => [...node.next.values()].sort((a, b) => a.rank - b.rank);

/** The lines again, each word where it stood; words that came by a change stand in one line as far as they go alone. */
export function writeStatements(root: WordNode, syntax: ConfigSyntax): ConfigTree {
  return { lines: writeBlock([], root, syntax) };
}

interface RankedLine {
  readonly rank: number;
  readonly line: ConfigLine;
}

/** The lines below `header`, each beginning with the words in front of it in the same line. */
function writeBlock(words: readonly string[], header: WordNode, syntax: ConfigSyntax): ConfigLine[] {
  const lines = nextOf(header).flatMap((next) => writeLines([...words, next.word], next, syntax));
  return lines.sort((a, b) => a.rank - b.rank).map(({ line }) => line);
}

function writeLines(words: readonly string[], node: WordNode, syntax: ConfigSyntax): RankedLine[] {
  const nexts = nextOf(node);
  const [first] = nexts;
  if (first !== undefined && node.isList && nexts.every(({ next, isInactive }) => next.size === 0 && !isInactive)) {
    const values = nexts.map(({ word }) => word);
    const list = values.length === 1 ? values : ['[', ...values, ']'];
    return [{ rank: first.rank, line: lineOf([...words, ...list], first, [], syntax) }];
  }
  if (first !== undefined && !node.endsLine && !node.isInactive) {
    return nexts.flatMap((next) => writeLines([...words, next.word], next, syntax));
  }
  return [{ rank: node.rank, line: lineOf(words, node, writeBlock([], node, syntax), syntax) }];
}

function lineOf(words: readonly string[], node: WordNode, children: ConfigLine[], syntax: ConfigSyntax): ConfigLine {
  const marks = `${node.isProtected ? 'protect: ' : ''}${node.isInactive ? 'inactive: ' : ''}`;
  const [text = '', ...verbatim] = `${marks}${words.join(' ')}`.split('\n');
  return { text, key: canonicalLine(text, syntax), number: node.number, children, verbatim };
}

/** The tree as the lines that make it, `set a b c` and then `deactivate a b`: the same whatever braces say. */
export function setLinesOf(tree: ConfigTree): { readonly text: string; readonly number: number }[] {
  const root = readStatements(tree);
  const off = nodesOf(root).filter(({ isInactive }) => isInactive);
  const line = (verb: string) => (node: WordNode) => ({
    text: `${verb} ${pathTo(node).join(' ')}`,
    number: node.number,
  });
  return [...statementsOf(root).map(line('set')), ...off.map(line('deactivate'))];
}

const nodesOf = (from: WordNode): WordNode[] => nextOf(from).flatMap((node) => [node, ...nodesOf(node)]);

/** The nodes where paths end, in order. */
export function statementsOf(from: WordNode): WordNode[] {
  if (from.next.size === 0) return from.parent === null ? [] : [from];
  return nextOf(from).flatMap(statementsOf);
}
