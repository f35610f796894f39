import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readChangeLines } from '../../src/configtext/change-lines.ts';
import { diffConfigs, diffText } from '../../src/configtext/config-diff.ts';
import { parseConfig, renderConfig } from '../../src/configtext/config-tree.ts';
import { inverseLines } from '../../src/configtext/inverse-lines.ts';
import { mergeLines } from '../../src/configtext/merge-lines.ts';
import { setLinesOf } from '../../src/configtext/statement-tree.ts';
import { findPlatform, platforms } from '../../src/platforms/registry.ts';

const syntaxOf = (platform: string) => {
  const found = findPlatform(platform);
  if (found === undefined) throw new Error(platform);
  return found.config.syntax;
};

/** The difference a change makes. */
function difference(before: string, change: string, platform = 'cisco_ios'): string[] {
  const syntax = syntaxOf(platform);
  const tree = parseConfig(before, syntax);
  return diffText(diffConfigs(tree, mergeLines(tree, readChangeLines(change, syntax), syntax), syntax));
}

const PORT = `interface GigabitEthernet1/0/1
 description old
 switchport trunk allowed vlan 10,20
 ip address 10.0.0.1 255.255.255.0
 ip address 10.0.0.2 255.255.255.0 secondary
`;
const inPort = (...lines: string[]) => ['interface Gi1/0/1', ...lines.map((line) => ` ${line}`)].join('\n');
const ofPort = (...lines: string[]) => ['  interface GigabitEthernet1/0/1', ...lines];

describe('lines of a block', () => {
  test.each([
    ['a setting is overwritten', ['description new'], ofPort('-   description old', '+   description new')],
    ['what is said already changes nothing', ['description old'], []],
    ['no takes a value away, whatever it is', ['no description'], ofPort('-   description old')],
    [
      'a secondary address is not the primary',
      ['ip address 10.0.0.3 255.255.255.0'],
      ofPort('-   ip address 10.0.0.1 255.255.255.0', '+   ip address 10.0.0.3 255.255.255.0'),
    ],
    [
      'a secondary address stands beside others',
      ['ip address 10.0.0.3 255.255.255.0 secondary'],
      ofPort('+   ip address 10.0.0.3 255.255.255.0 secondary'),
    ],
    [
      'one address is taken away by its whole line',
      ['no ip address 10.0.0.2 255.255.255.0 secondary'],
      ofPort('-   ip address 10.0.0.2 255.255.255.0 secondary'),
    ],
    [
      'no with fewer words takes away all that begins so',
      ['no ip address'],
      ofPort('-   ip address 10.0.0.1 255.255.255.0', '-   ip address 10.0.0.2 255.255.255.0 secondary'),
    ],
    [
      'numbers are added to a list',
      ['switchport trunk allowed vlan add 21,30'],
      ofPort('-   switchport trunk allowed vlan 10,20', '+   switchport trunk allowed vlan 10,20-21,30'),
    ],
    [
      'numbers are taken from a list',
      ['switchport trunk allowed vlan remove 20'],
      ofPort('-   switchport trunk allowed vlan 10,20', '+   switchport trunk allowed vlan 10'),
    ],
    [
      'an emptied list allows nothing, not everything',
      ['switchport trunk allowed vlan remove 1-100'],
      ofPort('-   switchport trunk allowed vlan 10,20', '+   switchport trunk allowed vlan none'),
    ],
    ['a no that finds nothing is a line', ['no cdp enable'], ofPort('+   no cdp enable')],
    ['default forgets both', ['default description'], ofPort('-   description old')],
  ])('%s', (_, lines, expected) => {
    expect(difference(PORT, inPort(...lines))).toEqual(expected);
  });

  test('where no list is shown all numbers are in it', () => {
    const port = 'interface Ethernet1\n';
    expect(difference(port, 'interface Ethernet1\n switchport trunk allowed vlan remove 5', 'arista_eos')).toEqual([
      '  interface Ethernet1',
      '+   switchport trunk allowed vlan 1-4,6-4094',
    ]);
    expect(difference(port, 'interface Ethernet1\n switchport trunk allowed vlan add 5', 'arista_eos')).toEqual([]);
  });

  test('a shown no x is taken back by x, which is then not shown', () => {
    const before = 'no ip domain-lookup\ninterface Vlan1\n no shutdown\n';
    expect(difference(before, 'ip domain-lookup')).toEqual(['- no ip domain-lookup']);
    expect(difference(before, 'no ip domain-lookup')).toEqual([]);
  });

  test('a value takes the place of no value', () => {
    expect(difference('interface Vlan1\n no ip address\n', 'interface Vlan1\n ip address 10.0.0.1 255.0.0.0')).toEqual([
      '  interface Vlan1',
      '-   no ip address',
      '+   ip address 10.0.0.1 255.0.0.0',
    ]);
  });
});

