import { applyPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/configtext/unified-diff.ts';

const NAMES = { before: 'sw1 3fa90c1', after: 'sw1 running' };
const lines = (from: number, end: number, word = 'line') =>
  Array.from({ length: end - from }, (_, at) => `${word} ${from + at}\n`).join('');

describe('a unified diff', () => {
  it('of equal texts is empty', () => {
    expect(unifiedDiff('a\n', 'a\n', NAMES)).toBe('');
  });

  it('has names and the lines around each change', () => {
    expect(unifiedDiff(lines(0, 20), lines(0, 9) + lines(10, 20), NAMES, 1)).toBe(
      '--- sw1 3fa90c1\n+++ sw1 running\n@@ -9,3 +9,2 @@\n line 8\n-line 9\n line 10\n',
    );
  });

  it('has three lines around each change when not told', () => {
    expect(unifiedDiff(lines(0, 20), lines(0, 9) + lines(10, 20), NAMES)).toContain('@@ -7,7 +7,6 @@');
  });

  it('of very different texts is one change', () => {
    const before = lines(0, 10) + lines(0, 5_000, 'old') + lines(10, 20);
    const after = lines(0, 10) + lines(0, 4_000, 'new') + lines(10, 20);
    const diff = unifiedDiff(before, after, NAMES, 2);
    expect(diff).toMatch(/^--- sw1 3fa90c1\n\+\+\+ sw1 running\n@@ -9,5004 \+9,4004 @@\n line 8\n line 9\n-old 0\n/);
    expect(diff).toMatch(/\+new 3999\n line 10\n line 11\n$/);
    expect(applyPatch(before, diff)).toBe(after);
    expect(unifiedDiff('', lines(0, 5_000), NAMES)).toMatch(/\n@@ -0,0 \+1,5000 @@\n\+line 0\n/);
    expect(applyPatch('', unifiedDiff('', lines(0, 5_000), NAMES))).toBe(lines(0, 5_000));
    expect(applyPatch(lines(0, 5_000), unifiedDiff(lines(0, 5_000), '', NAMES))).toBe('');
    const [many, few] = ['a\n'.repeat(6_000), 'a\n'.repeat(2_000)];
    expect(applyPatch(many, unifiedDiff(many, few, NAMES))).toBe(few);
  });

  it('leads from the one to the other', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
      .map((words) => words.map((word) => `${word}\n`).join(''));
    fc.assert(
      fc.property(text, text, fc.nat(4), (before, after, context) => {
        fc.pre(before !== after);
        expect(applyPatch(before, unifiedDiff(before, after, NAMES, context))).toBe(after);
      }),
    );
  });
});
