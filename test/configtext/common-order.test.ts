import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonOrder } from '../../src/configtext/common-order.ts';

/** The usual table, cell by cell: slow and plain. */
function mostInCommon(before: readonly string[], after: readonly string[]): number {
  let row = new Array<number>(after.length + 1).fill(0);
  for (const word of before) {
    const next = [0];
    for (const [at, other] of after.entries()) {
      next.push(word === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe('what two sequences have in common', () => {
  it.each([
    ['', '', []],
    [
      'abc',
      'abc',
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ],
    [
      'abc',
      'axc',
      [
        [0, 0],
        [2, 2],
      ],
    ],
    [
      'abcd',
      'bcda',
      [
        [1, 0],
        [2, 1],
        [3, 2],
      ],
    ],
    ['ab', 'cd', []],
  ])('%s and %s', (before, after, pairs) => {
    expect(commonOrder([...before], [...after])).toEqual(pairs);
  });

  it('rises in both, is equal, and is the most there is', () => {
    const words = fc.array(fc.constantFrom(...'abcdef'), { maxLength: 40 });
    fc.assert(
      fc.property(words, words, (before, after) => {
        const common = commonOrder(before, after);
        for (const [at, [left, right]] of common.entries()) {
          expect(before[left]).toBe(after[right]);
          if (at > 0) expect(left > (common[at - 1]?.[0] ?? -1) && right > (common[at - 1]?.[1] ?? -1)).toBe(true);
        }
        expect(common.length).toBe(mostInCommon(before, after));
      }),
      { numRuns: 500 },
    );
  });

  it('rises in both also where words are very frequent', () => {
    // Each third word is the same, and each thirtieth like no other.
    const many = Array.from({ length: 60_000 }, (_, at) =>
      at % 3 === 0 ? 'x' : at % 30 === 1 ? `${at}` : `a${at % 5}`,
    );
    const changed = many.toSpliced(50_000, 1).toSpliced(30_000, 2, 'y').toSpliced(9, 1, 'x', 'x');
    expect(commonOrder(many, changed).length).toBe(many.length - 3);
    const mirrored = commonOrder(many, many.toReversed());
    for (const [at, [left, right]] of mirrored.entries()) {
      expect(at === 0 || (left > (mirrored[at - 1]?.[0] ?? 0) && right > (mirrored[at - 1]?.[1] ?? 0))).toBe(true);
    }
  });
});
