/** Cisco IOS switches of the fixed-port kind: what they print and how their prompt looks. Nothing of SSH. */
import type { Command } from '../command-tree.ts';
import type { Facts, Personality, Reply } from '../personality.ts';
import { createRandom, type Random } from '../random.ts';
import { longSpan } from '../text-forms.ts';
import { CISCO_HABITS, GLOBAL_WORDS, INNER_WORDS, IOS_BLOCKS } from './cisco-words.ts';
import type { Dialect, IosLikeSession, Standing } from './dialect.ts';
import { IOS_ARCHIVE_COMMANDS, touchIdleTimer } from './ios-archive.ts';
import { IOS_LAYOUT, iosConfigText, iosInitialConfig } from './ios-config-text.ts';
import { isVtyClosed } from './ios-like-access.ts';
import { startIosLike } from './ios-like-os.ts';
import { startupText } from './ios-like-state.ts';
import { iosRefusal } from './ios-refusals.ts';
import { forgetReload, IOS_RELOAD_COMMANDS } from './ios-reload.ts';
import { bgpSummary, clockStampedUptime, interfaceBrief } from './ios-shows.ts';

const IOS_PORTS = [
  'GigabitEthernet',
  'TenGigabitEthernet',
  'FastEthernet',
  'Loopback',
  'Vlan',
  'Port-channel',
  'Tunnel',
];

/** `sw1>`, `sw1#`, `sw1(config-if)#`; in configuration the name is cut to 20 characters. */
function iosPrompt({ hostname, level, mode }: Standing): string {
  if (mode === null) return `${hostname}${level === 'user' ? '>' : '#'}`;
  return `${hostname.slice(0, 20)}(${mode})#`;
}

export function ciscoSerial(random: Random): string {
  return `${random.pick(['FOC', 'FDO', 'FCW', 'JAE'])}${random.int(16, 27)}${random.int(10, 52)}${random.text('0123456789ABCDEFGHJKLMNPQRSTUVWXYZ', 4)}`;
}

const HARDWARE: Personality['hardware'] = [
  {
    model: 'WS-C2960X-48FPD-L',
    weight: 50,
    versions: [
      ['15.2(7)E8', 70],
      ['15.2(7)E4', 22],
      ['15.2(2)E7', 6],
      ['15.0(2)EX5', 1],
    ],
    ports: 28,
    port: (index) => `GigabitEthernet1/0/${index}`,
    serial: ciscoSerial,
  },
  {
    model: 'WS-C3750G-24TS',
    weight: 15,
    versions: [
      ['12.2(55)SE12', 85],
      ['12.2(25)SEE4', 5],
    ],
    ports: 24,
    port: (index) => `GigabitEthernet1/0/${index}`,
    serial: ciscoSerial,
  },
  {
    model: 'ISR4331/K9',
    weight: 35,
    versions: [
      ['15.5(3)S9', 60],
      ['15.4(3)S1', 10],
    ],
    ports: 6,
    port: (index) => `GigabitEthernet0/0/${index - 1}`,
    serial: ciscoSerial,
  },
];

interface Image {
  readonly software: string;
  readonly feature: string;
  readonly file: string;
  readonly processor: string;
  readonly memory: string;
}

const IMAGES: Readonly<Record<string, Image>> = {
  'WS-C2960X-48FPD-L': {
    software: 'C2960X Software',
    feature: 'C2960X-UNIVERSALK9-M',
    file: 'flash:/c2960x-universalk9-mz.bin',
    processor: 'APM86XXX',
    memory: '524288K',
  },
  'WS-C3750G-24TS': {
    software: 'C3750 Software',
    feature: 'C3750-IPSERVICESK9-M',
    file: 'flash:/c3750-ipservicesk9-mz.bin',
    processor: 'PowerPC405',
    memory: '131072K',
  },
  'ISR4331/K9': {
    software: 'ISR Software',
    feature: 'X86_64_LINUX_IOSD-UNIVERSALK9-M',
    file: 'bootflash:isr4300-universalk9.bin',
    processor: '1RU',
    memory: '1687137K/6147K',
  },
};

