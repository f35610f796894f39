import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConfigDiff, diffConfigs, diffText } from '../../src/configtext/config-diff.ts';
import { type ConfigLine, type ConfigTree, parseConfig } from '../../src/configtext/config-tree.ts';
import type { ConfigSyntax } from '../../src/core/config-syntax.ts';
import { configOf, SAMPLE_ROWS, SAMPLES } from './sample-configs.ts';

const ios = configOf('cisco_ios').syntax;
const junos = configOf('juniper_junos').syntax;
const compare = (before: string, after: string, syntax: ConfigSyntax): ConfigDiff =>
  diffConfigs(parseConfig(before, syntax), parseConfig(after, syntax), syntax);
const diffOf = (before: string, after: string, syntax = ios): string[] => diffText(compare(before, after, syntax));

describe('a difference', () => {
  it('is the changed lines below their headers', () => {
    const before =
      'hostname a\ninterface Gi1\n description a\n mtu 1500\nrouter bgp 1\n neighbor b\n address-family x\n  c\n';
    const after =
      'hostname a\ninterface Gi1\n description b\n mtu 1500\nrouter bgp 1\n neighbor b\n address-family x\n  d\n  c\n';
    expect(diffOf(before, after)).toEqual([
      '  interface Gi1',
      '-   description a',
      '+   description b',
      '  router bgp 1',
      '    address-family x',
      '+     d',
    ]);
    expect(compare(before, after, ios)).toMatchObject({ added: 2, removed: 1 });
  });

  it('shows what is new where it stands, and blocks whole', () => {
    expect(diffOf('a\nb\nc\n', 'a\nx\n y\n  z\nb\n')).toEqual(['+ x', '+   y', '+     z', '- c']);
    expect(diffOf('interface a\n x\n', '')).toEqual(['- interface a', '-   x']);
  });

  it('is none between spellings of the same', () => {
    expect(
      diffOf(
        'interface Gi1/0/1\n switchport trunk allowed vlan 20,10\n',
        'interface GigabitEthernet1/0/1\n  switchport trunk allowed vlan 10,20\n!\n',
      ),
    ).toEqual([]);
  });

  it('counts equal lines', () => {
    expect(diffOf('a\n x\n x\n', 'a\n x\n')).toEqual(['  a', '-   x']);
    expect(diffOf('x\n', 'x\nx\nx\n')).toEqual(['+ x', '+ x']);
  });

  it('takes a block that stands there twice for one', () => {
    expect(diffOf('interface a\n x\nb\ninterface a\n y\n', 'interface a\n y\n x\n z\nb\n')).toEqual([
      '  interface a',
      '+   z',
    ]);
    expect(diffOf('interface a\ninterface a\n y\n', 'interface a\n y\n')).toEqual([]);
  });

  it('may be in a text kept as it is', () => {
    expect(diffOf('banner motd ^C\none\ntwo  x\n^C\n', 'banner motd ^C\none\n  two x\n^C\n')).toEqual([
      '  banner motd ^C',
      '-   two  x',
      '+     two x',
    ]);
    expect(diffOf('a\n', 'a\nbanner motd ^C\none\n^C\n')).toEqual(['+ banner motd ^C', '+   one', '+   ^C']);
  });

  it('may be the order in a text kept as it is', () => {
    expect(diffOf('banner motd ^C\none\ntwo\n^C\n', 'banner motd ^C\ntwo\none\n^C\n')).toHaveLength(3);
  });

  it('of a statement switched off is that statement, not all below it', () => {
    expect(diffOf('a {\n  b {\n c;\n d;\n }\n}', 'a {\n  inactive: b {\n d;\n e;\n }\n}', junos)).toEqual([
      '  a',
      '-   b',
      '+   inactive: b',
      '-     c',
      '+     e',
    ]);
  });
});

