/** How IOS and IOS-XE write their configuration: blocks, banners, certificates, noise, stamps. Knows no command that reads it. */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { PlatformConfig } from './define.ts';
import { firstGroup } from './facts-text.ts';
import { IOS_LIKE_SETTINGS, SWITCH_SETTINGS, VLAN_LISTS } from './ios-like-config.ts';
import { CONFIGURATION_HEAD } from './masks.ts';

const SETTINGS: readonly RegExp[] = [
  /^version(?= |$)/,
  ...IOS_LIKE_SETTINGS,
  ...SWITCH_SETTINGS,
  /^enable (?:secret|password)(?: level \d+)?/,
  // Other lines of a user hold keys and what to run at login.
  /^username \S+(?= .*\b(?:secret|password) )/,
  /^logging (?:buffered|trap|origin-id|rate-limit)(?= |$)/,
  /^logging source-interface(?= |$)(?!.* vrf )/,
  /^(?:ntp|ip (?:ssh|tftp|ftp|tacacs|radius|telnet)) source(?:-interface)?(?= |$)(?!.* vrf )/,
  /^ip ssh (?:version|time-out|authentication-retries)(?= |$)/,
  /^ip default-gateway(?= |$)/,
  /^vtp (?:mode|domain|version)(?= |$)/,
  /^service timestamps (?:debug|log)(?= |$)/,
  /^system mtu(?: (?:jumbo|routing))?(?= |$)/,
  /^ip address(?= |$)(?!.* secondary$)/,
  /^bandwidth(?= |$)(?! (?:receive|inherit)\b)/,
  /^(?:load-interval|carrier-delay|keepalive|media-type|encapsulation)(?= |$)/,
  /^(?:ip )?vrf forwarding(?= |$)/,
  /^ip ospf (?:cost|priority|network|hello-interval|dead-interval|authentication-key)(?= |$)/,
  /^(?:standby|vrrp) \d+ (?:ip(?= |$)(?!.* secondary$)|priority|timers|authentication)/,
  /^switchport trunk encapsulation(?= |$)/,
  /^switchport port-security (?:maximum(?= |$)(?!.* vlan)|violation|aging time|aging type)/,
  /^storm-control (?:broadcast|multicast|unicast) level(?= |$)/,
  /^power inline(?= |$)(?! (?:port|consumption)\b)/,
  /^channel-protocol(?= |$)/,
  /^service-policy (?:input|output)(?= |$)/,
  /^lacp (?:rate|port-priority)(?= |$)/,
  /^(?:session-timeout|length|width|stopbits|databits|parity|privilege level|login authentication|password)(?= |$)/,
  /^(?:transport (?:input|output|preferred))(?= |$)/,
  /^timers bgp(?= |$)/,
  /^maximum-paths(?: (?:ibgp|eibgp))?(?= |$)/,
  /^distance bgp(?= |$)/,
];

/** IOS and IOS-XE print numbers neither in access lists nor in community lists: there the place of a line is its number. */
const SYNTAX: ConfigSyntax = {
  form: 'indent',
  comment: /^!/,
  blockEnd: /^(?:exit-[a-z-]+|end)$/,
  verbatim: [
    // banner motd ^C; typed by a person with any sign: banner login #, aaa authentication fail-message ~
    {
      start: /^(?:banner [\w-]+|menu \S+ title|aaa authentication (?:banner|fail-message)) (?<mark>\^C|\S)/,
      end: 'mark',
    },
    //  certificate self-signed 01, certificate ca 0123456789ABCDEF; with a file behind the number there is no body
    { start: /^certificate (?:[a-z-]+ ){0,2}[0-9A-F]+$/, end: /^quit$/ },
    // Under `crypto key pubkey-chain rsa`
    { start: /^key-string$/, end: /^quit$/ },
    { start: /^macro name \S/, end: /^@$/ },
  ],
  orderedBlocks: [/^(?:ip|ipv6|mac|arp) access-list /, /^policy-map /, /^aaa group server /],
  orderedLines: [
    /^access-list \S+/,
    /^ip as-path access-list \S+/,
    /^ip (?:ext)?community-list (?:standard |expanded )?\S+/,
    /^(?:tacacs|radius)-server host\b/,
    /^(?:tacacs|radius) server\b/,
    /^ip name-server\b/,
    /^boot system\b/,
    // Under `crypto map`: the first is asked first.
    /^set peer\b/,
  ],
  settings: SETTINGS,
  interfaceTypes: [
    'Ethernet',
    'FastEthernet',
    'GigabitEthernet',
    'TwoGigabitEthernet',
    'FiveGigabitEthernet',
    'TenGigabitEthernet',
    'TwentyFiveGigE',
    'FortyGigabitEthernet',
    'HundredGigE',
    'AppGigabitEthernet',
    'Port-channel',
    'Loopback',
    'Vlan',
    'Tunnel',
    'Serial',
    'BDI',
    'BVI',
    'Dialer',
    'Cellular',
    'Multilink',
    'Virtual-Template',
  ],
  numberLists: VLAN_LISTS,
  negation: 'no',
};

