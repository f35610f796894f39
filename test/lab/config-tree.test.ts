/** Configuration that changes line by line, as the IOS family keeps it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConfigLayout, ConfigTree, parseConfig } from '../../src/lab/config-tree.ts';

const LAYOUT: ConfigLayout = { indent: 1, separator: '!', blockEnd: null };
const TEXT = `hostname sw1
!
interface Gi0/1
 description old
 shutdown
!
interface Gi0/2
!
banner motd ^C
 # not a prompt
^C
!
router bgp 1
 neighbor 10.0.0.1 remote-as 2
`;
const make = () => new ConfigTree(parseConfig(TEXT), { single: [/^hostname /, /^description /] });

describe('a configuration tree', () => {
  test('prints what it read', () => {
    expect(make().render(LAYOUT)).toBe(TEXT);
  });

  test('replaces, adds and removes lines in their block', () => {
    const tree = make();
    expect(tree.apply([], 'hostname sw2')).toBe(true);
    expect(tree.apply(['interface Gi0/1'], 'description new')).toBe(true);
    expect(tree.apply(['interface Gi0/1'], 'no shutdown')).toBe(true);
    expect(tree.apply(['interface Gi0/3'], 'mtu 9000')).toBe(true);
    expect(tree.apply([], 'no router bgp 1')).toBe(true);
    expect(tree.render(LAYOUT)).toBe(
      'hostname sw2\n!\ninterface Gi0/1\n description new\n!\ninterface Gi0/2\n!\ninterface Gi0/3\n mtu 9000\n!\nbanner motd ^C\n # not a prompt\n^C\n',
    );
    expect(tree.find(/^hostname (\S+)/)).toBe('sw2');
  });

  test('says that nothing changed when nothing did', () => {
    const tree = make();
    expect(tree.apply([], 'hostname sw1')).toBe(false);
    expect(tree.apply([], 'no ntp server 10.0.0.1')).toBe(false);
    expect(tree.apply(['interface Gi0/9'], 'no shutdown')).toBe(false);
    expect(tree.open(['interface Gi0/1'])).toBe(false);
    expect(tree.render(LAYOUT)).toBe(TEXT);
  });

  test('a clone changes alone', () => {
    const tree = make();
    tree.clone().apply([], 'hostname other');
    expect(tree.render(LAYOUT)).toBe(TEXT);
  });

  test('a layout may end its blocks', () => {
    const tree = new ConfigTree(parseConfig('router bgp 1\n neighbor a\n  remote-as 2\nssh server\n'), { single: [] });
    expect(tree.render({ indent: 1, separator: null, blockEnd: '!' })).toBe(
      'router bgp 1\n neighbor a\n  remote-as 2\n !\n!\nssh server\n',
    );
  });

  const line = fc.tuple(fc.constantFrom('ntp', 'ip', 'vlan', 'snmp'), fc.nat(9)).map(([word, n]) => `${word} ${n}`);

  test('adding a new line and taking it away leaves the text as it was', () => {
    fc.assert(
      fc.property(fc.uniqueArray(line, { minLength: 1 }), line, (lines, extra) => {
        fc.pre(!lines.includes(extra));
        const tree = new ConfigTree(parseConfig(lines.join('\n')), { single: [] });
        const before = tree.render(LAYOUT);
        expect(tree.apply([], extra)).toBe(true);
        expect(tree.apply([], `no ${extra}`)).toBe(true);
        expect(tree.render(LAYOUT)).toBe(before);
      }),
    );
  });
});

const WORDS = ['ntp server', 'logging host', 'username', 'vlan', 'snmp-server host'];

describe('a line that comes back', () => {
  test('stands where it stood, in whatever order lines went and come', () => {
    const nodes = fc.uniqueArray(fc.tuple(fc.constantFrom(...WORDS), fc.nat(30)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(nodes, fc.array(fc.nat(11)), fc.array(fc.nat(11)), (pairs, goes, comes) => {
        const lines = pairs.map(([word, n]) => `${word} ${n}`);
        const unique = [...new Set(lines)];
        const tree = new ConfigTree(parseConfig(unique.join('\n')), { single: [] });
        const before = tree.render(LAYOUT);
        const pick = (picks: readonly number[]) => picks.map((at) => unique[at % unique.length] as string);
        for (const line of pick(goes)) tree.apply([], `no ${line}`);
        expect(pick(goes).filter((line) => tree.render(LAYOUT).split('\n').includes(line))).toEqual([]);
        for (const line of [...pick(comes), ...unique]) tree.apply([], line);
        expect(tree.render(LAYOUT)).toBe(before);
      }),
    );
  });

  test('a block comes back empty, its lines one by one in their places', () => {
    const tree = make();
    const before = tree.render(LAYOUT);
    const [block] = tree.nodes().filter((node) => node.children.length > 1);
    if (block === undefined) throw new Error('no block in the text');
    const lines = tree.block(block.line) ?? [];
    tree.apply([], `no ${block.line}`);
    expect(tree.block(block.line)).toBeNull();
    tree.open([block.line]);
    expect(tree.block(block.line)).toEqual([]);
    for (const line of [...lines].reverse()) tree.apply([block.line], line);
    expect(tree.render(LAYOUT)).toBe(before);
  });

  test('a value changed and changed back leaves the text as it was; a clone is its own', () => {
    const tree = make();
    const before = tree.render(LAYOUT);
    const clone = tree.clone();
    tree.apply([], 'hostname other');
    tree.apply([], 'no hostname other');
    tree.apply([], `hostname ${clone.find(/^hostname (\S+)/)}`);
    expect(tree.render(LAYOUT)).toBe(before);
    clone.apply([], 'hostname third');
    expect(tree.render(LAYOUT)).toBe(before);
  });

  test('lines on by default show their no form, and lose it again', () => {
    const tree = new ConfigTree(parseConfig('a 1\n'), { single: [], shownNo: [/^ip routing$/] });
    expect(tree.apply([], 'no ip routing')).toBe(true);
    expect(tree.apply([], 'no ip routing')).toBe(false);
    expect(tree.render(LAYOUT)).toContain('no ip routing');
    tree.apply([], 'ip routing');
    expect(tree.block('no ip routing')).toBeNull();
  });
});
