import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalLine } from '../../src/configtext/canonical-line.ts';
import { readChangeLines } from '../../src/configtext/change-lines.ts';
import { cleanConfig } from '../../src/configtext/clean-config.ts';
import { diffConfigs, diffText } from '../../src/configtext/config-diff.ts';
import { type ConfigLine, type ConfigTree, parseConfig } from '../../src/configtext/config-tree.ts';
import { inverseLines } from '../../src/configtext/inverse-lines.ts';
import { mergeLines } from '../../src/configtext/merge-lines.ts';
import { setLinesOf } from '../../src/configtext/statement-tree.ts';
import type { ConfigSyntax } from '../../src/core/config-syntax.ts';
import { findPlatform, platforms } from '../../src/platforms/registry.ts';

const FIXTURES = new URL('../fixtures/platforms/', import.meta.url);

interface Sample {
  readonly name: string;
  readonly platform: string;
  readonly tree: ConfigTree;
}

function samples(): Sample[] {
  return platforms
    .filter(({ config }) => config.syntax.negation !== null)
    .flatMap(({ id, config }) =>
      readdirSync(new URL(`${id}/`, FIXTURES), { withFileTypes: true })
        .filter(({ name }) => existsSync(new URL(`${id}/${name}/config.txt`, FIXTURES)))
        .map(({ name }) => ({
          name: `${id}/${name}`,
          platform: id,
          tree: parseConfig(
            cleanConfig(readFileSync(new URL(`${id}/${name}/config.txt`, FIXTURES), 'utf8'), config.volatile),
            config.syntax,
          ),
        })),
    );
}

const syntaxOf = (platform: string) => {
  const found = findPlatform(platform);
  if (found === undefined) throw new Error(platform);
  return found.config.syntax;
};

/** Every line of the tree by its place. */
function places(lines: readonly ConfigLine[], above = ''): string[] {
  return lines.flatMap((line, index) => [`${above}/${index}`, ...places(line.children, `${above}/${index}`)]);
}

function without(lines: readonly ConfigLine[], gone: ReadonlySet<string>, above = ''): ConfigLine[] {
  return lines.flatMap((line, index) => {
    const place = `${above}/${index}`;
    const isContinued = line.key.startsWith('switchport trunk allowed vlan add ');
    if (gone.has(place) || (isContinued && gone.has(`${above}/${index - 1}`))) return [];
    const children = without(line.children, gone, place);
    // No device shows an empty `vlan 20` besides its list of VLANs.
    return line.key.startsWith('vlan ') && line.children.length > children.length && children.length === 0
      ? []
      : { ...line, children };
  });
}

/** Lines with another last word. */
function renamed(
  lines: readonly ConfigLine[],
  changed: ReadonlySet<string>,
  syntax: ConfigSyntax,
  above = '',
): ConfigLine[] {
  return lines.map((line, index) => {
    const place = `${above}/${index}`;
    const children = renamed(line.children, changed, syntax, place);
    const isWord = /^(?!no |certificate |vlan |.* secondary$)\S+ .*\w$/.test(line.text) && line.verbatim.length === 0;
    if (!changed.has(place) || !isWord) return { ...line, children };
    const text = `${line.text}7`;
    return { ...line, text, key: canonicalLine(text, syntax), children };
  });
}

/** What is different after the way back, and the way; empty when nothing is. */
function wayBack(before: ConfigTree, after: ConfigTree, platform: string): string[] {
  const syntax = syntaxOf(platform);
  const { lines } = inverseLines(before, after, syntax);
  const there = mergeLines(after, readChangeLines(lines.join('\n'), syntax), syntax);
  const different =
    syntax.form === 'braces'
      ? unlike(statements(before, syntax), statements(there, syntax))
      : diffText(diffConfigs(joined(before, syntax), joined(there, syntax), syntax));
  return different.length === 0 ? [] : [...different, '', ...lines];
}

/** With lists of VLANs in one line each, which devices break where they like. */
function joined(tree: ConfigTree, syntax: ConfigSyntax): ConfigTree {
  const join = (lines: readonly ConfigLine[]): ConfigLine[] => {
    const base = lines.findIndex(({ text }) => /^switchport trunk allowed vlan \d/.test(text));
    const more = lines.filter(({ text }) => text.startsWith('switchport trunk allowed vlan add '));
    return lines.flatMap((line, index) => {
      if (more.includes(line) && base >= 0) return [];
      const text = index === base ? [line.text, ...more.map(({ text }) => text.split(' ').at(-1))].join(',') : line.text;
      return { ...line, text, key: canonicalLine(text, syntax), children: join(line.children) };
    });
  };
  return { lines: join(tree.lines) };
}

/** Braces only say which words statements share: `a { b; }` and `a b;` are the same. */
const statements = (tree: ConfigTree, syntax: ConfigSyntax): string[] => {
  const ordered = new Map<string, string[]>();
  const lines = setLinesOf(tree).map(({ text }) => text);
  for (const line of lines) {
    const [, block, entry] = /^set (.* (?:policy-statement|filter|rule-set|from-zone \S+ to-zone) \S+) (?:term|rule|policy) (\S+)/.exec(line) ?? [];
    if (block === undefined || entry === undefined) continue;
    const entries = ordered.get(block) ?? [];
    if (!entries.includes(entry)) ordered.set(block, [...entries, entry]);
  }
  void syntax;
  return [...lines.sort(), ...[...ordered].map(([block, entries]) => `${block}: ${entries.join(' ')}`).sort()];
};

const unlike = (before: readonly string[], after: readonly string[]): string[] => [
  ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
  ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
];

describe.each(samples())('$name', ({ platform, tree }) => {
  // NX-OS lists every VLAN in one line, whatever blocks there are besides.
  const all = places(tree.lines).filter((place) => !/^\/\d+$/.test(place) || !(platform === 'cisco_nxos' && /^vlan .*,/.test(tree.lines[Number(place.slice(1))]?.key ?? '')));

  test('what is taken away comes back', () => {
    fc.assert(
      fc.property(fc.subarray(all, { maxLength: 12 }), (gone) => {
        const after = { lines: without(tree.lines, new Set(gone)) };
        expect(wayBack(tree, after, platform)).toEqual([]);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 60) },
    );
  });

  test('what was changed is as it was', () => {
    fc.assert(
      fc.property(fc.subarray(all, { maxLength: 6 }), fc.subarray(all, { maxLength: 6 }), (gone, changed) => {
        const after = { lines: without(renamed(tree.lines, new Set(changed), syntaxOf(platform)), new Set(gone)) };
        expect(wayBack(tree, after, platform)).toEqual([]);
        expect(wayBack(after, tree, platform)).toEqual([]);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 60) },
    );
  });

  test('what was added is taken away', () => {
    fc.assert(
      fc.property(fc.subarray(all, { maxLength: 12 }), (gone) => {
        const before = { lines: without(tree.lines, new Set(gone)) };
        expect(wayBack(before, tree, platform)).toEqual([]);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 60) },
    );
  });
});
