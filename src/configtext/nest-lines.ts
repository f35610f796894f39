/**
 * Which block each line of a change stands in: by its indentation, or, where nothing is indented, by the device's own
 * configuration. Knows lines and trees; nothing of what a line does.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { RollcallError } from '../core/errors.ts';
import { canonicalLine } from './canonical-line.ts';
import type { ConfigLine, ConfigTree } from './config-tree.ts';

export interface Nestable {
  readonly text: string;
  readonly number: number;
  /** Blanks in front of it. */
  readonly indent: number;
  /** Whether it only ends a block. */
  readonly isEnd: boolean;
}

/**
 * The lines with their depths, without those that only end a block.
 * @throws {RollcallError} BAD_INPUT for an `exit` that ends none
 */
export function nestLines<T extends Nestable>(
  lines: readonly T[],
  syntax: ConfigSyntax,
  like: ConfigTree | undefined,
): readonly (T & { readonly depth: number })[] {
  if (like === undefined || lines.some(({ indent }) => indent > 0)) return byIndent(lines);
  return byLikeness(lines, like.lines, syntax);
}

function byIndent<T extends Nestable>(lines: readonly T[]): (T & { readonly depth: number })[] {
  const open: number[] = [];
  return lines.flatMap((line) => {
    while (open.length > 0 && (open.at(-1) ?? 0) > line.indent) open.pop();
    if (line.isEnd) {
      // At the header's own margin or at that of the block's lines: what stands at this margin is over.
      if (open.pop() === undefined) throw beyondTop(line);
      return [];
    }
    if (open.at(-1) === line.indent) open.pop();
    open.push(line.indent);
    return { ...line, depth: open.length - 1 };
  });
}

/** An open block: its header's like-minded blocks in the device's configuration, as one list of lines. */
type Level = readonly ConfigLine[];

function byLikeness<T extends Nestable>(
  lines: readonly T[],
  top: Level,
  syntax: ConfigSyntax,
): (T & { readonly depth: number })[] {
  const open: Level[] = [top];
  return lines.flatMap((line) => {
    if (line.isEnd) {
      if (open.length === 1) throw beyondTop(line);
      open.pop();
      return [];
    }
    const words = wordsOf(line.text, syntax);
    // The innermost block that has the most to do with the line; a block nothing is known of takes what is unknown.
    let depth = open.length - 1;
    for (let outer = depth - 1; outer >= 0; outer--) {
      if (alike(words, open[outer] ?? []) > alike(words, open[depth] ?? [])) depth = outer;
    }
    open.length = depth + 1;
    const blocks = isTakingBack(line.text) ? [] : blocksLike(words, open[depth] ?? []);
    const isHeader = blocks.length > 0 || syntax.orderedBlocks.some((pattern) => pattern.test(line.text));
    if (isHeader) open.push(blocks.flatMap(({ children }) => children));
    return { ...line, depth };
  });
}

const TAKES_BACK = /^(?:no|default) /;
const isTakingBack = (text: string): boolean => TAKES_BACK.test(text);

/** Words of the line that count: without what takes it back. */
const wordsOf = (text: string, syntax: ConfigSyntax): string[] =>
  canonicalLine(text.replace(TAKES_BACK, ''), syntax).split(' ');

function commonWords(words: readonly string[], key: string): number {
  const theirs = key.replace(/^no /, '').split(' ');
  const end = words.findIndex((word, index) => word !== theirs[index]);
  return end < 0 ? words.length : end;
}

const alike = (words: readonly string[], lines: Level): number =>
  lines.reduce((most, { key }) => Math.max(most, commonWords(words, key)), 0);

/** Blocks among the lines that begin most like it, itself aside; none when not even the first word is the same. */
function blocksLike(words: readonly string[], lines: Level): Level {
  const itself = words.join(' ');
  const others = lines.filter(({ key }) => key !== itself);
  const most = alike(words, others);
  const kin = lines.filter(({ key }) => key === itself || (most > 0 && commonWords(words, key) === most));
  return kin.filter(({ children }) => children.length > 0);
}

const beyondTop = ({ number }: Nestable): RollcallError =>
  new RollcallError('BAD_INPUT', `Line ${number} of the change leaves configuration; the push does that.`);
