/** Arista EOS switches: sessions, JSON answers, port names in the prompt. Nothing of SSH. */
import type { Command } from '../command-tree.ts';
import type { Facts, Personality } from '../personality.ts';
import { createRandom, type Random } from '../random.ts';
import { clockLine, shortSpan, spanOf } from '../text-forms.ts';
import { CISCO_HABITS, GLOBAL_WORDS, INNER_WORDS } from './cisco-words.ts';
import type { Dialect, IosLikeSession, Trouble } from './dialect.ts';
import { EOS_BLOCKS, EOS_LAYOUT, eosConfigText, eosInitialConfig, eosPrompt } from './eos-config.ts';
import { EOS_SESSION_COMMANDS } from './eos-session-commands.ts';
import { EOS_CHANGE } from './eos-sessions.ts';
import { startIosLike } from './ios-like-os.ts';
import { startupText } from './ios-like-state.ts';
import { clockStampedUptime } from './ios-shows.ts';

const serial = (random: Random): string =>
  `${random.pick(['JPE', 'HBG', 'SSJ'])}${random.int(15, 23)}${random.text('0123456789', 6)}`;
const port = (index: number): string => `Ethernet${index}`;

const HARDWARE: Personality['hardware'] = [
  {
    model: 'DCS-7050SX3-48YC8-R',
    weight: 60,
    versions: [
      ['4.28.3M', 60],
      ['4.30.5M', 28],
      ['4.26.8M', 10],
      ['4.20.15M', 2],
    ],
    ports: 28,
    port,
    serial,
  },
  {
    model: 'DCS-7280SR3-48YC8-F',
    weight: 40,
    versions: [
      ['4.30.5M', 75],
      ['4.28.3M', 25],
    ],
    ports: 20,
    port,
    serial,
  },
];

function versionJson(cli: IosLikeSession) {
  const { facts } = cli.state.surroundings;
  return {
    mfgName: 'Arista',
    modelName: facts.model,
    hardwareRevision: '11.02',
    serialNumber: facts.serial,
    systemMacAddress: facts.mac.match(/../g)?.join(':'),
    hwMacAddress: facts.mac.match(/../g)?.join(':'),
    configMacAddress: '00:00:00:00:00:00',
    version: facts.version,
    architecture: 'x86_64',
    internalVersion: `${facts.version}-29152004.${facts.version.replaceAll('.', '')}`,
    internalBuildId: '0d9b1b0f-6f4c-4b52-a3c4-6b52d17b4b16',
    imageFormatVersion: '3.0',
    bootupTimestamp: facts.bootedAt / 1_000,
    uptime: clockStampedUptime(cli).seconds + 0.42,
    memTotal: 8_099_732,
    memFree: 5_204_120,
    isIntlVersion: false,
  };
}

function showVersion(cli: IosLikeSession): string {
  const json = versionJson(cli);
  const { weeks, years, days, hours, minutes } = spanOf(json.uptime);
  return `Arista ${json.modelName}
Hardware version: ${json.hardwareRevision}
Serial number: ${json.serialNumber}
Hardware MAC address: ${json.systemMacAddress}
System MAC address: ${json.systemMacAddress}

Software image version: ${json.version}
Architecture: ${json.architecture}
Internal build version: ${json.internalVersion}
Internal build ID: ${json.internalBuildId}
Image format version: ${json.imageFormatVersion}

Uptime: ${years * 52 + weeks} weeks, ${days} days, ${hours} hours and ${minutes} minutes
Total memory: ${json.memTotal} kB
Free memory: ${json.memFree} kB

`;
}

function showInventory(facts: Facts): string {
  const random = createRandom(facts.serial, 'parts');
  return `System information
  Model                    Description
  ------------------------ ----------------------------------------------------
  ${facts.model.padEnd(24)} 48x25GbE SFP and 8x100GbE QSFP switch

  HW Version  Serial Number  Mfg Date   Epoch
  ----------- -------------- ---------- -----
  11.02       ${facts.serial.padEnd(14)} 2021-03-18 02.00

System has 2 power supply slots
  Slot Model            Serial Number
  ---- ---------------- ----------------
  1    PWR-511-AC-RED   ${random.text('0123456789ABCDEF', 12)}
  2    PWR-511-AC-RED   ${random.text('0123456789ABCDEF', 12)}

System has ${facts.ports.length + 1} ports
  Type               Count
  ------------------ ----
  Management         1
  Switched           ${facts.ports.length}

`;
}

function interfaceBrief(facts: Facts): string {
  const row = (name: string, address: string, status: string, protocol: string, mtu: string) =>
    `${name.padEnd(17)}${address.padEnd(19)}${status.padEnd(11)}${protocol.padEnd(16)}${mtu.padStart(5)}`;
  const rows = facts.ports
    .filter((one) => one.address !== null)
    .map((one) => row(one.name, one.address ?? '', one.up ? 'up' : 'down', one.up ? 'up' : 'lowerlayerdown', '1500'));
  rows.push(
    row('Loopback0', `${facts.loopback}/32`, 'up', 'up', '65535'),
    row('Management1', `${facts.management}/16`, 'up', 'up', '1500'),
  );
  return `${' '.repeat(75)}Address\n${row('Interface', 'IP Address', 'Status', 'Protocol', 'MTU')}    Owner\n${'-'.repeat(80)}\n${rows.join('\n')}\n`;
}