describe('order counts', () => {
  const acl = (...lines: string[]) => `ip access-list extended M\n${lines.map((line) => ` ${line}\n`).join('')}`;

  it('in ordered blocks', () => {
    expect(diffOf(acl('permit a', 'deny any'), acl('deny any', 'permit a'))).toHaveLength(3);
    expect(
      diffOf(acl('permit a', 'permit b', 'deny any'), acl('permit a', 'permit x', 'permit b', 'deny any')),
    ).toEqual(['  ip access-list extended M', '+   permit x']);
  });

  it('among ordered lines of one name, not between names', () => {
    const [a, b, c] = ['access-list 10 permit a', 'access-list 10 deny any', 'access-list 20 permit a'];
    expect(diffOf(`${a}\n${b}\n${c}\nx\n`, `${c}\nx\n${a}\n${b}\n`)).toEqual([]);
    expect(diffOf(`${a}\n${b}\n${c}\n`, `${b}\n${a}\n${c}\n`)).toHaveLength(2);
  });

  it('in all that is nested in an ordered block, where blocks of one name are several', () => {
    const { syntax } = configOf('cisco_iosxr');
    const policy = (...bodies: string[]) =>
      `route-policy P\n${bodies.map((body) => `  if a then\n    ${body}\n  endif\n`).join('')}end-policy\n`;
    expect(diffOf(policy('drop', 'pass'), policy('drop', 'pass'), syntax)).toEqual([]);
    expect(diffOf(policy('drop', 'pass'), policy('pass', 'drop'), syntax)).not.toEqual([]);
    const joined = policy('drop\n    pass').replace('endif', 'endif\n  endif');
    expect(diffOf(policy('drop', 'pass'), joined, syntax)).not.toEqual([]);
  });

  it('in what an ordered block nests, whatever its header', () => {
    const filter = (...rules: string[]) => `filter a {\n  term b {\n    then {\n${rules.join(';\n')};\n } } }\n`;
    expect(diffOf(filter('count x', 'accept'), filter('accept', 'count x'), junos)).toHaveLength(5);
  });

  it('of the terms of a filter', () => {
    const text = SAMPLES['juniper_junos'] ?? '';
    const start = text.indexOf('            term ssh');
    const between = text.indexOf('            term rest');
    const end = text.indexOf('        }\n    }\n}\n', between);
    const swapped = text.slice(0, start) + text.slice(between, end) + text.slice(start, between) + text.slice(end);
    expect(swapped).toHaveLength(text.length);
    expect(diffOf(text, swapped, junos).slice(0, 3)).toEqual(['  firewall', '    family inet', '      filter PROTECT']);
  });
});

describe.each(SAMPLE_ROWS)('%s', (_, text, { syntax }) => {
  it('does not differ from itself', () => {
    expect(compare(text, text, syntax)).toEqual({ added: 0, removed: 0, lines: [] });
  });

  it('shows any line that goes, and nothing else', () => {
    const tree = parseConfig(text, syntax);
    for (const [at, line] of tree.lines.entries()) {
      const without = { lines: tree.lines.toSpliced(at, 1) };
      const count = countOf([line]);
      expect(diffConfigs(tree, without, syntax)).toMatchObject({ added: 0, removed: count });
      expect(diffConfigs(without, tree, syntax)).toMatchObject({ added: count, removed: 0 });
    }
  });
});

const countOf = (lines: readonly ConfigLine[]): number =>
  lines.reduce((sum, { verbatim, children }) => sum + 1 + verbatim.length + countOf(children), 0);

