/** How IOS-XR writes its configuration: policies and sets with ends of their own, the stamps above it. */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { PlatformConfig } from './define.ts';
import { IOS_LIKE_SETTINGS } from './ios-like-config.ts';
import { CONFIGURATION_HEAD } from './masks.ts';

const SYNTAX: ConfigSyntax = {
  form: 'indent',
  comment: /^!/,
  blockEnd: /^(?:end-(?:policy|set|group|policy-map|class-map)|end)$/,
  verbatim: [
    // banner motd ^C or any sign
    { start: /^banner [\w-]+ (?<mark>\^C|\S)/, end: 'mark' },
    // Under `crypto ca certificate` and `key-string`, where they are printed.
    { start: /^certificate (?:[a-z-]+ ){0,2}[0-9A-F]+$/, end: /^quit$/ },
  ],
  // Entries of access lists carry their numbers.
  orderedBlocks: [
    // route-policy CUSTOMER-IN($pref), and what is nested in one
    /^route-policy \S+$/,
    /^(?:if|elseif) .* then$/,
    /^else$/,
    /^(?:prefix|as-path|community|extcommunity|rd)-set /,
    /^policy-map /,
    /^aaa group server /,
  ],
  orderedLines: [/^(?:tacacs|radius)-server host\b/, /^domain name-server\b/],
  settings: [
    ...IOS_LIKE_SETTINGS,
    /^domain name(?= |$)/,
    /^ipv4 address(?= |$)(?!.* secondary$)/,
    /^(?:ipv4|ipv6) mtu(?= |$)/,
    /^bandwidth(?= |$)/,
    /^load-interval(?= |$)/,
    /^carrier-delay(?= |$)/,
    /^encapsulation(?= |$)/,
    /^service-policy (?:input|output)(?= |$)/,
    /^\d+(?= (?:permit|deny|remark)\b)/,
    /^(?:remote-as|local-as|update-source|ebgp-multihop|timers|maximum-prefix|password|secret)(?= |$)/,
    /^(?:cost|priority|network (?:point-to-point|broadcast)|hello-interval|dead-interval)(?= |$)/,
    /^(?:session-limit|session-timeout|absolute-timeout|transport preferred)(?= |$)/,
    /^ssh (?:timeout|server (?:rate-limit|session-limit))(?= |$)/,
  ],
  interfaceTypes: [
    'GigabitEthernet',
    'TenGigE',
    'TwentyFiveGigE',
    'FortyGigE',
    'FiftyGigE',
    'HundredGigE',
    'TwoHundredGigE',
    'FourHundredGigE',
    'Bundle-Ether',
    'MgmtEth',
    'Loopback',
    'BVI',
    'Serial',
    'POS',
    'tunnel-te',
    'tunnel-ip',
  ],
  numberLists: [],
  negation: 'no',
};

export const IOSXR_CONFIG: PlatformConfig = {
  read: 'show running-config',
  syntax: SYNTAX,
  volatile: [
    // Mon Nov 23 12:31:28.607 UTC, alone above the answer
    { pattern: /^[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d\.\d{3} [A-Z]{1,5}(?:\n|$)/gm, replace: '' },
    { pattern: /^!! (?:IOS XR Configuration|Last configuration change at).*(?:\n|$)/gm, replace: '' },
    CONFIGURATION_HEAD,
  ],
  complete: { end: /^end$/, balancedBraces: false, leastLines: 8 },
  // A commit is kept over a reload.
  saved: { commands: [], read: () => true },
};
