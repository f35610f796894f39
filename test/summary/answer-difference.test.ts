import { describe, expect, it } from 'vitest';
import { differenceOf, firstDifferentLine } from '../../src/summary/answer-difference.ts';

const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index}`);

describe('differenceOf', () => {
  it('shows what is missing and what is there instead', () => {
    expect(differenceOf('a\nb\nc', 'a\nx\nc\nd')).toEqual(['- b', '+ x', '+ d']);
  });

  it('is null for equal texts and for more than six lines', () => {
    expect(differenceOf('a', 'a')).toBeNull();
    expect(differenceOf(lines(10).join('\n'), lines(16).join('\n'))).toHaveLength(6);
    expect(differenceOf(lines(10).join('\n'), lines(17).join('\n'))).toBeNull();
  });

  it('clips long lines', () => {
    const [line] = differenceOf('a', `a\n${'x'.repeat(500)}`) ?? [];
    expect(line).toHaveLength(120);
    expect(line).toMatch(/^\+ x+…$/);
  });

  it('does not compare what is too long for it', () => {
    const long = `${lines(8_000).join('\n')}\n`;
    expect(differenceOf(long, `${long}x`)).toBeNull();
  });
});

describe('firstDifferentLine', () => {
  it.each([
    ['a\nb\nc', 'a\nbx\nc', 'bx'],
    ['a\nb', 'x\nb', 'x'],
    ['a\nb', 'a\nb\nmore text', 'more text'],
    ['a\nb', 'a', null],
    ['a', 'a', null],
  ])('of %j and %j is %j', (reference, text, line) => {
    expect(firstDifferentLine(reference, text)).toBe(line);
  });

  it('is fast for long answers', () => {
    const long = lines(300_000).join('\n');
    expect(firstDifferentLine(`${long}\na`, `${long}\nb`)).toBe('b');
  });
});
