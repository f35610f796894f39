/**
 * How FRRouting writes its configuration. Its settings were tried on release 8.4.4: each line was typed with two values,
 * and the second alone was printed.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { PlatformConfig } from './define.ts';
import { IOS_LIKE_SETTINGS } from './ios-like-config.ts';
import { CONFIGURATION_HEAD } from './masks.ts';

const SYNTAX: ConfigSyntax = {
  form: 'indent',
  comment: /^[!#]/,
  blockEnd: /^(?:exit(?:-[a-z-]+)?|end)$/,
  // A banner is one line here, or a file.
  verbatim: [],
  orderedBlocks: [],
  // Entries carry their numbers in newer releases; only those without depend on their place.
  orderedLines: [
    /^(?:ip(?:v6)? )?(?:access-list|prefix-list) \S+(?= (?!seq |remark |description ))/,
    /^(?:bgp|ip) (?:as-path access-list|(?:large-|ext)?community-list(?: standard| expanded)?) \S+(?= (?!seq ))/,
  ],
  // The host has the interfaces and VRFs: `no interface eth0` is refused while it does.
  enduringBlocks: [/^(?:interface|vrf) /],
  // Not `ip address`: a second one stands beside the first, without a word.
  settings: [
    ...IOS_LIKE_SETTINGS,
    /^frr (?:version|defaults)(?= |$)/,
    /^(?:enable )?password(?= |$)/,
    /^log (?:syslog|file|facility|timestamp precision)(?= |$)/,
    /^ip router-id(?= |$)/,
    /^bandwidth(?= |$)/,
    /^ospf router-id(?= |$)/,
    /^ip ospf (?:cost|priority|network|hello-interval|dead-interval|authentication-key)(?= |$)/,
    /^timers bgp(?= |$)/,
    /^maximum-paths(?: ibgp)?(?= |$)/,
    /^distance bgp(?= |$)/,
    /^neighbor \S+ port(?= |$)/,
    /^access-list \S+ (?:seq \d+|remark)(?= |$)/,
    /^ip(?:v6)? (?:prefix-list|access-list) \S+ seq \d+/,
    /^match (?:ip address prefix-list|metric)(?= |$)/,
    /^set (?:as-path prepend|community|large-community|ip next-hop)(?= |$)/,
  ],
  interfaceTypes: [],
  numberLists: [],
  negation: 'no',
};

/** Whether it was saved cannot be asked: vtysh answers nothing to `show startup-config`, and the file is the host's. */
export const FRR_CONFIG: PlatformConfig = {
  read: 'show running-config',
  syntax: SYNTAX,
  volatile: [CONFIGURATION_HEAD],
  // A router without any configuration of its own prints eight.
  complete: { end: /^end$/, balancedBraces: false, leastLines: 6 },
};
