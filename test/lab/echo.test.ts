/** What comes back for typed characters, as a terminal would show it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineEcho } from '../../src/lab/echo.ts';

const PROMPT = 'switch-with-a-name#';
const STYLE = { overflow: 'wrap', lineEnd: '\r\n' } as const;

/** The last line a terminal of `columns` shows after `text`, typed at the end of the prompt. */
function screen(text: string, columns: number): string {
  let line = [...PROMPT];
  let at = PROMPT.length;
  for (const character of text) {
    if (character === '\b') at -= 1;
    else if (character === '\r') {
      line = [];
      at = 0;
    } else {
      line[at] = character;
      at += 1;
      expect(at).toBeLessThanOrEqual(columns + 1);
    }
  }
  return line.join('').trimEnd();
}

describe('echo', () => {
  test('is the text itself while it fits, however it is cut', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z ]{0,40}$/), fc.nat(40), (text, cut) => {
        const echo = new LineEcho(STYLE, null);
        const shown =
          echo.typed(text.slice(0, cut), PROMPT.length, 80) + echo.typed(text.slice(cut), PROMPT.length, 80);
        expect(shown).toBe(text);
      }),
    );
  });

  test('wraps with a blank and a return at the edge', () => {
    const echo = new LineEcho(STYLE, null);
    const shown = echo.typed('x'.repeat(70), PROMPT.length, 80);
    expect(shown).toBe(`${'x'.repeat(61)} \r${'x'.repeat(9)}`);
  });

  test('scrolls as IOS does: a dollar sign and the tail of the line, never past the edge', () => {
    const words = 'show running-config | include neighbor 10.0.0.1 password and more than fits on one line';
    const echo = new LineEcho({ ...STYLE, overflow: 'scroll' }, null);
    const shown = [...words].map((character) => echo.typed(character, PROMPT.length, 80)).join('');
    const [, tail = ''] = screen(shown, 80).split('$');
    expect(tail).not.toBe('');
    expect(words.endsWith(tail)).toBe(true);
  });

  test('never wraps on a screen of no width', () => {
    const long = 'x'.repeat(500);
    expect(new LineEcho(STYLE, null).typed(long, 10, 0)).toBe(long);
  });

  test('quirks: none at all, twice, wrapped whatever was set', () => {
    expect(new LineEcho(STYLE, 'off').typed('show', 5, 80)).toBe('');
    expect(new LineEcho(STYLE, 'redraw').typed('show', 5, 80)).toBe('show\b\b\b\bshow');
    expect(new LineEcho(STYLE, 'wrap').typed('x'.repeat(90), 5, 511)).toContain(' \r');
  });
});
