import { describe, expect, it } from 'vitest';
import { stopsEarly, whyIncomplete } from '../../src/configtext/complete-config.ts';
import { SAMPLE_ROWS, SAMPLES } from './sample-configs.ts';

const MARKED = { end: /^end$/, balancedBraces: false, leastLines: 3 };
const BRACES = { end: null, balancedBraces: true, leastLines: 1 };
const NOTHING = { end: null, balancedBraces: false, leastLines: 1 };

describe('a configuration is not whole', () => {
  it.each([
    ['it is empty', ' \r\n\n', MARKED],
    ['2 lines, fewer than 3', 'a\n\nend\n', MARKED],
    ['the end mark is missing', 'a\nb\nc\n', MARKED],
    ['the end mark is missing', 'a\nend\nb\n', MARKED],
    ['the end mark is missing', 'a\nb\nen', MARKED],
    ['the end mark is missing', 'a\nb\n end', MARKED],
    ['1 brace is not closed', 'a { b { c; }', BRACES],
    ['2 braces are not closed', 'a { b { c;', BRACES],
    ['a brace is closed that was not opened', 'a { b; } }\nc {', BRACES],
  ])('%s', (reason, text, complete) => {
    expect(whyIncomplete(text, complete, null)).toBe(reason);
  });

  it.each([
    ['after its end mark there are blank lines', 'a\r\nb\r\nend \r\n\r\n\r\n', MARKED],
    ['braces stand in quotes and remarks', '# {\na "}"; /* } */ b { c "\\"{"; }\n', BRACES],
  ])('but it is when %s', (_, text, complete) => {
    expect(whyIncomplete(text, complete, null)).toBeNull();
  });

  it('when it is much smaller than the last one', () => {
    const text = `${'é'.repeat(205)}\n`;
    expect(whyIncomplete(text, NOTHING, { sizeBytes: 9_870, leastRatio: 0.5 })).toBe(
      '411 bytes, 4 % of the last one (9,870)',
    );
    expect(whyIncomplete(text, NOTHING, { sizeBytes: 822, leastRatio: 0.5 })).toBeNull();
    expect(whyIncomplete(text, NOTHING, { sizeBytes: 823, leastRatio: 0.5 })).toBe(
      '411 bytes, 49 % of the last one (823)',
    );
    expect(whyIncomplete(text, NOTHING, { sizeBytes: 0, leastRatio: 0.5 })).toBeNull();
  });
});

describe.each(SAMPLE_ROWS)('%s', (_, text, { complete }) => {
  it('is whole', () => {
    expect(whyIncomplete(text, complete, { sizeBytes: text.length, leastRatio: 0.5 })).toBeNull();
  });
});

describe.each(SAMPLE_ROWS.filter(([, , { complete }]) => complete.end !== null))('%s', (_, text, { complete }) => {
  it('cut anywhere before its end mark is not', () => {
    const end = text.trimEnd().lastIndexOf('\n') + 1;
    for (let at = 0; at <= end; at++) {
      const cut = text.slice(0, at);
      // `end-policy` cut to `end`, and Junos between two blocks: only the size tells.
      if (/\n(?:end|\})\n?$/.test(cut)) continue;
      expect(whyIncomplete(cut, complete, null), `cut at ${at}`).not.toBeNull();
    }
  });
});

it('Junos cut between two blocks is found by its size', () => {
  const text = SAMPLES['juniper_junos'] ?? '';
  const cut = text.slice(0, text.indexOf('groups {'));
  expect(whyIncomplete(cut, BRACES, null)).toBeNull();
  expect(whyIncomplete(cut, BRACES, { sizeBytes: text.length, leastRatio: 0.5 })).toMatch(
    /^\d+ bytes, \d+ % of the last/,
  );
});

describe('one that nothing marks the end of', () => {
  const block = (index: number) => `interface Ethernet1/${index}\n  description to host ${index}\n  no shutdown\n`;
  const last = `hostname leaf-1\n${Array.from({ length: 40 }, (_, index) => block(index)).join('')}`;

  it('stops early at any cut that takes more than a tenth, also when other lines changed', () => {
    for (let at = 200; at < last.length * 0.85; at += 13) {
      expect(stopsEarly(last.slice(0, at), last), `cut at ${at}`).toBe(true);
      expect(stopsEarly(last.slice(0, at).replace('leaf-1', 'leaf-2'), last), `cut at ${at}`).toBe(true);
    }
  });

  it('is whole when it ends as before, ends anew, or lost a block', () => {
    expect(stopsEarly(last, last)).toBe(false);
    expect(stopsEarly(last.replace('leaf-1', 'leaf-2'), last)).toBe(false);
    expect(stopsEarly(`${last}router bgp 65000\n  router-id 10.0.0.1\n`, last)).toBe(false);
    expect(stopsEarly(last.replace(block(39), ''), last)).toBe(false);
    expect(stopsEarly(last.replace(block(20), ''), last)).toBe(false);
  });
});