describe('blocks', () => {
  test('a header alone makes its block, no takes it away with all that is in it', () => {
    expect(difference(PORT, 'interface Loopback5')).toEqual(['+ interface Loopback5']);
    expect(difference(`${PORT}router bgp 1\n neighbor 10.0.0.1 remote-as 2\n`, 'no router bgp 1')).toEqual([
      '- router bgp 1',
      '-   neighbor 10.0.0.1 remote-as 2',
    ]);
  });

  test('default empties a block', () => {
    expect(difference('interface Vlan1\n mtu 9000\n', 'default interface Vlan1')).toEqual([
      '  interface Vlan1',
      '-   mtu 9000',
    ]);
  });

  test('what the host has is shown only while it is configured', () => {
    const before = 'interface eth0\n description a\n';
    expect(difference(before, 'interface eth0\n no description', 'frr')).toEqual([
      '- interface eth0',
      '-   description a',
    ]);
  });

  test('lists of VLANs grow and shrink', () => {
    expect(difference('vlan 1,10,20\n', 'vlan 30\nno vlan 10', 'cisco_nxos')).toEqual([
      '- vlan 1,10,20',
      '+ vlan 1,20,30',
    ]);
    expect(difference('vlan 1,10\nvlan 10\n name a\n', 'no vlan 10', 'cisco_nxos')).toEqual([
      '- vlan 1,10',
      '- vlan 10',
      '-   name a',
      '+ vlan 1',
    ]);
  });

  test('a banner is replaced with its text', () => {
    const before = 'banner motd ^C\nold\n^C\nhostname a\n';
    expect(difference(before, 'banner motd ^C\nnew\n^C')).toEqual(['  banner motd ^C', '-   old', '+   new']);
    expect(difference(before, 'no banner motd')).toEqual(['- banner motd ^C', '-   old', '-   ^C']);
  });

  test('entries take the place their number gives them, or the next number', () => {
    const before = 'ip access-list extended A\n 10 permit ip any any\n 30 deny ip any any log\n';
    const change = 'ip access-list extended A\n 20 permit tcp any any\n permit udp any any\n no 10';
    const syntax = syntaxOf('cisco_iosxe');
    const merged = mergeLines(parseConfig(before, syntax), readChangeLines(change, syntax), syntax);
    expect(renderConfig(merged, syntax)).toBe(
      'ip access-list extended A\n 20 permit tcp any any\n 30 deny ip any any log\n 40 permit udp any any\n',
    );
  });

  test('a route-policy is written anew', () => {
    const before = 'route-policy A\n  if as-path in B then\n    drop\n  endif\n  pass\nend-policy\n';
    expect(difference(before, 'route-policy A\n  pass\nend-policy', 'cisco_iosxr')).toEqual([
      '  route-policy A',
      '-   if as-path in B then',
      '-     drop',
      '-   endif',
    ]);
  });
});

describe('statements', () => {
  const BEFORE = `system {
    host-name a;
    services {
        ssh;
    }
}
policy-options {
    policy-statement P {
        term one {
            then accept;
        }
        term two {
            then reject;
        }
    }
}
interfaces {
    inactive: ge-0/0/0 {
        unit 0 {
            vlan {
                members [ 10 20 ];
            }
        }
    }
}
`;
  test.each([
    ['set system host-name b', ['  system', '-   host-name a', '+   host-name b']],
    ['delete system services', ['  system', '-   services', '-     ssh']],
    ['delete system host-name', ['  system', '-   host-name a']],
    ['activate interfaces ge-0/0/0', ['  interfaces', '-   inactive: ge-0/0/0', '+   ge-0/0/0']],
    ['deactivate system host-name', ['  system', '-   host-name a', '+   inactive: host-name a']],
    [
      'delete interfaces ge-0/0/0 unit 0 vlan members 10',
      [
        '  interfaces',
        '    inactive: ge-0/0/0',
        '      unit 0',
        '        vlan',
        '-         members [ 10 20 ]',
        '+         members 20',
      ],
    ],
    [
      'insert policy-options policy-statement P term two before term one',
      [
        '  policy-options',
        '    policy-statement P',
        '-     term one',
        '-       then accept',
        '+     term one',
        '+       then accept',
      ],
    ],
    ['set interfaces ge-0/0/1 unit 0 family inet', ['  interfaces', '+   ge-0/0/1 unit 0 family inet']],
  ])('%s', (change, expected) => {
    expect(difference(BEFORE, change, 'juniper_junos')).toEqual(expected);
  });
});

