/** What each round of a crash test wants of its devices: words that no other round has, so that the lab's record tells whose they are. */

export interface Round {
  readonly chain: number;
  readonly number: number;
}

/**
 * A description takes the place of the last round's; a server or a route is one more. The first description lasts until
 * the second: typed once more, both change something again, which a device's record shows.
 */
const LIKE_IOS = [
  'ntp server ADDRESS',
  'interface Loopback99',
  ' description C-TAG',
  ' description A-TAG',
  'interface Loopback98',
  ' description B-TAG',
];
const LINES: Readonly<Record<string, readonly string[]>> = {
  cisco_ios: LIKE_IOS,
  cisco_iosxe: LIKE_IOS,
  cisco_nxos: ['ntp server ADDRESS', 'vlan 99', '  name C-TAG', '  name A-TAG', 'vlan 98', '  name B-TAG'],
  cisco_iosxr: ['logging ADDRESS vrf default severity info', ...LIKE_IOS.slice(1)],
  arista_eos: LIKE_IOS,
  juniper_junos: [
    'set system ntp server ADDRESS',
    'set interfaces lo0 description C-TAG',
    'set interfaces lo0 description A-TAG',
    'set snmp location B-TAG',
  ],
  frr: [
    'ip route ADDRESS/32 10.0.0.1',
    'interface lo',
    ' description C-TAG',
    ' description A-TAG',
    'interface eth0',
    ' description B-TAG',
  ],
};

const tagOf = ({ chain, number }: Round): string => `round-${chain}-${number}-x`;
/** None is the beginning of another: three digits each. */
const addressOf = ({ chain, number }: Round): string =>
  `10.${chain + 100}.${100 + Math.floor(number / 100)}.${100 + (number % 100)}`;

/** The round's own words that last: in a configuration all of them, none, or some. */
export const wordsOf = (round: Round): readonly string[] => [
  addressOf(round),
  `A-${tagOf(round)}`,
  `B-${tagOf(round)}`,
];

/** The lines of one platform. */
export const linesOf = (platform: string, round: Round): readonly string[] =>
  (LINES[platform] ?? []).map((line) => line.replace('TAG', tagOf(round)).replace('ADDRESS', addressOf(round)));

/** The same for all platforms, as one template. */
export const templateOf = (round: Round): string =>
  Object.keys(LINES)
    .map((platform) => `{% if device.platform == "${platform}" %}${linesOf(platform, round).join('\n')}{% endif %}`)
    .join('');
