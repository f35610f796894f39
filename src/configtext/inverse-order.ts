/** The way back where order counts: in blocks, and among lines of one kind. Knows sequences; nothing of values. */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { oneLine } from '../core/text.ts';
import type { ConfigLine } from './config-tree.ts';
import {
  below,
  type Difference,
  type KeyedLines,
  NO_WAY,
  type Place,
  type Step,
  step,
  type Way,
} from './inverse-way.ts';
import { sayAll, takeBackWords } from './inverse-words.ts';
import { sequenceOf } from './setting-key.ts';
import { endOfWhole } from './whole-blocks.ts';

/** The way back for a block whose order counts. */
export function inverseOrderedBlock(old: ConfigLine, now: ConfigLine, place: Place): Way {
  const { syntax, depth } = place;
  if (isSame(old.children, now.children)) return NO_WAY;
  if (endOfWhole(old.text, syntax) !== null) return { away: [], back: sayAll(old, depth, syntax) };
  const inner = mendOrdered(old.children, now.children, { ...place, depth: depth + 1 });
  if (inner !== null) return below(step(depth, old.text), inner);
  place.notes.push(rewritten(old.text));
  return { away: [step(depth, takeBackWords(now, [now], syntax))], back: sayAll(old, depth, syntax) };
}

const rewritten = (name: string): string =>
  `\`${oneLine(name)}\` is written again as a whole: for a moment its lines are missing.`;

function isSame(olds: readonly ConfigLine[], nows: readonly ConfigLine[]): boolean {
  return (
    olds.length === nows.length &&
    olds.every((old, index) => {
      const now = nows[index];
      return now !== undefined && old.key === now.key && isSame(old.children, now.children);
    })
  );
}

/** Entry by entry, or null when what is there stands in another order or has to come in between. */
function mendOrdered(olds: readonly ConfigLine[], nows: readonly ConfigLine[], place: Place): Way | null {
  const { syntax, depth } = place;
  const mended = mend(olds, nows);
  if (mended === null) return null;
  const ways: Way[] = [];
  for (const [old, now] of mended.kept) {
    if (isSame(old.children, now.children)) continue;
    const inner = mendOrdered(old.children, now.children, { ...place, depth: depth + 1 });
    if (inner === null) return null;
    ways.push(below(step(depth, old.text), inner));
  }
  const extra = mended.extra.toReversed().map((line) => step(depth, takeBackWords(line, nows, syntax)));
  const missing = mended.missing.flatMap((line) => sayAll(line, depth, syntax));
  return {
    away: [...ways.flatMap(({ away }) => away), ...extra],
    back: [...ways.flatMap(({ back }) => back), ...missing],
  };
}

interface Mended {
  readonly kept: readonly (readonly [old: ConfigLine, now: ConfigLine])[];
  readonly extra: readonly ConfigLine[];
  /** To be said behind what is kept, or at the place its number gives it. */
  readonly missing: readonly ConfigLine[];
}

/** What to take out and what to say so that `nows` become `olds`; null when that does not do. */
function mend(olds: readonly ConfigLine[], nows: readonly ConfigLine[]): Mended | null {
  const old = new Map(olds.map((line) => [line.key, line]));
  const now = new Map(nows.map((line) => [line.key, line]));
  // Of a line that stands there twice nobody can say which is taken away.
  if (old.size < olds.length || now.size < nows.length) return null;
  const kept = olds.flatMap((line): (readonly [ConfigLine, ConfigLine])[] => {
    const fellow = now.get(line.key);
    return fellow === undefined ? [] : [[line, fellow]];
  });
  const stayed = nows.filter(({ key }) => old.has(key));
  const isNumbered = [...olds, ...nows].every(({ key }) => sequenceOf(key) !== null);
  const isInOrder = kept.every(([line], index) => line.key === stayed[index]?.key);
  const isAtFront = kept.every(([line], index) => line === olds[index]);
  if (!isNumbered && !(isInOrder && isAtFront)) return null;
  return {
    kept,
    extra: nows.filter(({ key }) => !old.has(key)),
    missing: olds.filter(({ key }) => !now.has(key)),
  };
}

/** The way back for lines whose order counts among those of their kind; takes them out of the difference. */
export function inverseOrder(old: KeyedLines, now: KeyedLines, { gone, lost }: Difference, place: Place): Way {
  const { syntax, depth, notes } = place;
  const [olds, nows] = [groups(old.values(), syntax), groups(now.values(), syntax)];
  const away: Step[] = [];
  const back: Step[] = [];
  for (const name of new Set([...olds.keys(), ...nows.keys()])) {
    const [before = [], after = []] = [olds.get(name)?.lines, nows.get(name)?.lines];
    const hasName = (olds.get(name) ?? nows.get(name))?.hasName ?? false;
    const mended = mend(before, after);
    for (const line of [...before, ...after]) {
      gone.delete(line);
      lost.delete(line);
    }
    const isMended = mended !== null && (mended.extra.length === 0 || !hasName);
    // Of a list with a name one entry cannot be taken back safely: on older releases the whole list goes with it.
    const takeAll = hasName ? [`no ${name}`] : after.toReversed().map((line) => takeBackWords(line, after, syntax));
    const takeExtra = (mended?.extra ?? []).toReversed().map((line) => takeBackWords(line, after, syntax));
    away.push(...(isMended ? takeExtra : takeAll).map((text) => step(depth, text)));
    back.push(...(isMended ? mended.missing : before).flatMap((line) => sayAll(line, depth, syntax)));
    if (!isMended && before.length > 0) notes.push(rewritten(name));
  }
  return { away, back };
}

interface Group {
  readonly lines: ConfigLine[];
  /** Whether the lines are a list with a name of its own, `access-list 10`, and not only of one kind, `boot system`. */
  readonly hasName: boolean;
}

function groups(lines: Iterable<ConfigLine>, { orderedLines }: ConfigSyntax): Map<string, Group> {
  const found = new Map<string, Group>();
  for (const line of lines) {
    for (const pattern of orderedLines) {
      const name = pattern.exec(line.text)?.[0];
      if (name === undefined) continue;
      const group = found.get(name) ?? { lines: [], hasName: !pattern.source.includes(name.split(' ').at(-1) ?? name) };
      group.lines.push(line);
      found.set(name, group);
      break;
    }
  }
  return found;
}
