import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanConfig } from '../../src/configtext/clean-config.ts';
import { platforms } from '../../src/platforms/registry.ts';
import { configOf, SAMPLE_ROWS, SAMPLES } from './sample-configs.ts';

const stamp = { pattern: /^! Time: .*\n/gm, replace: '' };

describe('a cleaned text', () => {
  it('has plain line ends, no trailing blanks, and one line end at its end', () => {
    expect(cleanConfig('\r\n\r\na \t\r\r\n\r b\r\n\n  c\n  \n\n', [])).toBe('a\n b\n\n  c\n');
    expect(cleanConfig('a', [])).toBe('a\n');
  });

  it('of nothing is nothing', () => {
    expect(cleanConfig(' \r\n\t\n', [])).toBe('');
    expect(cleanConfig('! Time: now\n', [stamp])).toBe('');
  });

  it('lacks what changes by itself', () => {
    expect(cleanConfig('! Time: now\na\n! Time: then\nb\n', [stamp])).toBe('a\nb\n');
    const lease = { pattern: /\b(valid_lft) \d+sec/g, replace: '$1 <n>' };
    expect(cleanConfig('a valid_lft 12sec\n', [lease])).toBe('a valid_lft <n>\n');
  });

  it('lacks what only shows when something else is gone', () => {
    const first = { pattern: /^\d\d:\d\d\n/g, replace: '' };
    expect(cleanConfig('! Time: now\n\n10:15\n10:16\na\n', [first, stamp])).toBe('a\n');
  });

  it('keeps banners and certificates as they are', () => {
    const { volatile, syntax } = configOf('cisco_ios');
    const text = SAMPLES['cisco_ios'] ?? '';
    const cleaned = cleanConfig(text.replaceAll('\n', '\r\n'), volatile, syntax.verbatim);
    expect(cleaned).toMatch(/^!\n!\nversion 17\.9\n/);
    expect(cleaned).toContain(
      'banner motd ^C\n\tKeep out.  \n\n! Last configuration change at noon\ninterface Vlan99\nend\n^C\n',
    );
    expect(cleaned).toContain('  02020101 300D0609\n  \tquit\n');
    expect(cleaned).not.toContain('netops');
  });

  it('keeps a banner without an end', () => {
    const { syntax } = configOf('cisco_ios');
    const cleaned = cleanConfig('a \nbanner motd ^C\n! Time: now \n b  \n\n', [stamp], syntax.verbatim);
    expect(cleaned).toBe('a\nbanner motd ^C\n! Time: now \n b  \n');
  });
});

describe.each(SAMPLE_ROWS)('%s', (_, text, { volatile, syntax }) => {
  const cleaned = cleanConfig(text, volatile, syntax.verbatim);

  it('loses its stamps and nothing else', () => {
    expect(cleaned).not.toMatch(/Nov 23|2026|Building configuration|bytes/);
    const lines = new Set(text.split('\n'));
    for (const line of cleaned.split('\n')) expect(lines).toContain(line);
    expect(text.split('\n').length - cleaned.split('\n').length).toBeLessThanOrEqual(6);
  });

  it('is the same an hour later', () => {
    const later = text
      .replaceAll('10:15:02', '11:16:03')
      .replace('4212 bytes', '4213 bytes')
      .replace('by netops', 'by alice');
    expect(cleanConfig(later, volatile, syntax.verbatim)).toBe(cleaned);
    expect(cleanConfig(cleaned, volatile, syntax.verbatim)).toBe(cleaned);
  });
});

describe('any text', () => {
  const pieces = [
    ...SAMPLE_ROWS.flatMap(([, text]) => text.split('\n')),
    ...[
      ' ',
      '\t',
      '\r',
      '\n',
      '\0',
      'EOF',
      '^C',
      'quit',
      '! Time: x',
      'ntp clock-period 17',
      'Building configuration...',
    ],
  ];
  const text = fc
    .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom('\n', '\r\n', '', ' \n')), { maxLength: 20 })
    .map((parts) => parts.flat().join(''));

  it.each(platforms.map(({ id, config }) => [id, config] as const))(
    'is clean after once, as %s',
    (_, { volatile, syntax }) => {
      fc.assert(
        fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (any) => {
          const once = cleanConfig(any, volatile, syntax.verbatim);
          expect(cleanConfig(once, volatile, syntax.verbatim)).toBe(once);
          expect(once).toMatch(/^(?:[^\r\0]*[^\n\r\0]\n)?$/);
        }),
        { numRuns: 500 },
      );
    },
  );

  it.each([
    ['line ends', '\r\n'.repeat(200_000)],
    ['returns', '\r'.repeat(1_000_000)],
    ['blanks', `${' '.repeat(1_000_000)}a`],
    ['banners', 'banner motd ^C\n'.repeat(100_000)],
  ])('of %s does not hang', (_, any) => {
    for (const { config } of platforms) {
      expect(cleanConfig(any, config.volatile, config.syntax.verbatim).length).toBeLessThanOrEqual(any.length + 1);
    }
  });
});
