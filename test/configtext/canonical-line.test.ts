import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalLine } from '../../src/configtext/canonical-line.ts';
import { platforms } from '../../src/platforms/registry.ts';
import { configOf } from './sample-configs.ts';

const ios = configOf('cisco_ios').syntax;

describe('lines that mean the same', () => {
  it.each([
    ['cisco_ios', 'interface Gi1/0/1', 'interface GigabitEthernet1/0/1'],
    ['cisco_ios', 'interface GigabitEthernet 1/0/1', 'interface GigabitEthernet1/0/1'],
    ['cisco_ios', 'no interface vlan 10', 'no interface Vlan10'],
    [
      'cisco_ios',
      ' ip route 10.0.0.0 255.0.0.0 Te1/1/1 10.0.0.1',
      'ip route 10.0.0.0 255.0.0.0 TenGigabitEthernet1/1/1 10.0.0.1',
    ],
    ['cisco_ios', 'ntp source Lo0', 'ntp source Loopback0'],
    ['cisco_ios', 'switchport trunk allowed vlan 21,10,20', 'switchport trunk allowed vlan 10,20-21'],
    ['cisco_ios', 'vlan 30,1-3,2-10', 'vlan 1-10,30'],
    ['cisco_ios', 'deny   ip\tany  any', 'deny ip any any'],
    ['cisco_nxos', 'interface e1/1.100', 'interface Ethernet1/1.100'],
    ['cisco_nxos', 'vlan access-list 2,1 vlan-list 2,1', 'vlan access-list 2,1 vlan-list 1-2'],
    ['cisco_nxos', 'interface po10', 'interface port-channel10'],
    ['cisco_iosxr', 'interface Hu0/0/0/1', 'interface HundredGigE0/0/0/1'],
    ['cisco_iosxr', 'interface mgmteth0/RP0/CPU0/0', 'interface MgmtEth0/RP0/CPU0/0'],
    ['arista_eos', 'interface Et49/1', 'interface Ethernet49/1'],
  ])('%s: %s is %s', (id, line, canonical) => {
    const { syntax } = configOf(id);
    expect(canonicalLine(line, syntax)).toBe(canonical);
    expect(canonicalLine(canonical, syntax)).toBe(canonical);
  });

  it.each([
    'description "two  blanks" in quotes',
    'description 5" pipe',
    'crypto key sha256 aes128 e1 md5',
    'ip address 10.0.0.1 255.255.255.0',
    'mac address-table static fa16.3e00.0001',
    'vlan 10,a',
    'name x-gi1/0/1',
    'service-policy input po1-uplinks',
  ])('%s stays', (line) => {
    expect(canonicalLine(line, ios)).toBe(line);
  });

  it('are one after one change, on every platform', () => {
    const word = fc.constantFrom(
      'interface',
      'vlan',
      'Gi',
      '1/0/1',
      '3,1-2',
      ' ',
      '  ',
      '"',
      '\\',
      'po',
      '10',
      'e',
      '\t',
      'set',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.constantFrom(...platforms), (words, { config }) => {
        const once = canonicalLine(words.join(''), config.syntax);
        expect(canonicalLine(once, config.syntax)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });
});
