import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from 'recheck';
import { describe, expect, it } from 'vitest';
import { createPublicText } from '../../src/configtext/public-text.ts';
import {
  familiesFor,
  holdsRoot,
  JSON_FIELD_FAMILIES,
  ROOTS,
  SECRET_FAMILIES,
} from '../../src/configtext/secret-families.ts';

const ALL = [...SECRET_FAMILIES, ...JSON_FIELD_FAMILIES];
const publicText = createPublicText({ key: 'test', held: () => [] });

describe('secret families', () => {
  it.each(ALL)('$name finds its example', ({ context, pattern, isAtStart, example, roots }) => {
    const secret = /«(.+)»/.exec(example)?.[1] ?? '';
    const line = example.replace(/[«»]/g, '');
    const words = isAtStart ? line.trimStart() : line;
    const [match] = words.slice(context?.exec(words)?.[0].length ?? 0).matchAll(pattern);
    expect(match?.[2]).toContain(secret);
    expect(roots.some((root) => line.toLowerCase().includes(root))).toBe(true);
    const shown = publicText(line);
    expect(shown).not.toContain(secret);
    expect(shown).toContain('<secret:');
  });

  it('have names of their own', () => {
    expect(new Set(ALL.map((family) => family.name)).size).toBe(ALL.length);
  });

  it('share roots that do not hide each other', () => {
    for (const root of ROOTS) {
      expect(root).toBe(root.toLowerCase());
      expect(ROOTS.filter((other) => other !== root && other.includes(root))).toEqual([]);
    }
    for (const root of ALL.flatMap((family) => family.roots)) expect(ROOTS).toContain(root);
  });

  it('are looked for by every root of a line, whatever its case', () => {
    const names = familiesFor('SNMP-server Community x key y')?.anywhere.map((family) => family.name);
    expect(names).toEqual(expect.arrayContaining(['snmp-community', 'snmp-host', 'key-typed']));
    expect(names).not.toContain('password-word');
    expect(holdsRoot('interface GigabitEthernet1/0/1')).toBe(false);
    expect(familiesFor('interface GigabitEthernet1/0/1')).toBeNull();
  });
});

/** Verdicts are kept beside this file; delete one there to rate it again. */
const VERDICTS = join(import.meta.dirname, 'family-verdicts.json');

describe('patterns of secret families', () => {
  it('are rated safe', { timeout: 300_000 }, async () => {
    const known: Record<string, string> = existsSync(VERDICTS) ? JSON.parse(readFileSync(VERDICTS, 'utf8')) : {};
    const verdicts: Record<string, string> = {};
    for (const pattern of ALL.flatMap((family) =>
      family.context === null ? family.pattern : [family.context, family.pattern],
    )) {
      const { source, flags } = pattern;
      verdicts[String(pattern)] = known[String(pattern)] ?? (await check(source, flags, { timeout: 20_000 })).status;
    }
    const text = `${JSON.stringify(verdicts, null, 2)}\n`;
    if (process.env['CI'] !== 'true' && text !== `${JSON.stringify(known, null, 2)}\n`) writeFileSync(VERDICTS, text);
    expect(Object.entries(verdicts).filter(([, verdict]) => verdict !== 'safe')).toEqual([]);
  });

  const repeat = (unit: string, chars: number): string => unit.repeat(Math.ceil(chars / unit.length));

  it.each(SECRET_FAMILIES)('$name ends on a long line made of its own words', ({ example }) => {
    const before = (example.split('«')[0] ?? '').trimStart();
    for (const unit of [`${before} `, before.replace(/\s/g, ''), example.replace(/[«»]/g, '')]) {
      if (unit.trim() !== '') expect(publicText(repeat(unit, 100_000)).length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['quotes', '"'],
    ['backslashes', '\\'],
    ['escaped line ends', '\\n'],
    ['words', 'password '],
    ['URLs', '://a:'],
    ['hashes without end', '$1$'],
    ['web tokens without end', 'eyJ'],
    ['keys that begin', '-----BEGIN RSA PRIVATE KEY-----'],
    ['keys that end', '-----END RSA PRIVATE KEY-----'],
    ['certificates', 'certificate ca 01\n'],
    ['fields', '{"password":"'],
    ['blanks', 'secret                                                  '],
    ['full lines', `${'secret'.padEnd(80, '-')}\n`],
    ['blocks that open', 'snmp {\n'],
    ['lists of communities', '"community":[{"name":"'],
    ['lists within lists', '{"communities":'],
    ['elements of communities', '<community><name>'],
    ['heads of tables', 'Community   Group / Access\n'],
    ['quoted commands', '\'key "secret `'],
    ['commands of a log', 'cmd=key ; secret '],
    ['lines of keys', `${'aB3'.repeat(22).slice(0, 64)}\n`],
    ['lines of certificates', `${'0A1B2C3D '.repeat(8).trim()}\n`],
    ['tags', '<secret:0a1b2c>'],
  ])('end on a megabyte of %s', (_, unit) => {
    expect(publicText(`password ${repeat(unit, 1_000_000)}`).length).toBeGreaterThan(0);
    expect(publicText(`{"a": "key ${repeat(unit, 100_000)}`).length).toBeGreaterThan(0);
  });
});
