/** From device text to rows: our templates on texts of every kind they name, JSON, the user's folder, and any text at all. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseOutput } from '../../src/parsing/parse-output.ts';
import { expandAbbreviations } from '../../src/parsing/template-index.ts';

const parse = (platform: string, command: string, lines: readonly string[], templatesDir?: string) =>
  parseOutput({ platform, command, text: `${lines.join('\n')}\n`, ...(templatesDir && { templatesDir }) });

const STACK = [
  'Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E2, RELEASE SOFTWARE (fc3)',
  'ROM: Bootstrap program is C2960X boot loader',
  'acc1 uptime is 1 year, 2 weeks, 3 days, 4 hours, 5 minutes',
  'System returned to ROM by power-on',
  'System restarted at 10:00:00 UTC Mon Jan 5 2026',
  'System image file is "flash:/c2960x-universalk9-mz.152-7.E2.bin"',
  'cisco WS-C2960X-48TS-L (APM86XXX) processor (revision A0) with 524288K bytes of memory.',
  'Processor board ID FOC1111X1AA',
  'Base ethernet MAC Address       : 00:11:22:33:44:55',
  'Switch 02',
  '---------',
  'Base ethernet MAC Address       : 00:11:22:33:44:66',
  'Model number                    : WS-C2960X-24TS-L',
  'System serial number            : FOC2222X2BB',
  'Configuration register is 0xF',
];

describe('our templates', () => {
  it('read show version of an IOS stack', () => {
    expect(parse('cisco_ios', 'show version', STACK)).toEqual([
      {
        version: '15.2(7)E2',
        software_image: 'C2960X-UNIVERSALK9-M',
        release: 'fc3',
        rommon: 'C2960X',
        hostname: 'acc1',
        uptime: '1 year, 2 weeks, 3 days, 4 hours, 5 minutes',
        reload_reason: 'power-on',
        restarted: '10:00:00 UTC Mon Jan 5 2026',
        running_image: 'c2960x-universalk9-mz.152-7.E2.bin',
        hardware: ['WS-C2960X-48TS-L', 'WS-C2960X-24TS-L'],
        serial: ['FOC1111X1AA', 'FOC2222X2BB'],
        mac_address: ['00:11:22:33:44:55', '00:11:22:33:44:66'],
        config_register: '0xF',
      },
    ]);
  });

  it.each(['show version', 'sh ver', '  show   vers ', 'SHOW VERSION'])('know %j by its abbreviations', (command) => {
    const known = parse('cisco_iosxe', command, STACK) !== null;
    expect(known).toBe(command !== 'SHOW VERSION');
  });

  it('do not read a filtered answer as the whole table', () => {
    expect(parse('cisco_ios', 'show version | include uptime', STACK)).toBeNull();
  });

  it('read show version of NX-OS, old and new', () => {
    const text = (system: string) => [
      'Software',
      '  BIOS: version 07.69',
      `  ${system} version 9.3(8)`,
      `  ${system.replace(':', '')} image file is: bootflash:///nxos.9.3.8.bin`,
      '  cisco Nexus9000 C93180YC-EX Chassis',
      '  Processor Board ID FDO1111A1AA',
      '  Device name: leaf1',
      'Kernel uptime is 5 day(s), 1 hour(s), 2 minute(s), 3 second(s)',
      '  Reason: Reset Requested by CLI command reload',
    ];
    for (const system of ['NXOS:', 'system:']) {
      expect(parse('cisco_nxos', 'show version', text(system))?.[0]).toMatchObject({
        os: '9.3(8)',
        bios: '07.69',
        boot_image: 'bootflash:///nxos.9.3.8.bin',
        platform: 'C93180YC-EX',
        serial: 'FDO1111A1AA',
        hostname: 'leaf1',
        last_reboot_reason: 'Reset Requested by CLI command reload',
      });
    }
  });

  it('read show version of IOS-XR', () => {
    const lines = [
      'Cisco IOS XR Software, Version 7.3.2',
      ' Label        : 7.3.2',
      'cisco NCS-5500 () processor',
      'System uptime is 4 weeks, 1 day',
    ];
    expect(parse('cisco_iosxr', 'show version', lines)?.[0]).toMatchObject({
      version: '7.3.2',
      label: '7.3.2',
      hardware: 'NCS-5500',
      uptime: '4 weeks, 1 day',
    });
  });

  it('read an inventory with empty numbers', () => {
    const lines = [
      'NAME: "1", DESCR: "WS-C2960X-48TS-L"',
      'PID: WS-C2960X-48TS-L  , VID: V05  , SN: FOC1111X1AA',
      '',
      'NAME: "fan", DESCR: ""',
      'PID:   , VID:   , SN:  ',
    ];
    expect(parse('cisco_ios', 'show inventory', lines)).toEqual([
      { name: '1', descr: 'WS-C2960X-48TS-L', pid: 'WS-C2960X-48TS-L', vid: 'V05', sn: 'FOC1111X1AA' },
      { name: 'fan', descr: '', pid: '', vid: '', sn: '' },
    ]);
  });

  it('read interfaces, names with blanks included', () => {
    const brief = [
      'Interface              IP-Address      OK? Method Status                Protocol',
      'Vlan1                  192.0.2.1       YES NVRAM  administratively down down',
      'Gi1/0/1                unassigned      YES unset  up                    up',
    ];
    expect(parse('cisco_ios', 'show ip interface brief', brief)).toEqual([
      { interface: 'Vlan1', ip_address: '192.0.2.1', status: 'administratively down', proto: 'down' },
      { interface: 'Gi1/0/1', ip_address: 'unassigned', status: 'up', proto: 'up' },
    ]);
    const status = [
      'Port      Name               Status       Vlan       Duplex  Speed Type',
      'Gi1/0/1   connected to core1 connected    trunk      a-full a-1000 10/100/1000BaseTX',
      'Gi1/0/2                      err-disabled 20           auto   auto Not Present',
      'Po1                          connected    trunk      a-full  a-10G',
    ];
    expect(parse('cisco_ios', 'sh int status', status)).toEqual([
      {
        port: 'Gi1/0/1',
        name: 'connected to core1',
        status: 'connected',
        vlan_id: 'trunk',
        duplex: 'a-full',
        speed: 'a-1000',
        type: '10/100/1000BaseTX',
      },
      {
        port: 'Gi1/0/2',
        name: '',
        status: 'err-disabled',
        vlan_id: '20',
        duplex: 'auto',
        speed: 'auto',
        type: 'Not Present',
      },
      { port: 'Po1', name: '', status: 'connected', vlan_id: 'trunk', duplex: 'a-full', speed: 'a-10G', type: '' },
    ]);
    const xr = [
      'Interface                      IP-Address      Status          Protocol Vrf-Name',
      'MgmtEth0/RP0/CPU0/0            192.0.2.9       Up              Up       default',
    ];
    expect(parse('cisco_iosxr', 'show ipv4 interface brief', xr)?.[0]).toMatchObject({
      interface: 'MgmtEth0/RP0/CPU0/0',
      vrf: 'default',
    });
  });

  it('read BGP neighbours, broken lines included', () => {
    const head = [
      'BGP router identifier 192.0.2.1, local AS number 65000',
      'Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd',
    ];
    const ios = [
      ...head,
      '192.0.2.2       4        65001     100     101       12    0    0 1d02h           7',
      '2001:DB8:FFFF:FFFF::FFFF',
      '                4        65002       0       0        1    0    0 never    Idle (Admin)',
    ];
    expect(
      parse('cisco_ios', 'show ip bgp summary', ios)?.map((row) => [
        row['bgp_neighbor'],
        row['neighbor_as'],
        row['state_or_prefixes_received'],
        row['local_as'],
      ]),
    ).toEqual([
      ['192.0.2.2', '65001', '7', '65000'],
      ['2001:DB8:FFFF:FFFF::FFFF', '65002', 'Idle (Admin)', '65000'],
    ]);
    const nxos = [
      'BGP summary information for VRF blue, address family IPv4 Unicast',
      ...head,
      '192.0.2.3       4 4200000001',
      '                               10      11        12    0    0 00:01:02 Active',
    ];
    expect(parse('cisco_nxos', 'show ip bgp summary', nxos)).toMatchObject([
      { vrf: 'blue', bgp_neighbor: '192.0.2.3', neighbor_as: '4200000001', state_or_prefixes_received: 'Active' },
    ]);
  });

  it('say nothing about a text that is not theirs', () => {
    expect(parse('cisco_ios', 'show ip bgp summary', ['% BGP not active'])).toBeNull();
    expect(parse('linux', 'show version', STACK)).toBeNull();
  });
});

describe('native JSON', () => {
  it('takes tables out of their wrappings', () => {
    const nxos = {
      TABLE_interface: {
        ROW_interface: [
          { port: 'Eth1/1', state: 'up' },
          { port: 'Eth1/2', state: 'down' },
        ],
      },
    };
    expect(parse('cisco_nxos', 'show interface status | json', [JSON.stringify(nxos)])).toEqual(
      nxos.TABLE_interface.ROW_interface,
    );
    const eos = {
      interfaceStatuses: { Ethernet1: { linkStatus: 'connected' }, Ethernet2: { linkStatus: 'notconnect' } },
    };
    expect(parse('arista_eos', 'show interfaces status | json', [JSON.stringify(eos)])).toEqual([
      { key: 'Ethernet1', linkStatus: 'connected' },
      { key: 'Ethernet2', linkStatus: 'notconnect' },
    ]);
    expect(parse('arista_eos', 'show version | json', ['{"version": "4.32.1F", "uptime": 5}'])).toEqual([
      { version: '4.32.1F', uptime: 5 },
    ]);
  });

  it.each(['[1, 2', '{broken', '[]x'])('takes %j for text', (text) => {
    expect(parse('arista_eos', 'show version | json', [text])).toBeNull();
  });
});

describe('the user’s folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-templates-'));
  const put = (name: string, lines: readonly string[]) => writeFileSync(join(folder, name), lines.join('\n'));
  put('index', [
    '# comment',
    'Template, Hostname, Platform, Command',
    '',
    'ntp.textfsm, .*, cisco_ios, sh[[ow]] ntp st[[atus]]',
    'broken.textfsm, .*, cisco_ios, show broken',
    'ports.textfsm:more.textfsm, .*, cisco_xr, sh[[ow]] ports',
    '../../outside.textfsm, .*, cisco_ios, show outside',
    'bad.textfsm, .*, cisco_ios, show (bad',
  ]);
  put('ntp.textfsm', ['Value STATE (\\w+)', '', 'Start', '  ^Clock is $STATE -> Record', '  ^. -> Error']);
  put('broken.textfsm', ['Value STATE (\\w+)', '', 'Start', '  ^$OTHER']);
  put('ports.textfsm', [
    'Value Key PORT (\\S+)',
    'Value STATE (\\w+)',
    '',
    'Start',
    '  ^$PORT $STATE -> Record',
    '',
    'EOF',
  ]);
  put('more.textfsm', [
    'Value Key PORT (\\S+)',
    'Value SPEED (\\d+)',
    '',
    'Start',
    '  ^$PORT \\w+ $SPEED -> Record',
    '',
    'EOF',
  ]);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads what we have no template for, abbreviated or not', () => {
    expect(parse('cisco_iosxe', 'show ntp status', ['Clock is synchronized'], folder)).toEqual([
      { state: 'synchronized' },
    ]);
    expect(parse('cisco_ios', 'sh ntp st', ['Clock is unset'], folder)).toEqual([{ state: 'unset' }]);
  });

  it('joins the columns of two templates on their keys', () => {
    expect(parse('cisco_iosxr', 'show ports', ['a up 10', 'b down', 'c up 40'], folder)).toEqual([
      { port: 'a', state: 'up', speed: '10' },
      { port: 'b', state: 'down', speed: '' },
      { port: 'c', state: 'up', speed: '40' },
    ]);
  });

  it.each([
    ['show ntp status', 'a template that refuses the text'],
    ['show broken', 'a template that does not compile'],
    ['show outside', 'a template outside the folder'],
    ['show nothing', 'no row'],
    ['show (bad', 'a row that does not compile'],
  ])('has no rows for %j: %s', (command) => {
    expect(parse('cisco_ios', command, ['something else'], folder)).toBeNull();
  });

  it('may be missing', () => {
    expect(parse('cisco_ios', 'show ntp status', ['Clock is unset'], join(folder, 'nowhere'))).toBeNull();
  });
});

it('expands [[…]] to every abbreviation and nothing else', () => {
  const pattern = new RegExp(`^${expandAbbreviations('sh[[ow]] v[[er]]')}$`);
  expect(['sh v', 'sho v', 'show ver', 'show ve'].every((command) => pattern.test(command))).toBe(true);
  expect(['s v', 'shw v', 'show version'].some((command) => pattern.test(command))).toBe(false);
});

const COMMANDS = [
  ['cisco_ios', 'show version'],
  ['cisco_ios', 'show inventory'],
  ['cisco_ios', 'show ip interface brief'],
  ['cisco_ios', 'show interfaces status'],
  ['cisco_ios', 'show ip bgp summary'],
  ['cisco_nxos', 'show version'],
  ['cisco_nxos', 'show ip bgp summary'],
  ['cisco_iosxr', 'show version'],
  ['cisco_iosxr', 'show ip interface brief'],
  ['arista_eos', 'show version | json'],
] as const;

it('never throws, whatever a device says', () => {
  const word = fc.constantFrom(
    'BGP router identifier',
    'NAME: "',
    'PID:',
    '192.0.2.1',
    ' ',
    '\n',
    'Interface  IP-Address',
    'uptime is',
    '{"a":',
    '[',
    '\r',
    '4',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(word, fc.string()), { maxLength: 40 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(...COMMANDS), (noise, [platform, command]) => {
      const rows = parseOutput({ platform, command, text: noise });
      expect(rows === null || rows.length > 0 || noise.trim().startsWith('[')).toBe(true);
    }),
    { numRuns: 300 },
  );
});

it.each(COMMANDS)('reads a hostile megabyte of %s `%s` in linear time', (platform, command) => {
  const heads = ['Interface  IP-Address  OK? Method Status  Protocol', 'Port Name Status Vlan Duplex Speed Type', ''];
  const hostile = [
    ' '.repeat(1_000_000),
    `x ${'1 '.repeat(500_000)}`,
    '1.1.1.1 4 5 '.repeat(80_000),
    'up '.repeat(300_000),
  ];
  for (const head of heads) for (const line of hostile) parseOutput({ platform, command, text: `${head}\n${line}\n` });
  for (const line of hostile) parseOutput({ platform, command, text: line.replaceAll(' ', '\n') });
});
