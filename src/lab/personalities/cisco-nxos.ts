/** Cisco NX-OS data-centre switches: what they print and how their prompt looks. Nothing of SSH. */
import type { Command } from '../command-tree.ts';
import type { Facts, Personality } from '../personality.ts';
import { createRandom, type Random } from '../random.ts';
import { shortSpan, spanOf } from '../text-forms.ts';
import { CISCO_HABITS, GLOBAL_WORDS, INNER_WORDS, IOS_BLOCKS } from './cisco-words.ts';
import type { Dialect, IosLikeSession, Trouble } from './dialect.ts';
import { startIosLike } from './ios-like-os.ts';
import { startupText } from './ios-like-state.ts';
import { caret } from './ios-refusals.ts';
import { clockStampedUptime } from './ios-shows.ts';
import { NXOS_CHECKPOINT_COMMANDS } from './nxos-checkpoints.ts';
import { NXOS_LAYOUT, nxosConfigText, nxosInitialConfig } from './nxos-config.ts';

const serial = (random: Random): string =>
  `SAL${random.int(18, 26)}${random.int(10, 52)}${random.text('0123456789ABCDEFGHJKLMNPQRSTUVWXYZ', 4)}`;
const port = (index: number): string => `Ethernet1/${index}`;

const HARDWARE: Personality['hardware'] = [
  {
    model: 'N9K-C93180YC-FX',
    weight: 65,
    versions: [
      ['9.3(10)', 55],
      ['10.2(5)', 35],
      ['9.3(5)', 8],
      ['7.0(3)I7(9)', 2],
    ],
    ports: 26,
    port,
    serial,
  },
  {
    model: 'N9K-C9336C-FX2',
    weight: 35,
    versions: [
      ['10.2(5)', 80],
      ['9.3(10)', 20],
    ],
    ports: 18,
    port,
    serial,
  },
];

function versionJson(cli: IosLikeSession) {
  const { facts } = cli.state.surroundings;
  const up = spanOf(clockStampedUptime(cli).seconds);
  return {
    header_str: 'Cisco Nexus Operating System (NX-OS) Software\nTAC support: http://www.cisco.com/tac\n',
    bios_ver_str: '05.45',
    nxos_ver_str: facts.version,
    bios_cmpl_time: '07/05/2021',
    nxos_file_name: `bootflash:///nxos.${facts.version.replace(/[()]/g, '.')}bin`,
    nxos_compile_time: '11/7/2022 18:00:00',
    chassis_id: `Nexus9000 ${facts.model.slice(4)} Chassis`,
    cpu_name: 'Intel(R) Xeon(R) CPU D-1526 @ 1.80GHz',
    memory: 24_571_632,
    mem_type: 'kB',
    proc_board_id: facts.serial,
    host_name: cli.standing().hostname,
    bootflash_size: 115_343_360,
    kern_uptm_days: up.allDays,
    kern_uptm_hrs: up.hours,
    kern_uptm_mins: up.minutes,
    kern_uptm_secs: up.seconds,
    rr_reason: 'Reset Requested by CLI command reload',
    rr_sys_ver: facts.version,
    manufacturer: 'Cisco Systems, Inc.',
  };
}

function showVersion(cli: IosLikeSession): string {
  const json = versionJson(cli);
  return `Cisco Nexus Operating System (NX-OS) Software
TAC support: http://www.cisco.com/tac
Copyright (C) 2002-2022, Cisco and/or its affiliates.
All rights reserved.

Software
  BIOS: version ${json.bios_ver_str}
  NXOS: version ${json.nxos_ver_str}
  BIOS compile time:  ${json.bios_cmpl_time}
  NXOS image file is: ${json.nxos_file_name}
  NXOS compile time:  ${json.nxos_compile_time} [11/08/2022 02:21:11]


Hardware
  cisco ${json.chassis_id}
  ${json.cpu_name} with ${json.memory} kB of memory.
  Processor Board ID ${json.proc_board_id}

  Device name: ${json.host_name}
  bootflash:  ${json.bootflash_size} kB
Kernel uptime is ${json.kern_uptm_days} day(s), ${json.kern_uptm_hrs} hour(s), ${json.kern_uptm_mins} minute(s), ${json.kern_uptm_secs} second(s)

Last reset
  Reason: ${json.rr_reason}
  System version: ${json.rr_sys_ver}
  Service:

plugin
  Core Plugin, Ethernet Plugin

Active Package(s):

`;
}

function showInventory(facts: Facts): string {
  const random = createRandom(facts.serial, 'parts');
  const row = (name: string, text: string, id: string, sn: string) =>
    `NAME: "${name}",  DESCR: "${text}"\nPID: ${id.padEnd(20)},  VID: V0${random.int(1, 4)} ,  SN: ${sn}\n\n`;
  return (
    row('Chassis', `Nexus9000 ${facts.model.slice(4)} Chassis`, facts.model, facts.serial) +
    row('Slot 1', 'Ethernet Module', facts.model, facts.serial) +
    row('Power Supply 1', `Nexus9000 ${facts.model.slice(4)} Chassis Power Supply`, 'NXA-PAC-500W-PE', serial(random))
  );
}

function interfaceBrief(facts: Facts): string {
  const rows = facts.ports
    .filter((one) => one.address !== null)
    .map(
      (one) =>
        `${one.name.replace('Ethernet', 'Eth').padEnd(21)}${(one.address?.split('/')[0] ?? '').padEnd(16)}protocol-${one.up ? 'up' : 'down'}/link-${one.up ? 'up' : 'down'}/admin-up`,
    );
  rows.unshift(`${'Lo0'.padEnd(21)}${facts.loopback.padEnd(16)}protocol-up/link-up/admin-up`);
  return `IP Interface Status for VRF "default"(1)\nInterface            IP Address      Interface Status\n${rows.join('\n')}\n`;
}

