/** Cisco IOS-XR routers: candidate configuration, clock lines before answers, prompts with a node name. Nothing of SSH. */
import type { Command } from '../command-tree.ts';
import type { ConfigLayout } from '../config-tree.ts';
import type { Facts, Personality } from '../personality.ts';
import { createRandom } from '../random.ts';
import { clockLine, longSpan, shortSpan } from '../text-forms.ts';
import { ciscoSerial } from './cisco-ios.ts';
import { CISCO_HABITS, GLOBAL_WORDS, INNER_WORDS } from './cisco-words.ts';
import type { Block, Dialect, IosLikeSession, IosLikeState, Trouble } from './dialect.ts';
import { hashShape, maskOf, typeSeven } from './ios-config-text.ts';
import { startIosLike } from './ios-like-os.ts';
import { caret } from './ios-refusals.ts';
import { clockStampedUptime } from './ios-shows.ts';
import { XR_COMMIT_COMMANDS } from './xr-commit-shows.ts';
import { XR_CHANGE } from './xr-commits.ts';

const HARDWARE: Personality['hardware'] = [
  {
    model: 'NCS-5501-SE',
    weight: 60,
    versions: [
      ['7.5.2', 60],
      ['7.3.2', 30],
      ['6.6.3', 9],
      ['6.1.4', 1],
    ],
    ports: 12,
    port: (index) => `TenGigE0/0/0/${index - 1}`,
    serial: ciscoSerial,
  },
  {
    model: 'ASR-9904',
    weight: 40,
    versions: [
      ['7.5.2', 70],
      ['6.6.3', 30],
    ],
    ports: 10,
    port: (index) => `HundredGigE0/0/0/${index - 1}`,
    serial: ciscoSerial,
  },
];

function showVersion(cli: IosLikeSession): string {
  const { facts } = cli.state.surroundings;
  return `Cisco IOS XR Software, Version ${facts.version}
Copyright (c) 2013-2022 by Cisco Systems, Inc.

Build Information:
 Built By     : ingunawa
 Built On     : Tue Apr 26 17:10:52 PDT 2022
 Built Host   : iox-ucs-024
 Workspace    : /auto/srcarchive14/prod/${facts.version}/workspace
 Version      : ${facts.version}
 Location     : /opt/cisco/XR/packages/
 Label        : ${facts.version}

cisco ${facts.model} () processor
System uptime is ${longSpan(clockStampedUptime(cli).seconds)}

`;
}

function showInventory(facts: Facts): string {
  const random = createRandom(facts.serial, 'parts');
  return `NAME: "Rack 0", DESCR: "${facts.model} Chassis"
PID: ${facts.model.padEnd(18)}, VID: V0${random.int(1, 4)}, SN: ${facts.serial}

NAME: "0/RP0/CPU0", DESCR: "${facts.model} Route Processor"
PID: ${facts.model.padEnd(18)}, VID: V01, SN: ${ciscoSerial(random)}

NAME: "0/PM0", DESCR: "950W AC Power Module"
PID: NCS-950W-ACFW     , VID: V01, SN: ${ciscoSerial(random)}

`;
}

function interfaceBrief(facts: Facts): string {
  const rows = facts.ports.map(
    (port) =>
      `${port.name.padEnd(31)}${(port.address?.split('/')[0] ?? 'unassigned').padEnd(16)}${(port.enabled ? (port.up ? 'Up' : 'Down') : 'Shutdown').padEnd(16)}${(port.up ? 'Up' : 'Down').padEnd(9)}default`,
  );
  rows.unshift(`${'Loopback0'.padEnd(31)}${facts.loopback.padEnd(16)}${'Up'.padEnd(16)}${'Up'.padEnd(9)}default`);
  return `\nInterface                      IP-Address      Status          Protocol Vrf-Name\n${rows.join('\n')}\n`;
}

function bgpSummary(cli: IosLikeSession): string {
  const { facts } = cli.state.surroundings;
  const sinceBoot = clockStampedUptime(cli).seconds;
  const rows = facts.peers.map(
    (peer) =>
      `${peer.address.padEnd(17)} 0 ${String(peer.asn).padStart(5)}   72363   74575    94623    0    0 ${(peer.prefixes === null ? '00:00:00' : shortSpan(Math.min(peer.upSeconds, sinceBoot))).padStart(8)} ${String(peer.prefixes ?? 'Idle').padStart(10)}`,
  );
  return `BGP router identifier ${facts.loopback}, local AS number ${facts.asn}
BGP generic scan interval 60 secs
BGP table state: Active
BGP main routing table version 94623

Process       RcvTblVer   bRIB/RIB   LabelVer  ImportVer  SendTblVer  StandbyVer
Speaker           94623      94623      94623      94623       94623           0

Neighbor        Spk    AS MsgRcvd MsgSent   TblVer  InQ OutQ  Up/Down  St/PfxRcd
${rows.join('\n')}

`;
}

