import { describe, expect, it } from 'vitest';
import { findRisks } from '../../src/change/find-risks.ts';
import { readChangeLines } from '../../src/configtext/change-lines.ts';
import { diffConfigs } from '../../src/configtext/config-diff.ts';
import { parseConfig } from '../../src/configtext/config-tree.ts';
import { mergeLines } from '../../src/configtext/merge-lines.ts';
import { findPlatform } from '../../src/platforms/registry.ts';

const IOS = `hostname sw1
vrf definition Mgmt
interface GigabitEthernet0/1
 description uplink
 ip address 10.0.0.1 255.255.255.0
interface GigabitEthernet0/2
 description users
 ip address 10.0.0.10 255.255.255.0
ip access-list standard OTHER
 permit 192.0.2.0 0.0.0.255
ip access-list standard MGMT
 permit 10.0.0.0 0.0.0.255
line vty 0 4
 access-class MGMT in
 transport input ssh
end
`;
const JUNOS = `system {
    host-name r1;
    services { ssh; }
}
interfaces {
    ge-0/0/0 { unit 0 { family inet { address 10.0.0.1/24; } } }
    ge-0/0/1 { unit 0 { family inet { address 10.0.1.1/24; } } }
    lo0 { unit 0 { family inet { filter { input PROTECT-RE; } } } }
}
firewall { family inet { filter PROTECT-RE { term ssh { then accept; } } filter OTHER { term a { then accept; } } } }
`;

function risksOf(platform: string, config: string, lines: string, options: { host?: string; heals?: boolean } = {}) {
  const found = findPlatform(platform);
  if (found === undefined) throw new Error(platform);
  const { syntax } = found.config;
  const base = parseConfig(config, syntax);
  const typed = readChangeLines(lines, syntax, base);
  return findRisks({
    lines: typed,
    diff: diffConfigs(base, mergeLines(base, typed, syntax), syntax),
    base,
    host: options.host ?? '10.0.0.1',
    dialect: { timer: options.heals === false ? null : { leastMinutes: 1, mostMinutes: 120 } },
    rebuilds: false,
  });
}
const ios = (lines: string, options?: Parameters<typeof risksOf>[3]) => risksOf('cisco_ios', IOS, lines, options);
const junos = (lines: string, options?: Parameters<typeof risksOf>[3]) =>
  risksOf('juniper_junos', JUNOS, lines, options);

describe('findRisks', () => {
  it.each([
    ['line vty 0 4\n transport input none'],
    ['no ip ssh version 2'],
    ['username eve secret x'],
    ['ip default-gateway 10.0.0.254'],
    ['ip route 0.0.0.0 0.0.0.0 10.0.0.254'],
    ['no ip route vrf Mgmt 0.0.0.0 0.0.0.0 10.0.0.254'],
    ['ip access-list standard MGMT\n no permit 10.0.0.0 0.0.0.255'],
    ['no vrf definition Mgmt'],
  ])('sees the management path in %j', (lines) => {
    expect(ios(lines)).toContain('management-path');
  });

  it.each([['set system services telnet'], ['delete system services ssh'], ['set interfaces fxp0 disable']])(
    'sees the management path in %j',
    (lines) => {
      expect(junos(lines)).toContain('management-path');
    },
  );

  it('knows the filter that guards the routing engine from others', () => {
    expect(junos('set firewall family inet filter PROTECT-RE term all then discard')).toEqual(['management-path']);
    expect(junos('set firewall family inet filter OTHER term b then discard')).toEqual([]);
  });

  it.each([
    ['ntp server 192.0.2.1'],
    ['interface GigabitEthernet0/2\n description x'],
    ['ip access-list standard OTHER\n permit 198.51.100.0 0.0.0.255'],
    ['ip route 192.0.2.0 255.255.255.0 10.0.0.254'],
    ['snmp-server location here'],
  ])('is silent about %j', (lines) => {
    expect(ios(lines)).toEqual([]);
  });

  it('names the interface the device is reached by, by its address, however it is written', () => {
    expect(ios('interface GigabitEthernet0/1\n shutdown')).toEqual(['own-interface']);
    expect(ios('interface Gi0/1\n shutdown')).toEqual(['own-interface']);
    expect(ios('interface GigabitEthernet0/2\n shutdown')).toEqual([]);
    expect(ios('interface GigabitEthernet0/1\n shutdown', { host: 'sw1.example.net' })).toEqual([]);
    expect(junos('set interfaces ge-0/0/0 disable')).toEqual(['own-interface']);
    expect(junos('set interfaces ge-0/0/1 disable')).toEqual([]);
  });

  it('says what concerns logins, what may restart, and what does not heal, worst first', () => {
    expect(ios('aaa new-model\nboot system flash:x.bin\nntp server 1.1.1.1', { heals: false })).toEqual([
      'aaa',
      'reload-like',
      'no-self-heal',
    ]);
  });
});
