import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConfigLine, parseConfig, renderConfig } from '../../src/configtext/config-tree.ts';
import { platforms } from '../../src/platforms/registry.ts';
import { configOf, SAMPLE_ROWS, SAMPLES } from './sample-configs.ts';

const ios = configOf('cisco_ios').syntax;
const junos = configOf('juniper_junos').syntax;

/** The tree without line numbers, in a form that compares fast: `interface Vlan1[]{shutdown[]{}}`. */
const shapeOf = (lines: readonly ConfigLine[]): string =>
  lines.map(({ key, verbatim, children }) => `${key}${JSON.stringify(verbatim)}{${shapeOf(children)}}`).join('\n');
/** `a > b` for each line, with the lines above it. */
const pathsOf = (lines: readonly ConfigLine[], above = ''): string[] =>
  lines.flatMap((line) => [above + line.text, ...pathsOf(line.children, `${above}${line.text} > `)]);
const pathsIn = (text: string, syntax = ios) => pathsOf(parseConfig(text, syntax).lines);

describe('indented lines', () => {
  it('stand below the line they are indented under', () => {
    const text = 'router bgp 1\n neighbor a\n !\n address-family ipv4\n  network b\n exit-address-family\n x\nend\n';
    expect(pathsIn(text)).toEqual([
      'router bgp 1',
      'router bgp 1 > neighbor a',
      'router bgp 1 > address-family ipv4',
      'router bgp 1 > address-family ipv4 > network b',
      'router bgp 1 > x',
    ]);
  });

  it('may be indented by any number of blanks, or by tabs', () => {
    expect(pathsIn('a\n   b\n  c\n\td\n         e\nf')).toEqual([
      'a',
      'a > b',
      'a > c',
      'a > c > d',
      'a > c > d > e',
      'f',
    ]);
  });

  it('keep their numbers and their own spelling', () => {
    const [line] = parseConfig('!\n\n   interface  gi1/0/1 \n', ios).lines;
    expect(line).toEqual({
      text: 'interface  gi1/0/1',
      key: 'interface GigabitEthernet1/0/1',
      number: 3,
      children: [],
      verbatim: [],
    });
  });

  it('are all of one level where the form is flat', () => {
    expect(pathsIn('a\n b\n  c\n', { ...ios, form: 'flat' })).toEqual(['a', 'b', 'c']);
  });

  it('may be there twice', () => {
    expect(pathsIn('a\n b\n b\na\n b\n')).toEqual(['a', 'a > b', 'a > b', 'a', 'a > b']);
  });
});

describe('text kept as it is', () => {
  it('is part of the line that begins it', () => {
    const { lines } = parseConfig(SAMPLES['cisco_ios'] ?? '', ios);
    expect(lines.find(({ text }) => text.startsWith('banner'))?.verbatim).toEqual([
      '\tKeep out.  ',
      '',
      '! Last configuration change at noon',
      'interface Vlan99',
      'end',
      '^C',
    ]);
    const chain = lines.find(({ text }) => text.startsWith('crypto'));
    expect(chain?.children[0]?.verbatim).toEqual(['  30820330 30820218 A0030201', '  02020101 300D0609', '  \tquit']);
    expect(pathsOf(lines)).toContain('line vty 0 4 > transport input ssh');
    expect(pathsOf(lines)).not.toContain('interface Vlan99');
  });

  it('may end on the line that begins it', () => {
    expect(pathsIn('banner motd ^CKeep out^C\nhostname a\n')).toEqual(['banner motd ^CKeep out^C', 'hostname a']);
    const nxos = configOf('cisco_nxos').syntax;
    expect(pathsIn('banner motd #Keep out#\nhostname a\n', nxos)).toEqual(['banner motd #Keep out#', 'hostname a']);
  });

  it('goes to the end of the text when its end is missing', () => {
    const { lines } = parseConfig('hostname a\nbanner motd ^C\none\n two\n', ios);
    expect(lines.map(({ text, verbatim }) => [text, ...verbatim])).toEqual([
      ['hostname a'],
      ['banner motd ^C', 'one', ' two'],
    ]);
  });
});

