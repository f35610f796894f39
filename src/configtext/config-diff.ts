/**
 * What differs between two configurations in what they say. Lines may stand in any order but where the syntax says that
 * order counts. Knows trees; nothing of what a line means.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { pairSiblings, type Sibling, siblingsOf } from './config-siblings.ts';
import type { ConfigLine, ConfigTree } from './config-tree.ts';

export interface DiffLine {
  readonly op: ' ' | '+' | '-';
  /** 0 at the top level. */
  readonly depth: number;
  readonly text: string;
}

export interface ConfigDiff {
  readonly added: number;
  readonly removed: number;
  /** Changed lines, below the headers of their blocks (` `); empty when both say the same. */
  readonly lines: readonly DiffLine[];
}

/** Compares two trees read with the same `syntax`. Equal lines of a block count as often as they stand there. */
export function diffConfigs(before: ConfigTree, after: ConfigTree, syntax: ConfigSyntax): ConfigDiff {
  const lines: DiffLine[] = [];
  compareBlocks(before.lines, after.lines, { syntax, shown: lines, isOrdered: false, depth: 0 });
  const count = (op: DiffLine['op']) => lines.reduce((sum, line) => sum + (line.op === op ? 1 : 0), 0);
  return { added: count('+'), removed: count('-'), lines };
}

/** One text a line: `  interface Gi1`, `-   description a`, `+   description b`. */
export function diffText(diff: ConfigDiff): string[] {
  return diff.lines.map(({ op, depth, text }) => `${op} ${'  '.repeat(depth)}${text}`);
}

interface Place {
  readonly syntax: ConfigSyntax;
  readonly shown: DiffLine[];
  /** Whether order counts in this block: it does in all that stands in an ordered one. */
  readonly isOrdered: boolean;
  readonly depth: number;
}

/** Shows, along `before`, what went, and what came in front of the line it precedes in `after`. */
function compareBlocks(before: readonly ConfigLine[], after: readonly ConfigLine[], place: Place): void {
  const olds = siblingsOf(before, place.isOrdered, place.syntax);
  const news = siblingsOf(after, place.isOrdered, place.syntax);
  const fellows = pairSiblings(olds, news);
  const isPaired = new Uint8Array(news.length);
  for (const fellow of fellows) if (fellow >= 0) isPaired[fellow] = 1;
  let next = 0;
  const showAdded = (end: number) => {
    for (; next < end; next++) if (isPaired[next] === 0) showWhole('+', (news[next] as Sibling).line, place);
  };
  for (const [at, { line, isOrderedBlock }] of olds.entries()) {
    const fellow = fellows[at] ?? -1;
    if (fellow < 0) {
      showWhole('-', line, place);
      continue;
    }
    showAdded(fellow);
    compareLines(line, (news[fellow] as Sibling).line, { ...place, isOrdered: isOrderedBlock });
  }
  showAdded(news.length);
}

/** Shows the header only when something below it differs, or itself. */
function compareLines(before: ConfigLine, after: ConfigLine, { depth, ...place }: Place): void {
  if (isSameLine(before, after)) return;
  const { shown } = place;
  const start = shown.length;
  if (before.key === after.key) shown.push({ op: ' ', depth, text: after.text });
  else shown.push({ op: '-', depth, text: before.text }, { op: '+', depth, text: after.text });
  const headers = shown.length;
  compareBlocks(bodyOf(before), bodyOf(after), { ...place, isOrdered: true, depth: depth + 1 });
  compareBlocks(before.children, after.children, { ...place, depth: depth + 1 });
  if (shown.length === headers && before.key === after.key) shown.length = start;
}

/** Whether both say the same in the same order, all the way down: most do. */
function isSameLine(before: ConfigLine, after: ConfigLine): boolean {
  return (
    before.key === after.key &&
    before.verbatim.length === after.verbatim.length &&
    before.verbatim.every((text, index) => text === after.verbatim[index]) &&
    before.children.length === after.children.length &&
    before.children.every((child, index) => isSameLine(child, after.children[index] as ConfigLine))
  );
}

/** Text kept as it is, as lines of a block. */
const bodyOf = ({ verbatim, number }: ConfigLine): readonly ConfigLine[] =>
  verbatim.map((text, index) => ({ text, key: text, number: number + 1 + index, children: [], verbatim: [] }));

function showWhole(op: '+' | '-', line: ConfigLine, { depth, ...place }: Place): void {
  place.shown.push({ op, depth, text: line.text });
  for (const text of line.verbatim) place.shown.push({ op, depth: depth + 1, text });
  for (const child of line.children) showWhole(op, child, { ...place, depth: depth + 1 });
}