describe('any two configurations', () => {
  const free: ConfigSyntax = { ...ios, orderedBlocks: [/^ordered/], orderedLines: [/^seq \w/] };
  const leaf = fc.constantFrom('a', 'b', 'c', 'd', 'seq x 1', 'seq x 2', 'seq y 1');
  const { lines: anyLines } = fc.letrec<{ lines: ConfigLine[]; line: ConfigLine }>((tie) => ({
    lines: fc.array(tie('line'), { maxLength: 6, depthIdentifier: 'tree' }),
    line: fc
      .tuple(
        fc.oneof(leaf, fc.constantFrom('block', 'ordered')),
        fc.oneof({ depthIdentifier: 'tree' }, fc.constant([]), tie('lines')),
      )
      .map(([text, children]) => ({ text, key: text, number: 1, children: [...children], verbatim: [] })),
  }));
  const anyTree: fc.Arbitrary<ConfigTree> = anyLines.map((lines) => ({ lines }));

  it('do not differ when they are the same', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        expect(diffConfigs(tree, structuredClone(tree), free).lines).toEqual([]);
      }),
    );
  });

  it('differ by the same number both ways', () => {
    fc.assert(
      fc.property(anyTree, anyTree, (before, after) => {
        const there = diffConfigs(before, after, free);
        const back = diffConfigs(after, before, free);
        expect([there.added, there.removed].toSorted()).toEqual([back.removed, back.added].toSorted());
      }),
    );
  });

  it('differ by the lines that one has more', () => {
    fc.assert(
      fc.property(anyTree, anyTree, (before, after) => {
        const { added, removed } = diffConfigs(before, after, { ...free, orderedBlocks: [], orderedLines: [] });
        // Blocks that stand there twice count once.
        if (hasTwins(before.lines) || hasTwins(after.lines)) return;
        expect(added - removed).toBe(countOf(after.lines) - countOf(before.lines));
      }),
    );
  });

  it('do not differ by the order of lines that have none', () => {
    const keepsOrder = ({ text }: ConfigLine) => /^seq|^ordered/.test(text);
    fc.assert(
      fc.property(anyTree, fc.infiniteStream(fc.nat()), (tree, stream) => {
        const shuffle = (lines: readonly ConfigLine[]): ConfigLine[] => {
          const ranked = lines.map((line) => ({
            line: keepsOrder(line) ? line : { ...line, children: shuffle(line.children) },
            rank: stream.next().value as number,
          }));
          const shuffled = ranked.toSorted((a, b) => a.rank - b.rank).map(({ line }) => line);
          // Those of a sequence go back to their order.
          const inOrder = lines.filter(keepsOrder);
          return shuffled.map((line) => (keepsOrder(line) ? (inOrder.shift() as ConfigLine) : line));
        };
        expect(diffConfigs(tree, { lines: shuffle(tree.lines) }, free).lines).toEqual([]);
      }),
    );
  });

  it('differ by the order of lines that have one', () => {
    const entries = fc
      .uniqueArray(leaf, { minLength: 2 })
      .chain((lines) => fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })));
    fc.assert(
      fc.property(entries, ([lines, shuffled]) => {
        const tree = (texts: readonly string[]) =>
          parseConfig(`ordered\n${texts.map((text) => ` ${text}\n`).join('')}`, free);
        const { added, removed } = diffConfigs(tree(lines), tree(shuffled), free);
        expect(added).toBe(removed);
        expect(added > 0).toBe(lines.join() !== shuffled.join());
      }),
    );
  });
});

function hasTwins(lines: readonly ConfigLine[]): boolean {
  return new Set(lines.map(({ key }) => key)).size < lines.length || lines.some(({ children }) => hasTwins(children));
}

it('large configurations are compared at once', () => {
  const ports = Array.from(
    { length: 20_000 },
    (_, port) => `interface Ethernet1/${port}\n description ${port}\n switchport\n mtu 9216\n`,
  );
  const changed = ports.with(777, 'interface Ethernet1/777\n description x\n switchport\n mtu 9216\n');
  expect(diffOf(ports.join(''), changed.toReversed().join(''))).toEqual([
    '  interface Ethernet1/777',
    '-   description 777',
    '+   description x',
  ]);
  const acl = (rules: readonly string[]) => `ip access-list extended M\n${rules.map((rule) => ` ${rule}\n`).join('')}`;
  const rules = Array.from({ length: 50_000 }, (_, rule) => `permit ip host 10.0.${rule >> 8}.${rule & 255} any`);
  expect(diffOf(acl(rules), acl(rules.toReversed())).length).toBe(2 * (rules.length - 1) + 1);
});
