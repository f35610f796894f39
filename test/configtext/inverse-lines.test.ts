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
    // No device shows an empty `vlan 20` besides its list of VLANs, nor FRR an empty block of what the host has.
    const isHidden =
      /^(?:vlan |vrf |interface [a-z]+\d$)/.test(line.key) && line.children.length > 0 && children.length === 0;
    return isHidden ? [] : { ...line, children };
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
      ? unlike(statements(before), statements(there))
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
      const text =
        index === base ? [line.text, ...more.map(({ text }) => text.split(' ').at(-1))].join(',') : line.text;
      return { ...line, text, key: canonicalLine(text, syntax), children: join(line.children) };
    });
  };
  return { lines: join(tree.lines) };
}

/** Braces only say which words statements share: `a { b; }` and `a b;` are the same. */
const statements = (tree: ConfigTree): string[] => {
  const ordered = new Map<string, string[]>();
  const lines = setLinesOf(tree).map(({ text }) => text);
  for (const line of lines) {
    const [, block, entry] =
      /^set (.* (?:policy-statement|filter|rule-set|from-zone \S+ to-zone) \S+) (?:term|rule|policy) (\S+)/.exec(
        line,
      ) ?? [];
    if (block === undefined || entry === undefined) continue;
    const entries = ordered.get(block) ?? [];
    if (!entries.includes(entry)) ordered.set(block, [...entries, entry]);
  }
  return [...lines.sort(), ...[...ordered].map(([block, entries]) => `${block}: ${entries.join(' ')}`).sort()];
};

const unlike = (before: readonly string[], after: readonly string[]): string[] => [
  ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
  ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
];

const inverse = (before: string, after: string, platform = 'cisco_ios') => {
  const syntax = syntaxOf(platform);
  return inverseLines(parseConfig(before, syntax), parseConfig(after, syntax), syntax);
};

