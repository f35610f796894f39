/** How one line is said, and how it is taken back. Knows the words of a syntax; nothing of other lines. */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { type ConfigLine, renderConfig } from './config-tree.ts';
import { type Step, step } from './inverse-way.ts';
import { plainList, readNumberLine } from './number-lines.ts';
import { sequenceOf, settingKey, takingBack } from './setting-key.ts';
import { endOfWhole } from './whole-blocks.ts';

/** A line with its whole block. */
export function sayAll(line: ConfigLine, depth: number, syntax: ConfigSyntax): Step[] {
  const { text, verbatim, children } = line;
  const end = endOfWhole(text, syntax);
  if (end === null) {
    return [step(depth, text, verbatim), ...children.flatMap((child) => sayAll(child, depth + 1, syntax))];
  }
  const body = renderConfig({ lines: children }, syntax).split('\n').slice(0, -1);
  return [step(depth, text, [...body.map((raw) => ` ${raw}`), end])];
}

/**
 * The line that takes `line` back: `no ip http server`; of a shown `no cdp run` it is `cdp run`. A banner is named
 * without its text, an entry by its number where only one of the `siblings` has it.
 */
export function takeBackWords(line: ConfigLine, siblings: readonly ConfigLine[], syntax: ConfigSyntax): string {
  const { text, key } = line;
  const back = takingBack(text, syntax);
  if (back !== null) return back.rest;
  const bare = withoutMark(text, syntax);
  if (bare !== null) return `no ${settingKey(key, syntax) ?? bare}`;
  // Free text is not named again: some devices do not take it there.
  if (/^description /.test(text)) return 'no description';
  const sequence = sequenceOf(key);
  if (sequence !== null) {
    const isTaken = siblings.some((other) => other !== line && sequenceOf(other.key)?.number === sequence.number);
    return `no ${isTaken ? text : sequence.words}`;
  }
  const list = plainList(key, syntax) === null ? readNumberLine(key, syntax) : null;
  return `no ${list !== null && list.tail === '' ? list.stem.trimEnd() : text}`;
}

/** What stands in front of the mark that begins a text: `banner motd` of `banner motd ^C`; null for other lines. */
function withoutMark(text: string, { verbatim }: ConfigSyntax): string | null {
  for (const { start, end } of verbatim) {
    const match = start.exec(text);
    if (match === null) continue;
    const mark = end === 'mark' ? (match.groups?.['mark'] ?? '') : '';
    return end === 'mark' ? text.slice(0, match.index + match[0].length - mark.length).trimEnd() : null;
  }
  return null;
}