/**
 * Lines that are the printer's or that the device writes itself. Not here, though other tools drop them:
 * `clock rate`, `tftp-server`, a line's `length` and `width`, which a person sets.
 */
const NOISE: PlatformConfig['volatile'] = [
  CONFIGURATION_HEAD,
  // ! Last configuration change at 10:11:12 UTC Mon Nov 23 2026 by admin
  {
    pattern:
      /^! (?:Last configuration change at|NVRAM config last updated at|No configuration change since).*(?:\n|$)/gm,
    replace: '',
  },
  // Above each answer where `exec prompt timestamp` is set.
  { pattern: /^(?:Load for five secs: |Time source is |No time source, ).*(?:\n|$)/gm, replace: '' },
  { pattern: /^ntp clock-period \d{1,12}(?:\n|$)/gm, replace: '' },
  // What a modem last agreed on.
  { pattern: /^ (?:rx|tx)speed \d{1,12}(?:\n|$)/gm, replace: '' },
  // A reservation that the tunnel adjusts to its traffic.
  {
    // bounded: the sixteen lines below each such line
    pattern: /^ tunnel mpls traffic-eng bandwidth .*\n(?=(?: .*\n){0,16}? tunnel mpls traffic-eng auto-bw\b)/gm,
    replace: '',
  },
];

/**
 * Whether the running configuration was saved, from the stamps at its head; undefined when one is missing or they are
 * in different time zones.
 */
export function isIosConfigSaved(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^! No configuration change since last restart/m.test(text)) return true;
  const changed = stamp(firstGroup(text, /^! Last configuration change at (.{1,60})$/m));
  const saved = stamp(firstGroup(text, /^! NVRAM config last updated at (.{1,60})$/m));
  return changed === null || saved === null || changed.zone !== saved.zone ? undefined : saved.ms >= changed.ms;
}

/** `10:11:12 UTC Mon Nov 23 2026 by admin` as a moment, comparable within its zone. */
function stamp(text: string | undefined): { readonly ms: number; readonly zone: string } | null {
  const parts = /^[*.]?(\d\d:\d\d:\d\d)(?:\.\d{1,6})? (\S{1,10}) \w{3} (\w{3}) {1,2}(\d{1,2}) (\d{4})/.exec(text ?? '');
  if (parts === null) return null;
  const [, time, zone = '', month, day, year] = parts;
  const ms = Date.parse(`${day} ${month} ${year} ${time} UTC`);
  return Number.isNaN(ms) ? null : { ms, zone };
}

const SHOW_RUNNING = 'show running-config';

/** IOS and IOS-XE differ in nothing here. */
export const IOS_CONFIG: PlatformConfig = {
  read: SHOW_RUNNING,
  syntax: SYNTAX,
  volatile: NOISE,
  // The shortest configuration a device prints is longer; a refusal or an empty view is not.
  complete: { end: /^end$/, balancedBraces: false, leastLines: 10 },
  saved: { commands: [SHOW_RUNNING], read: (answers) => isIosConfigSaved(answers[SHOW_RUNNING]) },
};
