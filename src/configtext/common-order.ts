/** What two sequences of words have in common in the same order. Knows equal words; nothing of configuration. */

// A word is frequent when it makes more pairs than this (32 × 32): a banner's blank lines, a long policy's `endif`s.
const MOST_PAIRS = 1_024;

/** The places of one word in both sequences. */
export type CommonPlace = readonly [before: number, after: number];

type Words = readonly string[];

interface Chain {
  readonly place: CommonPlace;
  readonly previous: Chain | undefined;
}

/**
 * Places of the same words, rising in both: as many as there can be, unless some are very frequent; these are placed
 * between the others. It takes time in proportion to the number of words and its logarithm, whatever they are.
 */
export function commonOrder(before: Words, after: Words): CommonPlace[] {
  return betweenEnds(before, after, betweenRareWords);
}

/** What is the same at both ends, and what `align` finds between. */
function betweenEnds(
  before: Words,
  after: Words,
  align: (before: Words, after: Words) => CommonPlace[],
): CommonPlace[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const inner = (words: Words): Words => words.slice(head, words.length - tail);
  const common: CommonPlace[] = Array.from({ length: head }, (_, at) => [at, at]);
  for (const [old, fellow] of align(inner(before), inner(after))) common.push([old + head, fellow + head]);
  for (let left = tail; left > 0; left--) common.push([before.length - left, after.length - left]);
  return common;
}

/** The longest chain of rare words, and what the gaps between them have in common. */
function betweenRareWords(before: Words, after: Words): CommonPlace[] {
  const common: CommonPlace[] = [];
  let old = 0;
  let fellow = 0;
  const fillGap = (endOld: number, endFellow: number): void => {
    if (old === endOld || fellow === endFellow) return;
    for (const place of betweenEnds(before.slice(old, endOld), after.slice(fellow, endFellow), nthWithNth)) {
      common.push([place[0] + old, place[1] + fellow]);
    }
  };
  for (const place of longestChain(before, after, () => [])) {
    fillGap(...place);
    common.push(place);
    [old, fellow] = [place[0] + 1, place[1] + 1];
  }
  fillGap(before.length, after.length);
  return common;
}

/** The longest chain, where the first of a frequent word goes with the first, the second with the second. */
function nthWithNth(before: Words, after: Words): CommonPlace[] {
  return longestChain(before, after, (places, nth) => places.slice(nth, nth + 1));
}

/** The longest rising chain of places; `frequent` says which places come into question for the nth of a frequent word. */
function longestChain(
  before: Words,
  after: Words,
  frequent: (places: readonly number[], nth: number) => readonly number[],
): CommonPlace[] {
  const counts = placesOf(before);
  const fellows = placesOf(after);
  const met = new Map<string, number>();
  // For each length the chain that ends earliest in `after`.
  const chains: Chain[] = [];
  for (const [at, word] of before.entries()) {
    const places = fellows.get(word) ?? [];
    const nth = met.get(word) ?? 0;
    met.set(word, nth + 1);
    const isFrequent = places.length * (counts.get(word)?.length ?? 0) > MOST_PAIRS;
    // From the last on, so that no chain takes two of them.
    for (const place of isFrequent ? frequent(places, nth) : places.toReversed()) {
      const length = lengthBefore(chains, place);
      chains[length] = { place: [at, place], previous: chains[length - 1] };
    }
  }
  const longest: CommonPlace[] = [];
  for (let chain = chains.at(-1); chain !== undefined; chain = chain.previous) longest.push(chain.place);
  return longest.reverse();
}

function placesOf(words: Words): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, word] of words.entries()) {
    const known = places.get(word);
    if (known === undefined) places.set(word, [at]);
    else known.push(at);
  }
  return places;
}

/** Length of the longest chain that ends before the place `after`. */
function lengthBefore(chains: readonly Chain[], after: number): number {
  let low = 0;
  let high = chains.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chains[middle]?.place[1] ?? after) < after) low = middle + 1;
    else high = middle;
  }
  return low;
}