function bgpSummary(cli: IosLikeSession): string {
  const { facts } = cli.state.surroundings;
  const sinceBoot = clockStampedUptime(cli).seconds;
  const rows = facts.peers.map(
    (peer) =>
      `${peer.address.padEnd(15)} 4 ${String(peer.asn).padStart(5)}  128831  128799     4182    0    0 ${shortSpan(Math.min(peer.upSeconds, sinceBoot)).padStart(8)} ${peer.prefixes ?? 'Idle'}`,
  );
  return `BGP summary information for VRF default, address family IPv4 Unicast
BGP router identifier ${facts.loopback}, local AS number ${facts.asn}
BGP table version is 4182, IPv4 Unicast config peers ${rows.length}, capable peers ${facts.peers.filter((peer) => peer.prefixes !== null).length}
812 network entries and 1624 paths using 331296 bytes of memory

Neighbor        V    AS    MsgRcvd    MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
${rows.join('\n')}
`;
}

function bgpJson(facts: Facts) {
  return {
    TABLE_vrf: {
      ROW_vrf: {
        'vrf-name-out': 'default',
        'vrf-router-id': facts.loopback,
        'vrf-local-as': String(facts.asn),
        TABLE_af: {
          ROW_af: {
            'af-id': '1',
            TABLE_saf: {
              ROW_saf: {
                TABLE_neighbor: {
                  ROW_neighbor: facts.peers.map((peer) => ({
                    neighborid: peer.address,
                    neighboras: String(peer.asn),
                    state: peer.prefixes === null ? 'Idle' : 'Established',
                    prefixreceived: String(peer.prefixes ?? 0),
                  })),
                },
              },
            },
          },
        },
      },
    },
  };
}

function refuse({ kind, column, promptLength }: Trouble): string {
  switch (kind) {
    case 'incomplete':
      return caret(promptLength + column, "% Incomplete command at '^' marker.\n");
    case 'ambiguous':
      return caret(promptLength + column, "% Ambiguous command at '^' marker.\n");
    case 'unauthorized':
      return '% Permission denied for the role\n';
    case 'invalid':
      return caret(promptLength + column, "% Invalid command at '^' marker.\n");
  }
}

const commands: readonly Command<IosLikeSession>[] = [
  { path: 'show version', run: (cli) => ({ text: showVersion(cli), json: () => versionJson(cli) }) },
  { path: 'show inventory', run: (cli) => ({ text: showInventory(cli.state.surroundings.facts) }) },
  {
    path: 'show startup-config',
    run: (cli) => ({ text: startupText(cli.state).replace('running-config', 'startup-config') }),
  },
  { path: 'show ip interface brief', run: (cli) => ({ text: interfaceBrief(cli.state.surroundings.facts) }) },
  {
    path: 'show ip bgp summary',
    run: (cli) => ({ text: bgpSummary(cli), json: () => bgpJson(cli.state.surroundings.facts) }),
  },
  { path: 'terminal dont-ask', run: () => ({ slow: false }) },
  ...NXOS_CHECKPOINT_COMMANDS,
];

const dialect: Dialect = {
  prompt: ({ hostname, mode }) => `${hostname}${mode === null ? '' : `(${mode})`}# `,
  refuse,
  commands,
  hasUserLevel: false,
  badEnable: '',
  config: {
    style: 'direct',
    entering: 'Enter configuration commands, one per line. End with CNTL/Z.\n',
    blocks: [
      ...IOS_BLOCKS,
      { pattern: /^vdc \S/, mode: 'config-vdc' },
      { pattern: /^ip access-list \S+$/, mode: 'config-acl' },
      {
        pattern: /^neighbor \S+$/,
        mode: 'config-router-neighbor',
        inside: ['config-router', 'config-router-neighbor'],
      },
    ],
    globals: GLOBAL_WORDS,
    inner: INNER_WORDS,
    habits: CISCO_HABITS,
    layout: NXOS_LAYOUT,
    access: {
      port: 'interface mgmt0',
      address: /^ip address /,
      user: /^username netops /,
      isClosed: (tree) => tree.block('no feature ssh') !== null,
    },
    portTypes: ['Ethernet', 'mgmt', 'port-channel', 'loopback', 'Vlan', 'nve'],
    initial: nxosInitialConfig,
    print: nxosConfigText,
  },
  defaultLength: 24,
  lengthAnswer: '',
  widthAnswer: '',
  defaultWidth: 80,
  greeting: () =>
    'Cisco Nexus Operating System (NX-OS) Software\nTAC support: http://www.cisco.com/tac\nCopyright (C) 2002-2022, Cisco and/or its affiliates.\nAll rights reserved.\n',
  stampsAnswers: false,
  save: null,
};

export const ciscoNxos: Personality = {
  platform: 'cisco_nxos',
  ident: () => 'OpenSSH_7.2 PKIX[11.0]',
  hardware: HARDWARE,
  banner: () => 'User Access Verification',
  pager: { prompt: () => '\u001b[7m--More--\u001b[27m', erase: '\r\u001b[K', end: null },
  echo: { overflow: 'wrap', lineEnd: '\r\r\n\r' },
  execEndsConnection: false,
  start: (surroundings) => startIosLike(dialect, surroundings),
};
