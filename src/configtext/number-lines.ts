/**
 * Lines that hold lists of numbers (`vlan 10,20-22`, `switchport trunk allowed vlan add 30`), and what they come to
 * together. Knows the patterns of a syntax; nothing of trees.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { joinRanges, type NumberRange, readNumberList, writeNumberList } from './number-list.ts';
import { settingKey } from './setting-key.ts';

export interface NumberLine {
  /** What stands before the list, with its blank. */
  readonly stem: string;
  /** What stands behind it. */
  readonly tail: string;
  readonly ranges: readonly NumberRange[];
}

/** The line's list; null where the syntax names none. */
export function readNumberLine(key: string, { numberLists }: ConfigSyntax): NumberLine | null {
  for (const pattern of numberLists) {
    const match = pattern.exec(key);
    const list = match?.groups?.['list'];
    if (match === null || list === undefined) continue;
    const ranges = readNumberList(list);
    if (ranges === null) return null;
    const start = match.index + match[0].lastIndexOf(list);
    return { stem: key.slice(0, start), tail: key.slice(start + list.length), ranges };
  }
  return null;
}

/** The line with another list, or `none` for an empty one. */
export const writeNumberLine = ({ stem, tail }: NumberLine, ranges: readonly NumberRange[]): string =>
  `${stem}${ranges.length === 0 ? 'none' : writeNumberList(ranges)}${tail}`;

/** The list of a line that is no setting: its numbers come and go by lines of their own, as with `vlan 10,20`. */
export function plainList(key: string, syntax: ConfigSyntax): NumberLine | null {
  const list = readNumberLine(key, syntax);
  if (list === null || list.tail !== '' || list.stem.startsWith('no ') || readListEdit(key, syntax) !== null)
    return null;
  return settingKey(key, syntax) === null ? list : null;
}

/** A line that changes the list of a setting. */
export interface ListEdit {
  readonly word: 'add' | 'remove' | 'except';
  /** The setting it changes, and by which numbers. */
  readonly list: NumberLine;
}

/** `switchport trunk allowed vlan add 30` taken apart; null for any other line. */
export function readListEdit(key: string, syntax: ConfigSyntax): ListEdit | null {
  const [, stem, word, list] = /^(\S.* )(add|remove|except) ([\d,-]+)$/.exec(key) ?? [];
  if (stem === undefined || list === undefined) return null;
  const line = `${stem}${list}`;
  const read = readNumberLine(line, syntax);
  if (read === null || settingKey(line, syntax) === null) return null;
  return { word: word as ListEdit['word'], list: read };
}

// The VLANs there are: a list that can be added to and taken from holds VLANs, and all of them where it is not there.
const ALL: readonly NumberRange[] = [[1, 4094]];

/** The numbers of the setting that starts with `stem`, as one of its lines says. */
export function numbersSaid(key: string | undefined, stem: string, syntax: ConfigSyntax): readonly NumberRange[] {
  if (key === undefined || key === `${stem}all`) return ALL;
  return key === `${stem}none` ? [] : (readNumberLine(key, syntax)?.ranges ?? ALL);
}

/** What an edit makes of a list. */
export function editNumbers(ranges: readonly NumberRange[], { word, list }: ListEdit): readonly NumberRange[] {
  if (word === 'add') return joinRanges([...ranges, ...list.ranges]);
  return withoutNumbers(word === 'except' ? ALL : ranges, list.ranges);
}

/** The numbers of `ranges` that are not in `others`. */
export function withoutNumbers(ranges: readonly NumberRange[], others: readonly NumberRange[]): readonly NumberRange[] {
  let left = joinRanges(ranges);
  for (const [first, last] of others) {
    left = left.flatMap(([from, to]): NumberRange[] => {
      if (last < from || to < first) return [[from, to]];
      const parts: NumberRange[] = [
        [from, first - 1],
        [last + 1, to],
      ];
      return parts.filter(([start, end]) => start <= end);
    });
  }
  return left;
}
