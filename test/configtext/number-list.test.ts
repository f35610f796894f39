import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumberList, writeNumberList } from '../../src/configtext/number-list.ts';

const numbersOf = (text: string): Set<number> => {
  const numbers = new Set<number>();
  for (const [first, last] of readNumberList(text) ?? []) for (let at = first; at <= last; at++) numbers.add(at);
  return numbers;
};

describe('a list of numbers', () => {
  it.each([
    ['10', '10'],
    ['20,10', '10,20'],
    ['20-22,10,21-30', '10,20-30'],
    ['1,2,3', '1-3'],
    [' 5 - 7, 4094', '5-7,4094'],
    ['1-4294967295', '1-4294967295'],
  ])('%s is %s', (text, sorted) => {
    expect(writeNumberList(readNumberList(text) ?? [])).toBe(sorted);
  });

  it.each(['', '1,', 'a', '1-a', '3-1', '1--2', '1-2-3', '12345678901', '-1'])('%j is none', (text) => {
    expect(readNumberList(text)).toBeNull();
  });

  it('has the same numbers however it is written, and then one spelling', () => {
    const range = fc.tuple(fc.nat(60), fc.nat(8)).map(([first, more]) => [first, first + more] as const);
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 12 }), (ranges) => {
        const text = writeNumberList(ranges);
        const sorted = writeNumberList(readNumberList(text) ?? []);
        const numbers = new Set(
          ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
        );
        expect(numbersOf(sorted)).toEqual(numbers);
        const one = [...numbers].sort((a, b) => b - a).join(',');
        expect(writeNumberList(readNumberList(one) ?? [])).toBe(sorted);
      }),
    );
  });
});
