/** FRRouting behind vtysh: always enabled, no pager of its own, JSON as a word. Nothing of SSH. */
import type { Command } from '../command-tree.ts';
import type { ConfigLayout } from '../config-tree.ts';
import type { Facts, Personality, Reply } from '../personality.ts';
import { shortSpan } from '../text-forms.ts';
import { CISCO_HABITS, INNER_WORDS } from './cisco-words.ts';
import type { Block, Dialect, IosLikeSession, IosLikeState, Trouble } from './dialect.ts';
import { startIosLike } from './ios-like-os.ts';
import { startupText } from './ios-like-state.ts';
import { clockStampedUptime } from './ios-shows.ts';

const HARDWARE: Personality['hardware'] = [
  {
    model: 'x86_64',
    weight: 1,
    versions: [
      ['8.4.4', 70],
      ['9.1', 25],
      ['7.5.1', 5],
    ],
    ports: 4,
    port: (index) => `eth${index - 1}`,
    serial: (random) => random.text('0123456789abcdef', 12),
  },
];

function bgpSummary(cli: IosLikeSession): string {
  const { facts } = cli.state.surroundings;
  const sinceBoot = clockStampedUptime(cli).seconds;
  const rows = facts.peers.map(
    (peer) =>
      `${peer.address.padEnd(15)} 4 ${String(peer.asn).padStart(10)}     72363     74575        0    0    0 ${(peer.prefixes === null ? 'never' : shortSpan(Math.min(peer.upSeconds, sinceBoot))).padStart(8)} ${String(peer.prefixes ?? 'Active').padStart(12)} ${String(peer.prefixes === null ? 0 : 12).padStart(8)} N/A`,
  );
  return `
IPv4 Unicast Summary (VRF default):
BGP router identifier ${facts.loopback}, local AS number ${facts.asn} vrf-id 0
BGP table version 4182
RIB entries 812, using 150 KiB of memory
Peers ${rows.length}, using 1434 KiB of memory

Neighbor        V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc
${rows.join('\n')}

Total number of neighbors ${rows.length}
`;
}

function bgpJson(facts: Facts) {
  const peers = facts.peers.map((peer) => [
    peer.address,
    {
      remoteAs: peer.asn,
      version: 4,
      state: peer.prefixes === null ? 'Active' : 'Established',
      pfxRcd: peer.prefixes ?? 0,
      pfxSnt: 12,
    },
  ]);
  return {
    ipv4Unicast: {
      routerId: facts.loopback,
      as: facts.asn,
      vrfName: 'default',
      peers: Object.fromEntries(peers),
      totalPeers: facts.peers.length,
    },
  };
}

function interfaceBrief(facts: Facts): string {
  const row = (name: string, status: string, address: string) =>
    `${name.padEnd(16)}${status.padEnd(8)}${'default'.padEnd(16)}${address}`.trimEnd();
  const rows = facts.ports.map((port) => row(port.name, port.up ? 'up' : 'down', port.address ?? ''));
  return `${row('Interface', 'Status', 'Addresses').replace('default  ', 'VRF      ')}\n${row('---------', '------', '---------').replace('default  ', '---      ')}\n${[...rows, row('lo', 'up', `${facts.loopback}/32`)].join('\n')}\n\n`;
}

function initialConfig(facts: Facts): string {
  const ports = facts.ports.map((port) =>
    [
      `interface ${port.name}`,
      ...(port.description === null ? [] : [` description ${port.description}`]),
      ...(port.address === null ? [] : [` ip address ${port.address}`]),
      ...(port.enabled ? [] : [' shutdown']),
    ].join('\n'),
  );
  return `frr version ${facts.version}
frr defaults datacenter
hostname ${facts.hostname}
log syslog informational
service integrated-vtysh-config
ip route 0.0.0.0/0 ${facts.peers[0]?.address ?? '10.0.0.1'}
${ports.filter((text) => text.includes('\n')).join('\n')}
interface lo
 ip address ${facts.loopback}/32
router bgp ${facts.asn}
 bgp router-id ${facts.loopback}
${facts.peers.map((peer) => ` neighbor ${peer.address} remote-as ${peer.asn}\n neighbor ${peer.address} password ${peer.password}`).join('\n')}
`;
}

const LAYOUT: ConfigLayout = { indent: 1, separator: '!', blockEnd: 'exit' };

function printConfig(state: IosLikeState): string {
  const body = state.running.render(LAYOUT);
  return `Building configuration...\n\nCurrent configuration:\n!\n${body}!\nend\n`;
}

function refuse({ kind, line }: Trouble): string {
  return {
    invalid: `% Unknown command: ${line}\n`,
    incomplete: `% Command incomplete: ${line}\n`,
    ambiguous: `% Ambiguous command: ${line}\n`,
    unauthorized: `% Unknown command: ${line}\n`,
  }[kind];
}

