/** Lists of numbers as devices write them: `10,20-22`. Knows ranges; refuses to know what is numbered. */

/** From the first number to the last, both included. */
export type NumberRange = readonly [first: number, last: number];

// `10` or `20-22`; ten digits hold every number a device counts with.
const PART = /^(\d{1,10})(?: ?- ?(\d{1,10}))?$/;

/** The ranges of `text`, sorted, without overlaps and neighbours; null when it is no list of numbers. */
export function readNumberList(text: string): readonly NumberRange[] | null {
  const ranges: NumberRange[] = [];
  for (const part of text.split(',')) {
    const [, from, to = from] = PART.exec(part.trim()) ?? [];
    const range: NumberRange = [Number(from), Number(to)];
    if (!(range[0] <= range[1])) return null;
    ranges.push(range);
  }
  return joinRanges(ranges);
}

/** `10,20-22` from ranges. */
export function writeNumberList(ranges: readonly NumberRange[]): string {
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}

/** The same numbers in as few ranges as can be, in order. */
export function joinRanges(ranges: readonly NumberRange[]): readonly NumberRange[] {
  const joined: [number, number][] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
}
