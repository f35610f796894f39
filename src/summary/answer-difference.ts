/** How one answer differs from another, in a few lines. Knows text as lines; nothing of devices or commands. */
import { diffArrays } from 'diff';
import { clip, oneLine } from '../core/text.ts';

const MOST_LINES = 6;
const LINE_CHARS = 120;
// Splitting and comparing this much takes about a millisecond; longer answers are shown by their first difference.
const MOST_CHARS = 64 * 1024;

/** `- ` for lines of `reference` that `text` lacks, `+ ` for those it has instead; null when more than six differ. */
export function differenceOf(reference: string, text: string): string[] | null {
  if (reference.length > MOST_CHARS || text.length > MOST_CHARS) return null;
  const changes = diffArrays(reference.split('\n'), text.split('\n'), { maxEditLength: MOST_LINES });
  const lines = changes?.flatMap(({ value, added, removed }) =>
    added || removed ? value.map((line) => clip(`${added ? '+' : '-'} ${line}`, LINE_CHARS)) : [],
  );
  return lines === undefined || lines.length === 0 ? null : lines;
}

/** The first line of `text` that is not the same in `reference`; null when `text` ends before one, or it is blank. */
export function firstDifferentLine(reference: string, text: string): string | null {
  for (let start = 0; start <= text.length; ) {
    const end = endOfLine(text, start);
    const line = text.slice(start, end);
    // Up to here both are the same, so lines stand at the same places.
    if (end !== endOfLine(reference, start) || line !== reference.slice(start, end)) return oneLine(line) || null;
    start = end + 1;
  }
  return null;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}
