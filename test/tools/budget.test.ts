/** Cutting to a budget and finding the way back: whatever the text, nothing too long, nothing lost. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToJson, fitItems, sizeOf } from '../../src/tools/budget.ts';
import { FIRST_PAGE, readCursor, writeCursor } from '../../src/tools/results-cursor.ts';
import { waitMs, waitSeconds } from '../../src/tools/wait-seconds.ts';
import { createToolSetting, fakeDevice } from '../support/tool-setting.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 400 }),
);

describe('cutToJson', () => {
  it('gives the start of the text, within the room, never half a character', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 500 }), (text, room) => {
        const cut = cutToJson(text, room);
        expect(text.startsWith(cut)).toBe(true);
        expect(sizeOf(cut)).toBeLessThanOrEqual(room);
        expect(cut).not.toMatch(/[\ud800-\udbff]$/);
        if (sizeOf(text) <= room) expect(cut).toBe(text);
      }),
    );
  });

  it('always goes on: pieces of at least 20 characters add up to the text', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 20, max: 100 }), (text, room) => {
        let [read, rounds] = ['', 0];
        while (read.length < text.length && rounds++ < 1_000) read += cutToJson(text.slice(read.length), room);
        expect(read).toBe(text);
      }),
    );
  });

  it('ends at a line where that costs little', () => {
    expect(cutToJson('one line\nanother line\nthird', 27)).toBe('one line\nanother line\n');
    expect(cutToJson(`one\n${'x'.repeat(50)}`, 30)).toBe(`one\n${'x'.repeat(23)}`);
  });
});

it('fitItems takes the first that fit', () => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 20 }), fc.integer({ min: 2, max: 2_000 }), (items, room) => {
      const fitting = fitItems(items, room);
      expect(items.slice(0, fitting.length)).toEqual(fitting);
      expect(sizeOf(fitting)).toBeLessThanOrEqual(room);
      if (sizeOf(items) < room) expect(fitting).toHaveLength(items.length);
    }),
  );
});

describe('a cursor', () => {
  it('comes back as it went, for any device name', () => {
    fc.assert(
      fc.property(fc.option(anyText.filter((name) => name !== '')), fc.nat(99), fc.nat(), (after, answer, offset) => {
        expect(readCursor(writeCursor({ after, answer, offset }))).toEqual({ after, answer, offset });
      }),
    );
    expect(readCursor(undefined)).toEqual(FIRST_PAGE);
  });

  it.each(['', 'sw1', '1:sw1', 'x.0:sw1', '-1.0:sw1', '0.99999999999:sw1'])('is not %j', (text) => {
    expect(() => readCursor(text)).toThrow(/^cursor: /);
  });
});

describe('the wait', () => {
  const { context } = createToolSetting({ devices: [fakeDevice('sw1')] });

  it('is what was asked, within what clients bear', () => {
    expect(waitMs(waitSeconds.parse(undefined), context)).toBe(25_000);
    expect(waitMs(0, context)).toBe(0);
    expect(waitSeconds.safeParse(46).success).toBe(false);
  });

  it('is the context’s own where no client cuts the call off, and never more than a timer takes', () => {
    expect(waitMs(25, { ...context, waitLimitS: 3_600 })).toBe(3_600_000);
    expect(waitMs(25, { ...context, waitLimitS: Number.POSITIVE_INFINITY })).toBe(2 ** 31 - 1);
  });
});