function bgpSummary(cli: IosLikeSession): string {
  const { facts } = cli.state.surroundings;
  const sinceBoot = clockStampedUptime(cli).seconds;
  const rows = facts.peers.map((peer) => {
    const span = shortSpan(Math.min(peer.upSeconds, sinceBoot)).padStart(8);
    const [state, received, accepted] =
      peer.prefixes === null ? ['Idle', '', ''] : ['Estab', peer.prefixes, peer.prefixes];
    return `  ${peer.address.padEnd(16)} 4 ${String(peer.asn).padEnd(12)} 118324    118566    0    0 ${span} ${String(state).padEnd(7)}${received}      ${accepted}`;
  });
  return `BGP summary information for VRF default
Router identifier ${facts.loopback}, local AS number ${facts.asn}
Neighbor Status Codes: m - Under maintenance
  Neighbor         V AS           MsgRcvd   MsgSent  InQ OutQ  Up/Down State   PfxRcd PfxAcc
${rows.join('\n')}
`;
}

function bgpJson(facts: Facts) {
  const peers = facts.peers.map((peer) => [
    peer.address,
    {
      version: 4,
      asn: String(peer.asn),
      peerState: peer.prefixes === null ? 'Idle' : 'Established',
      prefixReceived: peer.prefixes ?? 0,
      prefixAccepted: peer.prefixes ?? 0,
      underMaintenance: false,
    },
  ]);
  return {
    vrfs: {
      default: { vrf: 'default', routerId: facts.loopback, asn: String(facts.asn), peers: Object.fromEntries(peers) },
    },
  };
}

function refuse({ kind }: Trouble): string {
  return {
    invalid: '% Invalid input\n',
    incomplete: '% Incomplete command\n',
    ambiguous: '% Ambiguous command\n',
    unauthorized: '% Authorization denied for command\n',
  }[kind];
}

const commands: readonly Command<IosLikeSession>[] = [
  { path: 'show version', run: (cli) => ({ text: showVersion(cli), json: () => versionJson(cli) }) },
  { path: 'show inventory', run: (cli) => ({ text: showInventory(cli.state.surroundings.facts) }) },
  {
    path: 'show startup-config',
    run: (cli) => ({
      text: `! Command: show startup-config\n! Startup-config last modified at  ${clockLine(cli.state.savedAt, 'c')} by ${cli.state.changedBy}\n${startupText(cli.state).slice(startupText(cli.state).indexOf('! device'))}`,
    }),
  },
  { path: 'show ip interface brief', run: (cli) => ({ text: interfaceBrief(cli.state.surroundings.facts) }) },
  {
    path: 'show ip bgp summary',
    run: (cli) => ({ text: bgpSummary(cli), json: () => bgpJson(cli.state.surroundings.facts) }),
  },
  ...EOS_SESSION_COMMANDS,
];

const dialect: Dialect = {
  prompt: eosPrompt,
  refuse,
  commands,
  hasUserLevel: true,
  badEnable: '% Bad secrets\n',
  change: EOS_CHANGE,
  config: {
    style: 'session',
    entering: '',
    blocks: EOS_BLOCKS,
    globals: GLOBAL_WORDS,
    inner: [...INNER_WORDS, 'exec', 'router-id', 'protocol'],
    habits: CISCO_HABITS,
    layout: EOS_LAYOUT,
    access: {
      port: 'interface Management1',
      address: /^ip address /,
      user: /^username netops /,
      isClosed: (tree) => tree.block('management ssh')?.includes('shutdown') === true,
    },
    bannerMark: 'EOF',
    portTypes: ['Ethernet', 'Port-Channel', 'Loopback', 'Management', 'Vlan'],
    initial: eosInitialConfig,
    print: eosConfigText,
  },
  defaultLength: 24,
  lengthAnswer: 'Pagination disabled.\n',
  widthAnswer: 'Width set to 32767 columns.\n',
  defaultWidth: null,
  greeting: (facts) => `Last login: ${clockLine(facts.bootedAt, 'c')} from 10.0.0.5\n`,
  stampsAnswers: false,
  save: {
    commands: ['write', 'write memory'],
    answer: 'Copy completed successfully.\n',
    error: '% Error copying system:/running-config to flash:/startup-config (No space left on device)\n',
  },
};

export const aristaEos: Personality = {
  platform: 'arista_eos',
  ident: () => 'OpenSSH_8.7',
  hardware: HARDWARE,
  banner: null,
  pager: { prompt: () => ' --More-- ', erase: `\r\u001b[K`, end: null },
  echo: { overflow: 'wrap', lineEnd: '\r\n' },
  execEndsConnection: false,
  start: (surroundings) => startIosLike(dialect, surroundings),
};
