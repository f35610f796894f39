/** What each platform's words about configuration make of single lines and stamps. */
import { describe, expect, it } from 'vitest';
import { cleanConfig } from '../../src/configtext/clean-config.ts';
import type { PlatformDefinition } from '../../src/platforms/define.ts';
import { IOS_FACT_COMMANDS, readIosFacts } from '../../src/platforms/ios-family.ts';
import { findPlatform } from '../../src/platforms/registry.ts';

const platform = (id: string): PlatformDefinition => {
  const found = findPlatform(id);
  if (found === undefined) throw new Error(`no platform ${id}`);
  return found;
};
const savedBy = (id: string, answers: Record<string, string>) => platform(id).config.saved?.read(answers);

describe('whether the configuration is saved', () => {
  const changed = '! Last configuration change at 10:11:12 CET Mon Nov 23 2026 by netops\n';
  const savedAt = (time: string) => `! NVRAM config last updated at ${time} 2026 by netops\n`;

  it.each([
    ['a later save', changed + savedAt('10:11:13 CET Mon Nov 23'), true],
    ['a save in the same second', changed + savedAt('10:11:12 CET Mon Nov 23'), true],
    ['an earlier save', changed + savedAt('10:11:11 CET Mon Nov 23'), false],
    ['a clock that is not set', changed + savedAt('*23:00:00.123 CET Sun Nov 22'), false],
    ['two time zones', changed + savedAt('11:11:12 CEST Mon Nov 23'), undefined],
    ['no save since the start', changed, undefined],
    ['no change since the start', `! No configuration change since last restart\n${changed}`, true],
    ['no stamps', 'hostname a\nend\n', undefined],
  ])('IOS and IOS-XE: %s', (_, text, expected) => {
    for (const id of ['cisco_ios', 'cisco_iosxe']) expect(savedBy(id, { 'show running-config': text })).toBe(expected);
    // The facts read the same stamps from a shorter answer.
    const [, changes = ''] = IOS_FACT_COMMANDS;
    expect(readIosFacts({ [changes]: text }).configSaved).toBe(expected);
  });

  it.each([
    ['a later save', '!Running configuration last done at: Mon Nov 23 09:11:12 2026', 'Mon Nov 23 09:12:00 2026', true],
    [
      'an earlier save',
      '!Running configuration last done at: Mon Nov 23 09:11:12 2026',
      'Mon Nov  2 09:12:00 2026',
      false,
    ],
    ['no change since the start', '!No configuration change since last restart', 'Mon Nov  2 09:12:00 2026', true],
    ['a release without stamps', '!Time: Mon Nov 23 09:11:12 2026', 'Mon Nov  2 09:12:00 2026', undefined],
    ['a save without a time', '!No configuration change since last restart', 'never', undefined],
  ])('NX-OS: %s', (_, head, at, expected) => {
    const answers = {
      'show running-config': `!Command: show running-config\n${head}\n\nhostname a\n`,
      'show startup-config | include ^!': `!Command: show startup-config\n!Startup config saved at: ${at}\n`,
    };
    expect(savedBy('cisco_nxos', answers)).toBe(expected);
    expect(savedBy('cisco_nxos', { 'show running-config': answers['show running-config'] })).toBeUndefined();
  });

  it.each([
    ['no difference', '', true],
    ['a blank line', '\n', true],
    ['a difference', '--- flash:/startup-config\n+++ system:/running-config\n@@ -1 +1 @@\n+hostname a\n', false],
    ['a refusal', '% Invalid input\n', undefined],
  ])('EOS: %s', (_, text, expected) => {
    expect(savedBy('arista_eos', { 'show running-config diffs': text })).toBe(expected);
  });

  it('is always so where a commit is kept, and cannot be told for FRR and Linux', () => {
    for (const id of ['cisco_iosxr', 'juniper_junos']) expect(savedBy(id, {})).toBe(true);
    for (const id of ['frr', 'linux']) expect(platform(id).config.saved).toBeUndefined();
  });
});

