/** Equal devices give equal text, different ones do not, and normalising twice is normalising once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseOutput } from '../../src/platforms/normalise.ts';
import { findPlatform, platforms } from '../../src/platforms/registry.ts';
import { loadDevices } from './platform-fixtures.ts';

const normalised = (id: string, command: string, hostname: string, text: string): string => {
  const platform = findPlatform(id);
  if (platform === undefined) throw new Error(`no platform ${id}`);
  return normaliseOutput(platform, command, hostname, text);
};

interface Pair {
  readonly id: string;
  readonly command: string;
  readonly a: string;
  readonly b: string;
}

/** What two healthy devices of one kind may say; the first is called sw1, the second sw2. */
const EQUAL: readonly Pair[] = [
  { id: 'cisco_ios', command: 'show version', a: 'sw1 uptime is 1 week, 2 days', b: 'sw2 uptime is 5 minutes' },
  {
    id: 'cisco_ios',
    command: 'show version',
    a: 'Uptime for this control processor is 1 day\nProcessor board ID FCW1\nSystem serial number            : FCW1',
    b: 'Uptime for this control processor is 3 weeks\nProcessor board ID FCW22\nSystem serial number            : FCW22',
  },
  {
    id: 'cisco_iosxe',
    command: 'show version',
    a: 'Base Ethernet MAC Address          : 00:53:00:aa:cc:80',
    b: 'Base Ethernet MAC Address          : 00:53:00:aa:01:00',
  },
  {
    id: 'cisco_iosxe',
    command: 'show version',
    a: 'System returned to ROM by Reload Command at 19:59:10 UTC Thu Nov 5 2026',
    b: 'System returned to ROM by Reload Command at 01:00:00 CET Mon Nov 2 2026',
  },
  {
    id: 'cisco_ios',
    command: 'show running-config',
    a: 'Building configuration...\n\nCurrent configuration : 4711 bytes\n!\n! Last configuration change at 09:01:02 UTC Mon Nov 23 2026 by netops\n!\nversion 15.2\nhostname sw1',
    b: 'Building configuration...\n\nCurrent configuration : 12 bytes\n!\n! No configuration change since last restart\n!\nversion 15.2\nhostname sw2',
  },
  {
    id: 'cisco_ios',
    command: 'show clock',
    a: '*18:57:38.347 UTC Mon Nov 23 2026',
    b: '.09:01:02.003 CET Sun Nov 1 2026',
  },
  {
    id: 'cisco_ios',
    command: 'show interfaces',
    a: '  Last input 00:00:01, output 00:00:00, output hang never\n  5 minute input rate 1000 bits/sec, 2 packets/sec\n     99 packets input, 12345 bytes, 0 no buffer',
    b: '  Last input never, output 1w2d, output hang never\n  5 minute input rate 0 bits/sec, 0 packets/sec\n     1234567 packets input, 8 bytes, 0 no buffer',
  },
  {
    id: 'cisco_ios',
    command: 'show ip bgp summary',
    a: '10.0.0.1        4        65000     187     191      558    0    0 1w2d           12',
    b: '10.0.0.1        4        65000  512187  999191   558720    0    0 00:01:23       12',
  },
  {
    id: 'cisco_ios',
    command: 'show ip ospf neighbor',
    a: '10.0.0.1          1   FULL/DR         00:00:31    10.0.1.1        Vlan10',
    b: '10.0.0.1          1   FULL/DR         00:00:38    10.0.1.1        Vlan10',
  },
  {
    id: 'cisco_nxos',
    command: 'show running-config',
    a: '!Command: show running-config\n!Running configuration last done at: Mon Nov 23 10:00:00 2026\n!Time: Mon Nov 23 10:15:02 2026\n\nversion 10.2(5)',
    b: '!Command: show running-config\n!No configuration change since last restart\n!Time: Tue Nov 24 01:00:00 2026\n\nversion 10.2(5)',
  },
  {
    id: 'cisco_nxos',
    command: 'show version | json',
    a: '{"host_name": "sw1", "proc_board_id": "FDO1", "kern_uptm_days": 45}',
    b: '{"host_name": "sw2", "proc_board_id": "FDO2", "kern_uptm_days": 5}',
  },
  {
    id: 'cisco_iosxr',
    command: 'show running-config',
    a: 'Mon Nov 23 10:15:02.123 UTC\nBuilding configuration...\n!! IOS XR Configuration 7.5.2\n!! Last configuration change at Mon Nov 23 09:00:00 2026 by netops\n!\nhostname sw1',
    b: 'Sun Nov  1 01:02:03.004 CET\nBuilding configuration...\n!! IOS XR Configuration 7.5.2\n!! Last configuration change at Sun Nov  1 01:00:00 2026 by other\n!\nhostname sw2',
  },
  {
    id: 'arista_eos',
    command: 'show version | json',
    a: '{"serialNumber": "JPE1", "uptime": 874502.91, "systemMacAddress": "00:53:00:11:22:33", "memFree": 1}',
    b: '{"serialNumber": "JPE2", "uptime": 12, "systemMacAddress": "00:53:00:11:22:34", "memFree": 200}',
  },
  {
    id: 'juniper_junos',
    command: 'show system uptime',
    a: 'System booted: 2026-06-21 15:00:00 CEST (22w0d 20:15 ago)\n10:15AM  up 154 days, 20:15, 1 users, load averages: 0.10, 0.12, 0.09\n\n{master:0}',
    b: 'System booted: 2026-11-23 10:09:50 UTC (00:05:12 ago)\n 8:48AM  up 5 mins, 3 users, load averages: 1.10, 0.12, 0.00',
  },
  {
    id: 'juniper_junos',
    command: 'show configuration',
    a: '## Last commit: 2026-11-20 09:00:00 CET by netops\nversion 21.4R3-S5.4;\nsystem {\n    host-name sw1;',
    b: '## Last commit: 2025-01-01 00:00:00 UTC by other\nversion 21.4R3-S5.4;\nsystem {\n    host-name sw2;',
  },
  {
    id: 'frr',
    command: 'show version',
    a: 'FRRouting 8.4.4 (sw1) on Linux(6.1).',
    b: 'FRRouting 8.4.4 (sw2) on Linux(6.1).',
  },
  {
    id: 'linux',
    command: 'uptime',
    a: ' 10:15:02 up 154 days, 19:16,  2 users,  load average: 0.12, 0.40, 0.66',
    b: ' 09:00:00 up 3 min,  load average: 1.00, 0.00, 0.00',
  },
];