function initialConfig(facts: Facts): string {
  const random = createRandom(facts.serial, 'configuration');
  const ports = facts.ports.map((port) => {
    const [address, prefix] = port.address?.split('/') ?? [];
    return [
      `interface ${port.name}`,
      ...(port.description === null ? [] : [` description ${port.description}`]),
      ...(address === undefined ? [] : [` ipv4 address ${address} ${maskOf(Number(prefix))}`]),
      ...(address === undefined ? [] : [' mtu 9216']),
      ...(port.enabled ? [] : [' shutdown']),
    ].join('\n');
  });
  const peers = facts.peers.map(
    (peer) =>
      ` neighbor ${peer.address}\n  remote-as ${peer.asn}\n  password encrypted ${typeSeven(random, 10)}\n  address-family ipv4 unicast\n   route-policy PASS in`,
  );
  return `hostname ${facts.hostname}
clock timezone UTC 0
logging buffered 2097152
logging 10.0.0.20 vrf default severity info
tacacs-server host 10.0.0.30 port 49
 key 7 ${typeSeven(random, 9)}
username netops
 group root-lr
 secret 10 ${hashShape(random, '6')}
snmp-server community Ro-${random.text('abcdefghjkmnpqrstuvwxyz', 9)} RO
snmp-server location ${facts.site}
ntp
 server 10.0.0.10
domain name ${facts.site}.example.net
interface Loopback0
 ipv4 address ${facts.loopback} 255.255.255.255
interface MgmtEth0/RP0/CPU0/0
 ipv4 address ${facts.management} 255.255.0.0
${ports.join('\n')}
router bgp ${facts.asn}
 bgp router-id ${facts.loopback}
${peers.join('\n')}
ssh server v2
`;
}

const LAYOUT: ConfigLayout = { indent: 1, separator: null, blockEnd: '!' };

function printConfig(state: IosLikeState): string {
  const changed = clockLine(state.changedAt, 'c');
  const body = state.running.render(LAYOUT);
  return `Building configuration...\n!! IOS XR Configuration ${state.surroundings.facts.version}\n!! Last configuration change at ${changed} by ${state.changedBy}\n!\n${body}end\n\n`;
}

function refuse({ kind, column, promptLength }: Trouble): string {
  switch (kind) {
    case 'incomplete':
      return '% Incomplete command.\n';
    case 'ambiguous':
      return caret(promptLength + column, "% Ambiguous command at '^' marker.\n");
    case 'unauthorized':
      return '% This command is not authorized\n';
    case 'invalid':
      return caret(promptLength + column, "% Invalid input detected at '^' marker.\n");
  }
}

const BLOCKS: readonly Block[] = [
  { pattern: /^interface \S/, mode: 'config-if' },
  { pattern: /^router bgp \d+$/, mode: 'config-bgp' },
  { pattern: /^router \S/, mode: 'config-ospf' },
  { pattern: /^username \S+$/, mode: 'config-un' },
  { pattern: /^ipv[46] access-list \S+$/, mode: 'config-ipv4-acl' },
  { pattern: /^ntp$/, mode: 'config-ntp' },
  { pattern: /^vrf \S+$/, mode: 'config-vrf' },
  { pattern: /^neighbor \S+$/, mode: 'config-bgp-nbr', inside: ['config-bgp', 'config-bgp-nbr', 'config-bgp-nbr-af'] },
  { pattern: /^address-family \S/, mode: 'config-bgp-nbr-af', inside: ['config-bgp-nbr', 'config-bgp-nbr-af'] },
  { pattern: /^address-family \S/, mode: 'config-bgp-af', inside: ['config-bgp', 'config-bgp-af'] },
];

const commands: readonly Command<IosLikeSession>[] = [
  { path: 'show version', run: (cli) => ({ text: showVersion(cli) }) },
  { path: 'show inventory', run: (cli) => ({ text: showInventory(cli.state.surroundings.facts) }) },
  { path: 'show ip interface brief', run: (cli) => ({ text: interfaceBrief(cli.state.surroundings.facts) }) },
  { path: 'show ipv4 interface brief', run: (cli) => ({ text: interfaceBrief(cli.state.surroundings.facts) }) },
  { path: 'show bgp summary', run: (cli) => ({ text: bgpSummary(cli) }) },
  { path: 'show ip bgp summary', run: (cli) => ({ text: bgpSummary(cli) }) },
  {
    path: 'show platform',
    run: (cli) => ({
      text: `Node              Type                       State             Config state\n${'-'.repeat(74)}\n0/RP0/CPU0        ${cli.state.surroundings.facts.model}(Active)        IOS XR RUN        NSHUT\n`,
    }),
  },
  ...XR_COMMIT_COMMANDS,
  {
    path: 'terminal exec prompt no-timestamp',
    run: (cli) => {
      cli.stamps = false;
      return { slow: false };
    },
  },
];

const dialect: Dialect = {
  prompt: ({ hostname, mode }) =>
    mode === null ? `RP/0/RP0/CPU0:${hostname}#` : `RP/0/RP0/CPU0:${hostname.slice(0, 31)}(${mode})#`,
  refuse,
  commands,
  hasUserLevel: false,
  badEnable: '',
  change: XR_CHANGE,
  config: {
    style: 'candidate',
    entering: '',
    blocks: BLOCKS,
    globals: GLOBAL_WORDS,
    inner: [...INNER_WORDS, 'group', 'server'],
    habits: CISCO_HABITS,
    layout: LAYOUT,
    access: {
      port: 'interface MgmtEth0/RP0/CPU0/0',
      address: /^ipv4 address /,
      user: /^username netops$/,
      isClosed: (tree) => !tree.nodes().some(({ line }) => line.startsWith('ssh server')),
    },
    portTypes: ['GigabitEthernet', 'TenGigE', 'HundredGigE', 'Loopback', 'MgmtEth', 'Bundle-Ether'],
    initial: initialConfig,
    print: printConfig,
  },
  defaultLength: 24,
  lengthAnswer: '',
  widthAnswer: '',
  defaultWidth: 80,
  greeting: () => '\n\n',
  stampsAnswers: true,
  save: null,
};

export const ciscoIosxr: Personality = {
  platform: 'cisco_iosxr',
  ident: () => 'Cisco-2.0',
  hardware: HARDWARE,
  banner: null,
  pager: { prompt: () => ' --More-- ', erase: `\r${' '.repeat(10)}\r`, end: null },
  echo: { overflow: 'wrap', lineEnd: '\r\n' },
  execEndsConnection: true,
  start: (surroundings) => startIosLike(dialect, surroundings),
};
