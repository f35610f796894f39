/** A block while lines are typed into it: what stands where, and where a new line goes. Knows places; no meaning. */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { canonicalLine } from './canonical-line.ts';
import type { ChangeLine } from './change-lines.ts';
import { type ConfigLine, parseConfig } from './config-tree.ts';
import { sequenceOf } from './setting-key.ts';
import { endOfWhole } from './whole-blocks.ts';

/** A block to type in. */
export interface TypedBlock {
  readonly lines: ConfigLine[];
  /** Whether order counts in it. */
  readonly isOrdered: boolean;
  readonly syntax: ConfigSyntax;
}

/** A line whose own block can be typed in. */
export interface TypedLine extends ConfigLine {
  readonly children: ConfigLine[];
}

/** A typed line as it would be shown; of a block that is written as a whole with all that is in it. */
export function typedLine({ text, verbatim }: Pick<ChangeLine, 'text' | 'verbatim'>, syntax: ConfigSyntax): TypedLine {
  const line = { text, key: canonicalLine(text, syntax), number: 0 };
  if (endOfWhole(text, syntax) === null) return { ...line, children: [], verbatim };
  const [whole] = parseConfig([text, ...verbatim.map((raw) => ` ${raw}`)].join('\n'), syntax).lines;
  return { ...line, children: [...(whole?.children ?? [])], verbatim: [] };
}

/** Removes the lines; false when there is none. */
export function drop({ lines }: TypedBlock, isGone: (line: ConfigLine) => boolean): boolean {
  let kept = 0;
  for (const line of lines) if (!isGone(line)) lines[kept++] = line;
  const isAny = kept < lines.length;
  lines.length = kept;
  return isAny;
}

/** Puts `line` where the first of those it replaces stands; false when there is none. */
export function replace(block: TypedBlock, line: ConfigLine, isReplaced: (line: ConfigLine) => boolean): boolean {
  const at = block.lines.findIndex(isReplaced);
  if (at < 0) return false;
  block.lines[at] = line;
  drop(block, (other) => other !== line && isReplaced(other));
  return true;
}

/** By its number; at the end where order counts; otherwise behind the last of its kind. */
export function insert({ lines, isOrdered }: TypedBlock, line: ConfigLine): void {
  const number = sequenceOf(line.key)?.number;
  const higher = number === undefined ? -1 : lines.findIndex(({ key }) => (sequenceOf(key)?.number ?? number) > number);
  if (higher >= 0) lines.splice(higher, 0, line);
  else if (isOrdered) lines.push(line);
  else {
    const kind = kindOf(line.key);
    const last = lines.findLastIndex(({ key }) => kindOf(key) === kind);
    lines.splice(last < 0 ? lines.length : last + 1, 0, line);
  }
}

const kindOf = (key: string): string => key.replace(/^no /, '').split(' ', 1)[0] ?? '';