/** Differences that must be seen. */
const DIFFERENT: readonly Pair[] = [
  { id: 'cisco_ios', command: 'show version', a: 'Version 15.2(7)E8', b: 'Version 15.2(7)E7' },
  {
    id: 'cisco_ios',
    command: 'show ip interface brief',
    a: 'Vlan1  10.0.0.1  YES NVRAM  up',
    b: 'Vlan1  10.0.0.2  YES NVRAM  up',
  },
  { id: 'cisco_ios', command: 'show interfaces', a: '  MTU 1500 bytes, BW 1000', b: '  MTU 9000 bytes, BW 1000' },
  { id: 'cisco_ios', command: 'show interfaces', a: '  0 input errors, 0 CRC', b: '  12 input errors, 12 CRC' },
  { id: 'cisco_ios', command: 'show running-config', a: 'ntp server 10.0.0.1', b: 'ntp server 10.0.0.9' },
  {
    id: 'cisco_ios',
    command: 'show running-config',
    a: ' periodic daily 8:00 to 9:00',
    b: ' periodic daily 8:00 to 19:00',
  },
  { id: 'cisco_ios', command: 'show running-config', a: ' timers 00:00:30', b: ' timers 00:00:31' },
  {
    id: 'cisco_ios',
    command: 'show ip bgp summary',
    a: '10.0.0.1 4 65000 1 1 1 0 0 1w2d 12',
    b: '10.0.0.1 4 65000 1 1 1 0 0 1w2d Idle',
  },
  { id: 'cisco_nxos', command: 'show mac address-table', a: '0011.2233.4455 dynamic', b: '0011.2233.4466 dynamic' },
  { id: 'juniper_junos', command: 'show version', a: 'Junos: 21.4R3', b: 'Junos: 21.4R2' },
  { id: 'cisco_ios', command: 'show running-config', a: 'description to sw1-old', b: 'description to sw9-old' },
];

describe('normaliseOutput', () => {
  it.each(EQUAL)('$id $command: equal devices are equal ($a)', ({ id, command, a, b }) => {
    expect(normalised(id, command, 'sw1', a)).toBe(normalised(id, command, 'sw2', b));
  });

  it.each(DIFFERENT)('$id $command: $a is not $b', ({ id, command, a, b }) => {
    expect(normalised(id, command, 'sw1', a)).not.toBe(normalised(id, command, 'sw2', b));
  });

  it('masks the name as a whole word only', () => {
    const text = 'sw1 sw10 to-sw1 sw1.example.net admin@sw1> "sw1" xsw1 sw1-2 (sw1)';
    expect(normalised('frr', 'show x', 'sw1', text)).toBe(
      '<hostname> sw10 to-sw1 <hostname>.example.net admin@<hostname>> "<hostname>" xsw1 sw1-2 (<hostname>)',
    );
  });

  it('takes blanks at line ends, repeated blank lines and carriage returns away', () => {
    expect(normalised('frr', 'show x', '', '\r\n\r\n a \t\r\n\r\n\n \nb\n\n')).toBe(' a\n\nb');
  });

  it('stays linear on hostile text', () => {
    const hostile = [' '.repeat(400_000), '1'.repeat(400_000), '\n'.repeat(400_000), '00:00:00'.repeat(50_000)];
    for (const platform of platforms) {
      for (const text of hostile) {
        normaliseOutput(platform, 'show version', 'sw1', `x${text}x`);
      }
    }
  });

  it('done twice is done once', () => {
    const piece = fc.constantFrom(
      ...[...EQUAL, ...DIFFERENT].flatMap(({ a, b }) => [...a.split('\n'), ...b.split('\n')]),
      ...platforms.flatMap((platform) => loadDevices(platform).flatMap(({ answers }) => Object.values(answers))),
      ...['', ' ', '\t', '<age>', '<', '>', '00:00:01', '1w2d', 'hostname', 'sw1', '\r', 'uptime is', 'at', '12'],
    );
    const joint = fc.constantFrom('', ' ', '\n', '\n\n', ', ', ':');
    const text = fc.array(fc.tuple(piece, joint), { maxLength: 12 }).map((parts) => parts.flat().join(''));
    const anything = fc.oneof({ weight: 4, arbitrary: text }, fc.string({ unit: 'binary', maxLength: 200 }));
    const hostname = fc.constantFrom(
      'sw1',
      'hostname',
      'age',
      'time',
      'uptime',
      '12',
      'is',
      'a.b',
      'x$&y',
      'serial',
      '',
    );
    const command = fc.constantFrom(...[...EQUAL, ...DIFFERENT].map((pair) => pair.command), 'show inventory');
    fc.assert(
      fc.property(fc.constantFrom(...platforms), command, hostname, anything, (platform, sent, name, answer) => {
        const once = normaliseOutput(platform, sent, name, answer);
        expect(normaliseOutput(platform, sent, name, once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });
});
