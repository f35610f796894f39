import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, counted, nearMatches, oneLine, stripUnsafe } from '../../src/core/text.ts';

describe('stripUnsafe', () => {
  it.each([
    ['colours', '\u001b[1;31mred\u001b[0m', 'red'],
    ['a C1 introducer', '\u009b31mred', 'red'],
    ['a window title with its text', 'a\u001b]0;title\u0007b', 'ab'],
    ['a title ended by ST', 'a\u001b]0;title\u001b\\b', 'ab'],
    ['a title that never ends, up to the line end', 'a\u001b]0;title\nb', 'a\nb'],
    ['a DCS string', 'a\u001bPq#0\u001b\\b', 'ab'],
    ['save and restore cursor, not the word after', '\u001b7enable\u001b8', 'enable'],
    ['keypad modes', '\u001b=\u001b>text', 'text'],
    ['character sets', '\u001b(Btext', 'text'],
    ['a lone escape', 'a\u001b\u0001b', 'ab'],
    ['NUL, backspace, bell', 'a\u0000\u0008\u0007b', 'ab'],
    ['bidi overrides', 'a\u202eb\u2066c', 'abc'],
    ['zero width', 'a\u200b\u200d\ufeffb', 'ab'],
    ['tag characters', `a${String.fromCodePoint(0xe0041)}b`, 'ab'],
    ['variation selectors', 'a\ufe0fb', 'ab'],
    ['Hangul and Braille blanks', 'a\u3164\u115f\u2800b', 'ab'],
    ['musical format characters', `a${String.fromCodePoint(0x1d173)}b`, 'ab'],
    ['half a surrogate pair', 'a\ud83db', 'ab'],
    ['returns', 'a\r\nb\r\r\nc\rd', 'a\nb\nc\nd'],
    ['line separators', 'a\u2028b\u2029c', 'a\nb\nc'],
  ])('removes %s', (_, raw, clean) => {
    expect(stripUnsafe(raw)).toBe(clean);
  });

  it.each(['plain\ttext\n', 'Zürich – “ok” 東京 😀', ''])('keeps %j', (text) => {
    expect(stripUnsafe(text)).toBe(text);
  });

  it('leaves nothing that moves, hides or reorders, and is done after once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (raw) => {
        const clean = stripUnsafe(raw);
        expect(clean).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u);
        expect(stripUnsafe(clean)).toBe(clean);
      }),
    );
  });

  it('keeps every other character', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aé東\n\t "\\😀') }), (text) => {
        expect(stripUnsafe(text)).toBe(text);
      }),
    );
  });
});

describe('clip', () => {
  it('marks what it cut, within the limit', () => {
    expect(clip('abcdef', 6)).toBe('abcdef');
    expect(clip('abcdef', 4)).toBe('abc…');
    expect(clip('abcdef', 0)).toBe('…');
  });

  it('never leaves half a surrogate pair', () => {
    expect(clip('ab😀cd', 4)).toBe('ab…');
  });
});

describe('oneLine', () => {
  it('is one line of at most so many characters', () => {
    expect(oneLine('  a \n\t b\u001b[0m  ')).toBe('a b');
    expect(oneLine('x'.repeat(300))).toHaveLength(200);
  });
});

describe('counted', () => {
  it('knows singular, plural and thousands', () => {
    expect(counted(1, 'device')).toBe('1 device');
    expect(counted(0, 'device')).toBe('0 devices');
    expect(counted(2_500, 'device')).toBe('2,500 devices');
    expect(counted(1, 'needs attention', 'need attention')).toBe('1 needs attention');
  });
});

describe('nearMatches', () => {
  it('finds slips and beginnings, best first', () => {
    expect(nearMatches('sw-amss', ['sw-ams', 'sw-lon', 'sw-ams-1'])).toEqual(['sw-ams', 'sw-ams-1']);
    expect(nearMatches('si', ['site', 'role'])).toEqual(['site']);
    expect(nearMatches('xyz', ['site'])).toEqual([]);
  });
});
