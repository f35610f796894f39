/** What differs between two texts, in the form every tool reads. Knows lines; nothing of configuration. */
import { FILE_HEADERS_ONLY, formatPatch, type StructuredPatchHunk, structuredPatch } from 'diff';

// The time to find the least difference grows with its square: this many lines take a third of a second.
const MOST_CHANGES = 2_000;

/**
 * A unified diff with `context` equal lines around each change; empty when the texts are equal. Where more than 2,000
 * lines differ, it is one change from the first of them to the last.
 */
export function unifiedDiff(
  before: string,
  after: string,
  names: { readonly before: string; readonly after: string },
  context = 3,
): string {
  if (before === after) return '';
  const options = { context, maxEditLength: MOST_CHANGES };
  const patch = structuredPatch(names.before, names.after, before, after, undefined, undefined, options) ?? {
    oldFileName: names.before,
    newFileName: names.after,
    oldHeader: undefined,
    newHeader: undefined,
    hunks: [oneHunk(linesOf(before), linesOf(after), context)],
  };
  return formatPatch(patch, FILE_HEADERS_ONLY);
}

function oneHunk(before: readonly string[], after: readonly string[], context: number): StructuredPatchHunk {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const start = Math.max(0, head - context);
  const shownTail = Math.min(tail, context);
  const marked = (lines: readonly string[], op: string, from: number, end: number) =>
    lines.slice(from, end).map((line) => op + line);
  return {
    oldStart: start + 1,
    oldLines: before.length - tail + shownTail - start,
    newStart: start + 1,
    newLines: after.length - tail + shownTail - start,
    lines: [
      ...marked(before, ' ', start, head),
      ...marked(before, '-', head, before.length - tail),
      ...marked(after, '+', head, after.length - tail),
      ...marked(after, ' ', after.length - tail, after.length - tail + shownTail),
    ],
  };
}

/** The lines, without an empty one behind the last line feed. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