function showVersion(cli: IosLikeSession): string {
  const { facts } = cli.state.surroundings;
  const image = IMAGES[facts.model] ?? (IMAGES['ISR4331/K9'] as Image);
  const { seconds, restarted } = clockStampedUptime(cli);
  const gigabit = facts.ports.length;
  return `Cisco IOS Software, ${image.software} (${image.feature}), Version ${facts.version}, RELEASE SOFTWARE (fc2)
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-2019 by Cisco Systems, Inc.
Compiled Tue 12-Mar-19 09:41 by prod_rel_team

ROM: Bootstrap program is ${image.software.split(' ')[0]} boot loader

${cli.standing().hostname} uptime is ${longSpan(seconds)}
System returned to ROM by power-on
System restarted at ${restarted}
System image file is "${image.file}"
Last reload reason: power-on

cisco ${facts.model} (${image.processor}) processor (revision A0) with ${image.memory} bytes of memory.
Processor board ID ${facts.serial}
Last reset from power-on
1 Virtual Ethernet interface
${gigabit} Gigabit Ethernet interfaces
512K bytes of flash-simulated non-volatile configuration memory.
Base ethernet MAC Address       : ${facts.mac.match(/../g)?.join(':').toUpperCase()}
Model number                    : ${facts.model}
System serial number            : ${facts.serial}

Configuration register is 0xF

`;
}

function showInventory(facts: Facts): string {
  const random = createRandom(facts.serial, 'parts');
  return `NAME: "1", DESCR: "${facts.model}"
PID: ${facts.model.padEnd(18)}, VID: V0${random.int(1, 5)}  , SN: ${facts.serial}

NAME: "Switch 1 - Power Supply 0", DESCR: "FRU Power Supply"
PID: PWR-C2-640WAC     , VID: V02  , SN: ${ciscoSerial(random)}

NAME: "GigabitEthernet1/0/49", DESCR: "1000BaseSX SFP"
PID: GLC-SX-MMD        , VID: V01  , SN: ${ciscoSerial(random)}

`;
}

const commands: readonly Command<IosLikeSession>[] = [
  { path: 'show version', run: (cli) => ({ text: showVersion(cli) }) },
  { path: 'show inventory', run: (cli) => ({ text: showInventory(cli.state.surroundings.facts) }) },
  {
    path: 'show startup-config',
    run: (cli) => ({ text: `Using ${startupText(cli.state).length} out of 524288 bytes\n${startupText(cli.state)}` }),
  },
  { path: 'show ip interface brief', run: (cli) => ({ text: interfaceBrief(cli) }) },
  { path: 'show ip bgp summary', run: (cli) => ({ text: bgpSummary(cli) }) },
  ...IOS_ARCHIVE_COMMANDS,
  ...IOS_RELOAD_COMMANDS,
];

/** Ports that are there in metal stay. */
function keepPort(line: string): Reply | null {
  const isPort = /^no interface \w*Ethernet\d/.test(line);
  return isPort ? { text: '% Removal of physical interfaces is not permitted\n' } : null;
}

const SAVE_ERROR = '%Error opening nvram:/startup-config (Device or resource busy)\n';
const LOCKED = "Configuration mode is locked by process '218' user 'jdoe' from terminal 'vty1'. Please try later.\n";

export const ciscoIosDialect: Dialect = {
  prompt: iosPrompt,
  refuse: iosRefusal,
  commands,
  hasUserLevel: true,
  badEnable: '% Bad secrets\n\n',
  change: {
    enter: (cli) => (cli.state.surroundings.flaws.isLocked === true ? { text: LOCKED } : null),
    line: (cli, line) => touchIdleTimer(cli) ?? keepPort(line),
    reboot: forgetReload,
  },
  config: {
    style: 'direct',
    entering: 'Enter configuration commands, one per line.  End with CNTL/Z.\n',
    blocks: IOS_BLOCKS,
    globals: GLOBAL_WORDS,
    inner: INNER_WORDS,
    habits: CISCO_HABITS,
    layout: IOS_LAYOUT,
    access: {
      port: 'interface Vlan1',
      address: /^ip address /,
      user: /^username netops /,
      isClosed: isVtyClosed,
    },
    portTypes: IOS_PORTS,
    initial: (facts) => iosInitialConfig(facts, `version ${facts.version.split('(')[0]}`),
    print: iosConfigText,
  },
  defaultLength: 24,
  lengthAnswer: '',
  widthAnswer: '',
  defaultWidth: 80,
  greeting: (facts) => `\n${facts.site.toUpperCase()} ${facts.role} network. Authorised users only.\n\n`,
  stampsAnswers: false,
  save: { commands: ['write', 'write memory'], answer: 'Building configuration...\n[OK]\n', error: SAVE_ERROR },
};

export const ciscoIos: Personality = {
  platform: 'cisco_ios',
  ident: () => 'Cisco-1.25',
  hardware: HARDWARE,
  banner: null,
  pager: { prompt: () => ' --More-- ', erase: `${'\b'.repeat(9)}${' '.repeat(8)}${'\b'.repeat(9)}`, end: null },
  echo: { overflow: 'scroll', lineEnd: '\r\n' },
  execEndsConnection: true,
  start: (surroundings) => startIosLike(ciscoIosDialect, surroundings),
};