describe('settings', () => {
  const settingOf = (id: string, line: string) =>
    platform(id)
      .config.syntax.settings.map((pattern) => pattern.exec(line)?.[0])
      .find((match) => match !== undefined);

  it.each([
    ['cisco_ios', 'ip address 10.0.0.1 255.255.255.0', 'ip address'],
    ['cisco_ios', 'ip address 10.0.0.2 255.255.255.0 secondary', undefined],
    ['cisco_ios', 'switchport trunk allowed vlan 10,20', 'switchport trunk allowed vlan'],
    ['cisco_ios', 'switchport trunk allowed vlan add 30', undefined],
    ['cisco_ios', 'neighbor 10.0.0.2 remote-as 65001', 'neighbor 10.0.0.2 remote-as'],
    ['cisco_ios', 'neighbor 10.0.0.2 route-map IN in', undefined],
    ['cisco_ios', 'username netops privilege 15 secret 9 x', 'username netops'],
    ['cisco_ios', 'set metric-type type-1', 'set metric-type'],
    ['cisco_ios', 'set metric 5', 'set metric'],
    ['cisco_ios', 'set community 1:1', undefined],
    ['cisco_ios', 'banner motd ^C', 'banner motd'],
    ['cisco_ios', 'enable secret level 7 9 x', 'enable secret level 7'],
    ['cisco_ios', 'ip helper-address 10.0.0.67', undefined],
    ['cisco_nxos', 'username netops password 5 x  role network-admin', 'username netops'],
    ['cisco_nxos', 'username netops sshkey ssh-ed25519 AAAA', undefined],
    ['cisco_nxos', '10 permit ip any any', undefined],
    ['cisco_nxos', 'priority-flow-control mode on', undefined],
    ['cisco_iosxr', 'domain name example.net', 'domain name'],
    ['cisco_iosxr', 'domain name-server 10.0.0.53', undefined],
    ['cisco_iosxr', 'logging buffered debugging', undefined],
    ['cisco_iosxr', '10 permit ipv4 any any', '10'],
    ['arista_eos', 'peer-address 10.0.0.1', 'peer-address'],
    ['arista_eos', 'peer-address heartbeat 10.0.8.12', undefined],
    ['arista_eos', 'ip address virtual 10.0.0.1/24', undefined],
    ['arista_eos', 'vrf MGMT', undefined],
    ['juniper_junos', 'host-name edge-1', 'host-name'],
    ['juniper_junos', 'class ops', undefined],
    ['juniper_junos', 'address 10.0.0.1/24', undefined],
    ['frr', 'ip address 10.0.0.1/24', undefined],
    ['frr', 'neighbor 10.0.0.2 timers connect 5', 'neighbor 10.0.0.2 timers connect'],
    ['frr', 'ip prefix-list L seq 5 permit any', 'ip prefix-list L seq 5'],
  ])('%s: %s', (id, line, expected) => {
    expect(settingOf(id, line)).toBe(expected);
  });
});

describe('order', () => {
  const isOrdered = (id: string, line: string) => {
    const { orderedBlocks, orderedLines } = platform(id).config.syntax;
    return [...orderedBlocks, ...orderedLines].some((pattern) => pattern.test(line));
  };

  it.each([
    ['cisco_ios', 'ip access-list extended MGMT-IN', true],
    ['cisco_ios', 'access-list 23 permit any', true],
    ['cisco_ios', 'ip prefix-list OWN seq 5 permit 10.0.0.0/8', false],
    ['cisco_ios', 'route-map OUT permit 10', false],
    ['cisco_ios', 'ntp server 10.0.0.10', false],
    ['cisco_nxos', 'ip access-list MGMT-IN', false],
    ['cisco_iosxr', 'route-policy PASS', true],
    ['cisco_iosxr', 'route-policy PASS in', false],
    ['cisco_iosxr', 'elseif destination in OWN then', true],
    ['arista_eos', 'ip access-list MGMT-IN', false],
    ['juniper_junos', 'filter PROTECT', true],
    ['juniper_junos', 'inactive: policy-statement OUT', true],
    ['juniper_junos', 'filter', false],
    ['juniper_junos', 'prefix-list OWN', false],
    ['juniper_junos', 'static', false],
    ['frr', 'access-list A permit any', true],
    ['frr', 'access-list LONGER seq 5 permit any', false],
    ['frr', 'bgp as-path access-list P permit ^65', true],
    ['frr', 'bgp as-path access-list P seq 5 permit ^65', false],
  ])('%s: %s', (id, line, expected) => {
    expect(isOrdered(id, line)).toBe(expected);
  });
});

describe('noise', () => {
  const cleaned = (id: string, text: string) => {
    const { volatile, syntax } = platform(id).config;
    return cleanConfig(text, volatile, syntax.verbatim);
  };

  it('is a reservation that the tunnel sets itself, and no other', () => {
    const tunnel = (rest: string) => `interface Tunnel1\n tunnel mpls traffic-eng bandwidth 500\n${rest}`;
    const own = ' tunnel mpls traffic-eng path-option 1 dynamic\n tunnel mpls traffic-eng auto-bw\n';
    expect(cleaned('cisco_ios', tunnel(own))).toBe(`interface Tunnel1\n${own}`);
    const next = `interface Tunnel2\n${own}`;
    expect(cleaned('cisco_ios', tunnel(next))).toBe(tunnel(next));
  });

  it('is no line that a person sets', () => {
    const set =
      ' clock rate 2000000\n length 0\n width 0\ntftp-server flash:boot.bin\n! a remark\nntp server 10.0.0.10\n';
    expect(cleaned('cisco_ios', `interface Serial0\n${set}`)).toBe(`interface Serial0\n${set}`);
  });

  it('is not looked for in banners', () => {
    const text = 'banner motd ^C\nntp clock-period 7\n! Last configuration change at noon\n^C\n';
    expect(cleaned('cisco_ios', `${text}ntp clock-period 8\nend\n`)).toBe(`${text}end\n`);
  });
});
