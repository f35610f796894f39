/** The way back for lists of numbers: by what was added and what is missing. Knows lists; nothing of other lines. */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { ConfigLine } from './config-tree.ts';
import { type Difference, type KeyedLines, type Place, type Step, step, type Way } from './inverse-way.ts';
import { plainList, readListEdit, readNumberLine, withoutNumbers, writeNumberLine } from './number-lines.ts';
import { joinRanges, type NumberRange } from './number-list.ts';
import { settingKey } from './setting-key.ts';

// Ranges in one line: of the shortest command lines (254 characters) they take half.
const RANGES_A_LINE = 12;

export function inverseNumbers(old: KeyedLines, now: KeyedLines, difference: Difference, place: Place): Way {
  const plain = plainWay(old, now, difference, place);
  const settings = settingWay(old, now, difference, place);
  return { away: [...plain.away, ...settings.away], back: [...plain.back, ...settings.back] };
}

/** `vlan 10,20`: its numbers come and go by lines of their own. What heads a block is there too. */
function plainWay(old: KeyedLines, now: KeyedLines, { gone, lost }: Difference, { syntax, depth }: Place): Way {
  const listOf = ({ key, children }: ConfigLine) => (children.length === 0 ? plainList(key, syntax) : null);
  const numbersOf = (lines: Iterable<ConfigLine>, stem: string, isBlockToo = false) =>
    [...lines].flatMap((line) => {
      const list = isBlockToo ? plainList(line.key, syntax) : listOf(line);
      return list?.stem === stem ? list.ranges : [];
    });
  const way = { away: [] as Step[], back: [] as Step[] };
  for (const stem of new Set([...gone, ...lost].map((line) => listOf(line)?.stem))) {
    if (stem === undefined) continue;
    const extra = withoutNumbers(numbersOf(gone, stem), numbersOf(old.values(), stem, true));
    const missing = withoutNumbers(numbersOf(lost, stem), numbersOf(now.values(), stem));
    way.away.push(...chunks(extra).map((part) => step(depth, `no ${write(stem, part)}`)));
    way.back.push(...chunks(missing).map((part) => step(depth, write(stem, part))));
    for (const lines of [gone, lost]) for (const line of lines) if (listOf(line)?.stem === stem) lines.delete(line);
  }
  return way;
}

/**
 * `switchport trunk allowed vlan 10,20`, perhaps with `… vlan add 30` behind it: overwriting it whole would take away
 * for a moment what stays.
 */
function settingWay(old: KeyedLines, now: KeyedLines, { gone, lost }: Difference, { syntax, depth }: Place): Way {
  const way = { away: [] as Step[], back: [] as Step[] };
  const linesOf = (lines: Iterable<ConfigLine>, stem: string) =>
    [...lines].filter(({ key }) => settingStem(key, syntax) === stem);
  for (const stem of new Set([...gone, ...lost].map(({ key }) => settingStem(key, syntax)))) {
    if (stem === null) continue;
    const isOther = ({ key }: ConfigLine) => isValueOf(key, stem, syntax) && settingStem(key, syntax) === null;
    if ([...gone, ...lost].some(isOther)) {
      // `none` is overwritten, or overwrites; what adds to a list goes with it.
      for (const line of linesOf(gone, stem)) if (!isValueOf(line.key, stem, syntax)) gone.delete(line);
      continue;
    }
    const [olds, nows] = [linesOf(old.values(), stem), linesOf(now.values(), stem)];
    const numbers = (lines: ConfigLine[]) =>
      joinRanges(lines.flatMap(({ key }) => readNumberLine(key, syntax)?.ranges ?? []));
    const edit = (word: string, ranges: readonly NumberRange[]) =>
      chunks(ranges).map((part) => step(depth, write(`${stem}${word} `, part)));
    if (olds.length === 0) way.away.push(step(depth, `no ${stem.trimEnd()}`));
    else if (nows.length === 0) way.back.push(...olds.map(({ text }) => step(depth, text)));
    else {
      way.back.push(...edit('add', withoutNumbers(numbers(olds), numbers(nows))));
      way.back.push(...edit('remove', withoutNumbers(numbers(nows), numbers(olds))));
    }
    for (const line of linesOf(gone, stem)) gone.delete(line);
    for (const line of linesOf(lost, stem)) lost.delete(line);
  }
  return way;
}

const isValueOf = (key: string, stem: string, syntax: ConfigSyntax): boolean =>
  settingKey(key, syntax) !== null && settingKey(key, syntax) === settingKey(`${stem}1`, syntax);

/** What stands in front of the numbers of a setting, or of a line that adds to them; null for other lines. */
function settingStem(key: string, syntax: ConfigSyntax): string | null {
  const edit = readListEdit(key, syntax);
  if (edit !== null) return edit.list.stem;
  const list = readNumberLine(key, syntax);
  return list !== null && list.tail === '' && settingKey(key, syntax) !== null ? list.stem : null;
}

const write = (stem: string, ranges: readonly NumberRange[]): string =>
  writeNumberLine({ stem, tail: '', ranges }, ranges);

function chunks(ranges: readonly NumberRange[]): (readonly NumberRange[])[] {
  const parts: (readonly NumberRange[])[] = [];
  for (let at = 0; at < ranges.length; at += RANGES_A_LINE) parts.push(ranges.slice(at, at + RANGES_A_LINE));
  return parts;
}