describe('the way back', () => {
  test.each([
    ['a value is overwritten, never taken away first', 'hostname a', 'hostname b', ['hostname a']],
    [
      'a neighbour keeps its lines when its AS changes',
      'router bgp 1\n neighbor 10.0.0.1 remote-as 2',
      'router bgp 1\n neighbor 10.0.0.1 remote-as 3\n neighbor 10.0.0.1 description new',
      ['router bgp 1', ' no neighbor 10.0.0.1 description new', 'router bgp 1', ' neighbor 10.0.0.1 remote-as 2'],
    ],
    [
      'a trunk loses and gets only what differs',
      'interface Gi1/0/1\n switchport trunk allowed vlan 10,20',
      'interface Gi1/0/1\n switchport trunk allowed vlan 10,30-31',
      ['interface Gi1/0/1', ' switchport trunk allowed vlan add 20', ' switchport trunk allowed vlan remove 30-31'],
    ],
    [
      'a trunk that allowed nothing never allows everything',
      'interface Gi1/0/1\n switchport trunk allowed vlan none',
      'interface Gi1/0/1\n switchport trunk allowed vlan 10',
      ['interface Gi1/0/1', ' switchport trunk allowed vlan none'],
    ],
    [
      'a secondary address goes by its whole line',
      'interface Vlan1\n ip address 10.0.0.1 255.0.0.0',
      'interface Vlan1\n ip address 10.0.0.1 255.0.0.0\n ip address 10.0.0.2 255.0.0.0 secondary',
      ['interface Vlan1', ' no ip address 10.0.0.2 255.0.0.0 secondary'],
    ],
    ['a shown no becomes what it denies', 'hostname a', 'hostname a\nno ip domain-lookup', ['ip domain-lookup']],
    ['a lost no is said again', 'no ip domain-lookup', '', ['no ip domain-lookup']],
    [
      'a description is not named by its text',
      'interface Vlan1',
      'interface Vlan1\n description a',
      ['interface Vlan1', ' no description'],
    ],
    [
      'a banner is said whole, and taken away by its name',
      'banner motd ^C\n  old text\n^C',
      'banner motd ^C\nnew\n^C\nbanner exec ^C\nx\n^C',
      ['no banner exec', 'banner motd ^C', '  old text', '^C'],
    ],
    [
      'users of a thing go before it, and come after it',
      'interface Vlan1\n shutdown\nip access-list standard OLD\n permit any',
      'interface Vlan1\n shutdown\n ip access-group NEW in\nip access-list standard NEW\n permit any',
      [
        'interface Vlan1',
        ' no ip access-group NEW in',
        'no ip access-list standard NEW',
        'ip access-list standard OLD',
        ' permit any',
      ],
    ],
    [
      'what an overwritten value names goes after it',
      'interface Gi1/0/1\n switchport access vlan 10',
      'interface Gi1/0/1\n switchport access vlan 30\nvlan 30\n name new',
      ['interface Gi1/0/1', ' switchport access vlan 10', 'no vlan 30'],
    ],
    [
      'an entry with a number is mended alone',
      'ip access-list extended A\n 10 permit ip any any\n 20 deny ip any any',
      'ip access-list extended A\n 10 permit tcp any any\n 20 deny ip any any\n 30 permit udp any any',
      ['ip access-list extended A', ' no 30', ' no 10', 'ip access-list extended A', ' 10 permit ip any any'],
    ],
    [
      'an entry at the end is taken away alone',
      'ip access-list extended A\n permit ip any any',
      'ip access-list extended A\n permit ip any any\n deny udp any any',
      ['ip access-list extended A', ' no deny udp any any'],
    ],
    ['a VLAN in a list goes by itself', 'vlan 1,10', 'vlan 1,10,30', ['no vlan 30']],
    ['nothing is sent for the same', 'vlan 20,10\nhostname a', 'hostname a\nvlan 10,20', []],
  ])('%s', (_, before, after, lines) => {
    expect(inverse(before, after)).toEqual({ lines, notes: [] });
  });

  test('a block whose order counts is written again where it has no numbers, and that is said', () => {
    const before = 'ip access-list extended A\n permit ip any any\n deny udp any any';
    const after = 'ip access-list extended A\n deny udp any any';
    expect(inverse(before, after)).toEqual({
      lines: ['no ip access-list extended A', 'ip access-list extended A', ' permit ip any any', ' deny udp any any'],
      notes: ['`ip access-list extended A` is written again as a whole: for a moment its lines are missing.'],
    });
  });

  test('a list with a name of its own is never taken back by one entry', () => {
    const before = 'access-list 10 permit 10.0.0.1';
    const after = `${before}\naccess-list 10 permit 10.0.0.2`;
    expect(inverse(before, after).lines).toEqual(['no access-list 10', before]);
    expect(inverse(after, before)).toEqual({ lines: ['access-list 10 permit 10.0.0.2'], notes: [] });
  });

  test('what the host has is emptied, not taken away', () => {
    expect(inverse('', 'interface eth0\n description a\n shutdown', 'frr').lines).toEqual([
      'interface eth0',
      ' no shutdown',
      ' no description',
    ]);
  });

  test('statements are set, then deleted by what names them', () => {
    const before =
      'system {\n    host-name a;\n    inactive: login {\n        user x {\n            uid 1;\n        }\n    }\n}\n';
    const after =
      'system {\n    host-name "b b";\n    domain-name d;\n    login {\n        user x {\n            uid 1;\n        }\n        user y {\n            uid 2;\n        }\n    }\n}\n';
    expect(inverse(before, after, 'juniper_junos').lines).toEqual([
      'set system host-name a',
      'delete system domain-name',
      'delete system login user y',
      'deactivate system login',
    ]);
  });
});

describe.each(samples())('$name', ({ platform, tree }) => {
  // NX-OS lists every VLAN in one line, whatever blocks there are besides.
  const all = places(tree.lines).filter(
    (place) =>
      !/^\/\d+$/.test(place) ||
      !(platform === 'cisco_nxos' && /^vlan .*,/.test(tree.lines[Number(place.slice(1))]?.key ?? '')),
  );

  test('what is taken away comes back', () => {
    fc.assert(
      fc.property(fc.subarray(all, { maxLength: 12 }), (gone) => {
        const after = { lines: without(tree.lines, new Set(gone)) };
        expect(wayBack(tree, after, platform)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('what was changed is as it was', () => {
    fc.assert(
      fc.property(fc.subarray(all, { maxLength: 6 }), fc.subarray(all, { maxLength: 6 }), (gone, changed) => {
        const after = { lines: without(renamed(tree.lines, new Set(changed), syntaxOf(platform)), new Set(gone)) };
        expect(wayBack(tree, after, platform)).toEqual([]);
        expect(wayBack(after, tree, platform)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('what was added is taken away', () => {
    fc.assert(
      fc.property(fc.subarray(all, { maxLength: 12 }), (gone) => {
        const before = { lines: without(tree.lines, new Set(gone)) };
        expect(wayBack(before, tree, platform)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
