/** The way back for configurations of indented blocks. Knows blocks and settings; order is the matter of another file. */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { ConfigLine, ConfigTree } from './config-tree.ts';
import { inverseNumbers } from './inverse-numbers.ts';
import { inverseOrder, inverseOrderedBlock } from './inverse-order.ts';
import { below, type KeyedLines, type Place, type Step, step, type Way } from './inverse-way.ts';
import { sayAll, takeBackWords } from './inverse-words.ts';
import { plainList, withoutNumbers } from './number-lines.ts';
import { settingKey, takingBack } from './setting-key.ts';

/** The steps from `after` to `before` in sending order, and what is to be said about them. */
export function inverseBlocks(
  before: ConfigTree,
  after: ConfigTree,
  syntax: ConfigSyntax,
): { readonly steps: readonly Step[]; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const { away, back } = inverseBlock(before.lines, after.lines, { syntax, depth: 0, notes, inUse: new Set() });
  return { steps: [...away, ...back], notes };
}

/** The way from the lines of a block, `nows`, to what they were. */
function inverseBlock(olds: readonly ConfigLine[], nows: readonly ConfigLine[], place: Place): Way {
  const { syntax, depth } = place;
  const [old, now] = [joinByKey(olds), joinByKey(nows)];
  const shared = [...old.values()].flatMap((line) => {
    const fellow = now.get(line.key);
    return fellow === undefined ? [] : [inverseLine(line, fellow, place)];
  });
  const gone = new Set([...now.values()].filter(({ key }) => !old.has(key)));
  const lost = new Set([...old.values()].filter((line) => !isSame(line, now.get(line.key))));
  const special = [inverseOrder(old, now, { gone, lost }, place), inverseNumbers(old, now, { gone, lost }, place)];
  overwrite(gone, lost, place);

  const siblings = [...now.values()];
  const takings = [...gone].reverse().map((line) => ({ steps: takeAway(line, old, siblings, place), line }));
  const isInUse = ({ line }: { readonly line: ConfigLine }) => place.inUse.has(line.text.split(' ').at(-1) ?? '');
  return {
    away: [
      ...shared.flatMap((way) => way.away),
      ...special.flatMap((way) => way.away),
      ...takings.filter((taking) => !isInUse(taking)).flatMap(({ steps }) => steps),
    ],
    back: [
      ...[...lost].flatMap((line) => sayAll(now.has(line.key) ? { ...line, children: [] } : line, depth, syntax)),
      ...special.flatMap((way) => way.back),
      ...shared.flatMap((way) => way.back),
      ...takings.filter(isInUse).flatMap(({ steps }) => steps),
    ],
  };
}

/** Lines by key; blocks that stand there twice are one. */
function joinByKey(lines: readonly ConfigLine[]): Map<string, ConfigLine> {
  const joined = new Map<string, ConfigLine>();
  for (const line of lines) {
    const first = joined.get(line.key);
    joined.set(line.key, first === undefined ? line : { ...first, children: [...first.children, ...line.children] });
  }
  return joined;
}

const isSame = (line: ConfigLine, other: ConfigLine | undefined): boolean =>
  other !== undefined && line.verbatim.join('\n') === other.verbatim.join('\n');

/** The way back inside a block that is there before and after. */
function inverseLine(old: ConfigLine, now: ConfigLine, place: Place): Way {
  const { syntax, depth } = place;
  if (syntax.orderedBlocks.some((pattern) => pattern.test(old.text))) return inverseOrderedBlock(old, now, place);
  const inner = inverseBlock(old.children, now.children, { ...place, depth: depth + 1 });
  return below(step(depth, old.text), inner);
}

/** Drops from `gone` what a line of `lost` overwrites, and remembers what the old values name. */
function overwrite(gone: Set<ConfigLine>, lost: ReadonlySet<ConfigLine>, { syntax, inUse }: Place): void {
  const said = [...lost].filter(({ text }) => takingBack(text, syntax) === null);
  const bySetting = new Map(said.map((line) => [settingKey(line.key, syntax), line]));
  for (const line of gone) {
    const setting = settingKey(line.key, syntax);
    const value = setting === null ? undefined : bySetting.get(setting);
    // `no x` is taken back by `x`, and only then may `x` be said.
    if (value === undefined || line.key === `no ${value.key}`) continue;
    gone.delete(line);
    const words = value.text.split(' ');
    for (const word of line.text.split(' ')) if (!words.includes(word)) inUse.add(word);
  }
}

/** Takes a line away with its block; only what is in it where the block stays: a list holds `vlan 30`, or it endures. */
function takeAway(line: ConfigLine, old: KeyedLines, siblings: readonly ConfigLine[], place: Place): readonly Step[] {
  const { syntax, depth } = place;
  const list = plainList(line.key, syntax);
  const isListed = [...old.keys()].some((key) => {
    const theirs = list === null ? null : plainList(key, syntax);
    return list !== null && theirs?.stem === list.stem && withoutNumbers(list.ranges, theirs.ranges).length === 0;
  });
  const isEnduring = syntax.enduringBlocks?.some((pattern) => pattern.test(line.text)) ?? false;
  if (!isListed && !isEnduring) return [step(depth, takeBackWords(line, siblings, syntax))];
  const { away, back } = inverseBlock([], line.children, { ...place, depth: depth + 1 });
  return below(step(depth, line.text), { away: [...away, ...back], back: [] }).away;
}
