/** Cisco IOS-XE switches and routers: as IOS, with their own versions, models and `show version`. Nothing of SSH. */
import type { Command } from '../command-tree.ts';
import type { Personality } from '../personality.ts';
import { createRandom } from '../random.ts';
import { longSpan } from '../text-forms.ts';
import { ciscoIosDialect, ciscoSerial } from './cisco-ios.ts';
import type { Dialect, IosLikeSession } from './dialect.ts';
import { iosInitialConfig } from './ios-config-text.ts';
import { startIosLike } from './ios-like-os.ts';
import { iosRefusal } from './ios-refusals.ts';
import { clockStampedUptime } from './ios-shows.ts';

const TRAINS: Readonly<Record<string, string>> = {
  '16': 'Gibraltar',
  '17.03': 'Amsterdam',
  '17.06': 'Bengaluru',
  '17.09': 'Cupertino',
  '17.12': 'Dublin',
};

const HARDWARE: Personality['hardware'] = [
  {
    model: 'C9300-48UXM',
    weight: 60,
    versions: [
      ['17.09.04a', 62],
      ['17.06.05', 25],
      ['17.12.02', 8],
      ['17.03.01', 4],
      ['16.12.03a', 1],
    ],
    ports: 28,
    port: (index) => `TenGigabitEthernet1/0/${index}`,
    serial: ciscoSerial,
  },
  {
    model: 'C9500-40X',
    weight: 15,
    versions: [
      ['17.09.04a', 90],
      ['17.06.05', 10],
    ],
    ports: 16,
    port: (index) => `TenGigabitEthernet1/0/${index}`,
    serial: ciscoSerial,
  },
  {
    model: 'C8300-1N1S-6T',
    weight: 25,
    versions: [
      ['17.09.04a', 70],
      ['17.12.02', 30],
    ],
    ports: 6,
    port: (index) => `GigabitEthernet0/0/${index - 1}`,
    serial: ciscoSerial,
  },
];

/** `17.09.04a` -> `17.9.4a`, as the second line of `show version` has it. */
function shortVersion(version: string): string {
  return version.replace(/\.0(?=\d)/g, '.');
}

function showVersion(cli: IosLikeSession): string {
  const { facts } = cli.state.surroundings;
  const { seconds, restarted } = clockStampedUptime(cli);
  const train = TRAINS[facts.version.slice(0, 5)] ?? TRAINS[facts.version.slice(0, 2)] ?? 'Everest';
  const isSwitch = facts.model.startsWith('C9');
  const [software, feature] = isSwitch
    ? ['Catalyst L3 Switch Software', 'CAT9K_IOSXE']
    : ['c8000be Software', 'X86_64_LINUX_IOSD-UNIVERSALK9-M'];
  return `Cisco IOS XE Software, Version ${facts.version}
Cisco IOS Software [${train}], ${software} (${feature}), Version ${shortVersion(facts.version)}, RELEASE SOFTWARE (fc3)
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-2023 by Cisco Systems, Inc.
Compiled Fri 20-Oct-23 10:44 by mcpre

Cisco IOS-XE software, Copyright (c) 2005-2023 by cisco Systems, Inc.
All rights reserved.

ROM: IOS-XE ROMMON
${isSwitch ? 'BOOTLDR: System Bootstrap, Version 17.9.1r, RELEASE SOFTWARE (P)\n' : ''}
${cli.standing().hostname} uptime is ${longSpan(seconds)}
Uptime for this control processor is ${longSpan(seconds + 120)}
System returned to ROM by Reload Command
System restarted at ${restarted}
System image file is "flash:packages.conf"
Last reload reason: Reload Command

Technology Package License Information:

Smart Licensing Status: Smart Licensing Using Policy

cisco ${facts.model} (${isSwitch ? 'X86' : '1RU'}) processor with 1331521K/6147K bytes of memory.
Processor board ID ${facts.serial}
${facts.ports.length} ${isSwitch ? 'Ten Gigabit' : 'Gigabit'} Ethernet interfaces
2048K bytes of non-volatile configuration memory.
8388608K bytes of physical memory.

Base Ethernet MAC Address          : ${facts.mac.match(/../g)?.join(':')}
Motherboard Serial Number          : ${ciscoSerial(createRandom(facts.serial, 'board'))}
Model Number                       : ${facts.model}
System Serial Number               : ${facts.serial}

Configuration register is 0x102

`;
}

function showInventory(cli: IosLikeSession): string {
  const { facts } = cli.state.surroundings;
  const random = createRandom(facts.serial, 'parts');
  return `NAME: "Chassis", DESCR: "Cisco ${facts.model} Chassis"
PID: ${facts.model.padEnd(18)}, VID: V0${random.int(1, 4)}  , SN: ${facts.serial}

NAME: "Power Supply Module 0", DESCR: "Cisco ${facts.model} Power Supply"
PID: PWR-C1-1100WAC-P  , VID: V02  , SN: ${ciscoSerial(random)}

NAME: "Fan Tray 0", DESCR: "Cisco ${facts.model} Fan Tray"
PID: C9K-T1-FANTRAY    , VID:      , SN:

`;
}

const OWN_PATHS = ['show version', 'show inventory'];
const own: readonly Command<IosLikeSession>[] = [
  { path: 'show version', run: (cli) => ({ text: showVersion(cli) }) },
  { path: 'show inventory', run: (cli) => ({ text: showInventory(cli) }) },
];

const dialect: Dialect = {
  ...ciscoIosDialect,
  commands: [...ciscoIosDialect.commands.filter((command) => !OWN_PATHS.includes(command.path)), ...own],
  // IOS-XE looks no name up for a strange word; it points at it.
  refuse: (trouble) => iosRefusal({ ...trouble, firstWord: false }),
  config: {
    ...ciscoIosDialect.config,
    initial: (facts) => iosInitialConfig(facts, `version ${facts.version.slice(0, 5).replace('.0', '.')}`),
  },
};

export const ciscoIosxe: Personality = {
  platform: 'cisco_iosxe',
  ident: () => 'Cisco-1.25',
  hardware: HARDWARE,
  banner: null,
  pager: { prompt: () => ' --More-- ', erase: `${'\b'.repeat(9)}${' '.repeat(8)}${'\b'.repeat(9)}`, end: null },
  echo: { overflow: 'scroll', lineEnd: '\r\n' },
  execEndsConnection: true,
  start: (surroundings) => startIosLike(dialect, surroundings),
};