/** Words every platform of that form takes for something; what it is does not matter here. */
const LINES = [
  'hostname a',
  'no ip domain-lookup',
  'ip domain-lookup',
  'ntp server 10.0.0.1',
  'no ntp server 10.0.0.1',
  'interface Loopback1\n description x',
  'interface Loopback1\n description y y\n no shutdown',
  'interface Loopback1\n shutdown\n mtu 9000',
  'interface Loopback1\n switchport trunk allowed vlan 10-20',
  'interface Loopback1\n switchport trunk allowed vlan add 15,30',
  'interface Loopback1\n switchport trunk allowed vlan remove 12',
  'interface Loopback1\n no switchport trunk allowed vlan',
  'interface Loopback2\n ip address 10.0.0.1 255.0.0.0\n ip address 10.0.0.2 255.0.0.0 secondary',
  'interface Loopback2\n no ip address 10.0.0.1 255.0.0.0',
  'interface Loopback2\n no ip address',
  'no interface Loopback2',
  'router bgp 1\n neighbor 10.0.0.1 remote-as 2\n address-family ipv4\n  network 10.0.0.0\n  network 10.1.0.0',
  'router bgp 1\n neighbor 10.0.0.1 remote-as 3\n address-family ipv4\n  no network 10.0.0.0',
  'router bgp 1\n no neighbor 10.0.0.1',
  'no router bgp 1',
  'ip access-list extended A\n permit ip any any\n deny tcp any any',
  'ip access-list extended A\n no deny tcp any any\n remark here\n deny tcp any any',
  'ip access-list extended B\n 10 permit ip any any\n 20 deny tcp any any',
  'ip access-list extended B\n no 10\n 15 permit udp any any',
  'access-list 10 permit 10.0.0.1\naccess-list 10 permit 10.0.0.2',
  'no access-list 10 permit 10.0.0.1\naccess-list 10 permit 10.0.0.1',
  'no access-list 10',
  'vlan 10,20,30',
  'vlan 40\n name forty',
  'no vlan 20,40',
];
const STATEMENTS = [
  'set system host-name a',
  'set system host-name "b b"',
  'delete system host-name',
  'set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/24',
  'set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.2/24',
  'set interfaces ge-0/0/0 description x',
  'delete interfaces ge-0/0/0 unit 0',
  'deactivate interfaces ge-0/0/0',
  'activate interfaces ge-0/0/0',
  'delete interfaces',
  'set policy-options policy-statement P term a then accept',
  'set policy-options policy-statement P term b then reject',
  'insert policy-options policy-statement P term b before term a',
  'delete policy-options policy-statement P term a',
  'set vlans v members [ 10 20 ]',
  'delete vlans v members 10',
];

test.each(platforms.filter(({ config }) => config.syntax.negation !== null))('$id: there and back', ({ config }) => {
  const { syntax } = config;
  const pool = syntax.form === 'braces' ? STATEMENTS : LINES;
  const changes = fc.array(fc.constantFrom(...pool), { maxLength: 6 }).map((texts) => texts.join('\n'));
  fc.assert(
    fc.property(changes, changes, (first, second) => {
      const merge = (tree: ReturnType<typeof parseConfig>, text: string) =>
        mergeLines(tree, readChangeLines(text, syntax), syntax);
      const before = merge(parseConfig('', syntax), first);
      const after = merge(before, second);
      const { lines } = inverseLines(before, after, syntax);
      const there = merge(after, lines.join('\n'));
      if (syntax.form === 'braces') {
        const said = (tree: typeof before) => setLinesOf(tree).map(({ text }) => text);
        expect([lines, said(there).sort()]).toEqual([lines, said(before).sort()]);
      } else expect(diffText(diffConfigs(before, there, syntax))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