describe('braces', () => {
  it('make blocks, whatever stands in quotes, lists and remarks', () => {
    expect(pathsIn(SAMPLES['juniper_junos'] ?? '', junos)).toEqual([
      'version 21.4R3-S5.4',
      'system',
      'system > host-name ex-1',
      'system > root-authentication',
      'system > root-authentication > encrypted-password "$6$ab;c{d}"',
      'system > login',
      String.raw`system > login > message "Keep out;\n  { no \"entry\" }"`,
      'system > login > class noc',
      'system > login > class noc > permissions [ view view-configuration network ]',
      'system > inactive: ntp',
      'system > inactive: ntp > server 10.0.0.10',
      'groups',
      'groups > <ge-*/*/*>',
      'groups > <ge-*/*/*> > mtu 9192',
      'interfaces',
      'interfaces > ge-0/0/0',
      'interfaces > ge-0/0/0 > description "uplink to core"',
      'interfaces > ge-0/0/0 > unit 0',
      'interfaces > ge-0/0/0 > unit 0 > family inet',
      'interfaces > ge-0/0/0 > unit 0 > family inet > address 10.0.0.1/31',
      'interfaces > inactive: ge-0/0/1',
      'interfaces > inactive: ge-0/0/1 > unit 0',
      'interfaces > inactive: ge-0/0/1 > unit 0 > family ethernet-switching',
      'firewall',
      'firewall > family inet',
      'firewall > family inet > filter PROTECT',
      'firewall > family inet > filter PROTECT > term ssh',
      'firewall > family inet > filter PROTECT > term ssh > from',
      'firewall > family inet > filter PROTECT > term ssh > from > source-address',
      'firewall > family inet > filter PROTECT > term ssh > from > source-address > 10.0.0.0/8',
      'firewall > family inet > filter PROTECT > term ssh > then accept',
      'firewall > family inet > filter PROTECT > term rest',
      'firewall > family inet > filter PROTECT > term rest > then discard',
    ]);
  });

  it('may have quoted text of several lines, and a quote that nothing closes', () => {
    const { lines } = parseConfig('a {\n    key "one;\n  two";\n    b 5";\n}\nc;\n', junos);
    expect(lines.map(({ text }) => text)).toEqual(['a', 'c']);
    expect(lines[0]?.children).toEqual([
      { text: 'key "one;', key: 'key "one;', number: 2, children: [], verbatim: ['  two"'] },
      { text: 'b 5"', key: 'b 5"', number: 4, children: [], verbatim: [] },
    ]);
  });

  it('lose no line where they do not match', () => {
    expect(pathsIn('} a;\n{ b;\nc { d; } } e;\nf { g', junos)).toEqual(['a', 'b', 'c', 'c > d', 'e', 'f', 'f > g']);
    expect(pathsIn('/* open\na;', { ...junos, comment: /^#/ })).toEqual(['/* open', 'a']);
  });
});

describe.each(SAMPLE_ROWS)('%s', (_, text, { syntax }) => {
  const tree = parseConfig(text, syntax);

  it('is read again from what was rendered', () => {
    expect(tree.lines.length).toBeGreaterThan(4);
    expect(shapeOf(parseConfig(renderConfig(tree, syntax), syntax).lines)).toBe(shapeOf(tree.lines));
  });

  it('has each line of the text at most once, under its number', () => {
    const source = text.split('\n');
    const numbers: number[] = [];
    const walk = (line: ConfigLine): void => {
      expect(source[line.number - 1]).toContain(line.text.split(' [ ')[0]);
      for (let at = 0; at <= line.verbatim.length; at++) numbers.push(line.number + at);
      for (const [at, raw] of line.verbatim.entries()) expect(source[line.number + at]).toBe(raw);
      line.children.forEach(walk);
    };
    tree.lines.forEach(walk);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });
});

describe('levels', () => {
  const depthOf = (lines: readonly ConfigLine[]): number =>
    lines.reduce((most, { children }) => Math.max(most, 1 + depthOf(children)), 0);

  it('are 32 at most, and what goes deeper is kept', () => {
    const indented = Array.from({ length: 100 }, (_, depth) => `${' '.repeat(depth)}a${depth}\n`).join('');
    const braced = `${indented.replaceAll('\n', ' {\n')}${'}\n'.repeat(100)}z;\n`;
    for (const { lines } of [parseConfig(indented, ios), parseConfig(braced, junos)]) {
      expect(depthOf(lines)).toBe(32);
      expect(pathsOf(lines).filter((path) => /a\d+$/.test(path))).toHaveLength(100);
    }
    expect(parseConfig(braced, junos).lines.map(({ text }) => text)).toEqual(['a0', 'z']);
  });
});

describe('strange text', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      ' b',
      '  c d',
      '\t',
      '\n',
      '\r\n',
      ';',
      '{',
      '}',
      '"',
      '\\',
      '[',
      ' ] ',
      '/*',
      '*/',
      '#',
      '!',
      'banner motd ^C',
    ],
    ...['^C', 'certificate ca 01', 'quit', 'EOF', 'end', 'exit', 'vlan 3,1-2', 'Gi1/0/1', 'inactive: ', '\u00a0', '\0'],
  );
  const strange = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
  );

  it.each(platforms.map(({ id, config }) => [id, config.syntax] as const))(
    'is read by %s, and the same again',
    (_, syntax) => {
      fc.assert(
        fc.property(strange, (text) => {
          const tree = parseConfig(text, syntax);
          expect(shapeOf(parseConfig(renderConfig(tree, syntax), syntax).lines)).toBe(shapeOf(tree.lines));
        }),
        { numRuns: 500 },
      );
    },
  );

  it.each([
    ['braces that open only', '{'.repeat(1_000_000)],
    ['blocks that open only', 'a{'.repeat(100_000)],
    ['statements in one line', 'a;'.repeat(100_000)],
    ['a quote that nothing closes', `a "${'\\"'.repeat(500_000)}`],
    ['remarks that nothing closes', '/*'.repeat(500_000)],
    ['remarks that nothing closes, a line each', '/*\n'.repeat(100_000)],
    ['lists that nothing closes', '[ '.repeat(500_000)],
    ['blanks', ' '.repeat(1_000_000)],
    ['one long line', `interface ${'a1'.repeat(500_000)}`],
    ['lines that go ever deeper', Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a`).join('\n')],
  ])('of %s neither hangs nor throws', (_, text) => {
    for (const syntax of [ios, junos]) {
      const tree = parseConfig(text, syntax);
      const again = parseConfig(renderConfig(tree, syntax), syntax);
      expect(again.lines.length).toBe(tree.lines.length);
    }
  });
});