const BLOCKS: readonly Block[] = [
  { pattern: /^interface \S+$/, mode: 'config-if' },
  { pattern: /^router \S/, mode: 'config-router' },
  { pattern: /^route-map \S/, mode: 'config-route-map' },
  { pattern: /^vrf \S+$/, mode: 'config-vrf' },
  { pattern: /^address-family \S/, mode: 'config-router-af', inside: ['config-router', 'config-router-af'] },
];

const GLOBALS = [
  'access-list',
  'banner',
  'bfd',
  'bgp',
  'debug',
  'frr',
  'hostname',
  'interface',
  'ip',
  'ipv6',
  'log',
  'password',
  'route-map',
  'router',
  'service',
  'vrf',
  'zebra',
  'line',
  'ntp',
];

const commands: readonly Command<IosLikeSession>[] = [
  {
    path: 'show version',
    run: (cli) => {
      const { version } = cli.state.surroundings.facts;
      return {
        text: `FRRouting ${version} (${cli.standing().hostname}) on Linux(6.1.0-28-amd64).\nCopyright 1996-2005 Kunihiro Ishiguro, et al.\nconfigured with:\n    '--build=x86_64-linux-gnu' '--prefix=/usr' '--sysconfdir=/etc/frr' '--enable-vty-group=frrvty'\n`,
      };
    },
  },
  { path: 'show interface brief', run: (cli) => ({ text: interfaceBrief(cli.state.surroundings.facts) }) },
  { path: 'show ip bgp summary', run: (cli) => ({ text: bgpSummary(cli) }) },
  { path: 'show bgp summary', run: (cli) => ({ text: bgpSummary(cli) }) },
  {
    path: 'show ip bgp summary json',
    run: (cli) => ({ text: `${JSON.stringify(bgpJson(cli.state.surroundings.facts), null, 2)}\n` }),
  },
  {
    path: 'show bgp summary json',
    run: (cli) => ({ text: `${JSON.stringify(bgpJson(cli.state.surroundings.facts), null, 2)}\n` }),
  },
  { path: 'show startup-config', run: (cli) => ({ text: startupText(cli.state) }) },
  { path: 'terminal paginate', run: pages(24) },
  { path: 'no terminal paginate', run: pages(0) },
];

function pages(lines: number): Command<IosLikeSession>['run'] {
  return (cli) => {
    cli.length = lines;
    return { slow: false };
  };
}

/** One AS a process: another one is turned down without a mark, and the session stands at the top afterwards. */
function secondBgp(cli: IosLikeSession, line: string): Reply | null {
  const asked = /^router bgp (\d+)$/.exec(line)?.[1];
  const running = cli.state.running.find(/^router bgp (\d+)/);
  if (asked === undefined || running === null || asked === running) return null;
  cli.path = [];
  return { text: `BGP is already running; AS is ${running}\n` };
}

const dialect: Dialect = {
  prompt: ({ hostname, mode }) => `${hostname}${mode === null ? '' : `(${mode})`}# `,
  refuse,
  commands,
  hasUserLevel: false,
  badEnable: '',
  change: { line: secondBgp },
  config: {
    style: 'direct',
    entering: '',
    blocks: BLOCKS,
    globals: GLOBALS,
    inner: INNER_WORDS,
    habits: CISCO_HABITS,
    layout: LAYOUT,
    // The host below vtysh lets people in.
    access: null,
    portTypes: [],
    initial: initialConfig,
    print: printConfig,
  },
  defaultLength: 0,
  lengthAnswer: '',
  widthAnswer: '',
  defaultWidth: null,
  greeting: (facts) =>
    `\nHello, this is FRRouting (version ${facts.version}).\nCopyright 1996-2005 Kunihiro Ishiguro, et al.\n\n`,
  stampsAnswers: false,
  save: {
    commands: ['write', 'write memory'],
    answer:
      'Note: this version of vtysh never writes vtysh.conf\nBuilding Configuration...\nIntegrated configuration saved to /etc/frr/frr.conf\n[OK]\n',
    error: "Error: failed to open /etc/frr/frr.conf.sav: Read-only file system\nCan't save configuration file.\n",
  },
};

export const frr: Personality = {
  platform: 'frr',
  ident: () => 'OpenSSH_9.2p1 Debian-2+deb12u3',
  hardware: HARDWARE,
  banner: null,
  // `less`, which vtysh starts: a colon while there is more, (END) until it is left.
  pager: { prompt: () => '\u001b[7m:\u001b[27m', erase: '\r\u001b[K', end: '\u001b[7m(END)\u001b[27m' },
  echo: { overflow: 'wrap', lineEnd: '\r\n' },
  execEndsConnection: false,
  start: (surroundings) => startIosLike(dialect, surroundings),
};
