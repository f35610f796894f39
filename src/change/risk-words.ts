/**
 * Which configuration can cut off who changes it, as data: patterns over a line with the headers it stands under, in one
 * line, without `no`, `set` and the like. Knows words of all platforms at once: a word too many warns once too often.
 */
import type { Risk } from './plan.ts';

export interface RiskWord {
  readonly risk: Risk;
  readonly pattern: RegExp;
}

export const RISK_WORDS: readonly RiskWord[] = [
  // line vty 0 4 transport input ssh
  { risk: 'management-path', pattern: /^(?:line (?:vty|con|console|aux|default|template)|vty-pool|control-plane)\b/ },
  { risk: 'management-path', pattern: /^(?:management (?:ssh|api|telnet|security|console|vrf)|banner exec)\b/ },
  { risk: 'management-path', pattern: /^(?:ip )?(?:ssh|http|scp|telnet)(?: |$)/ },
  { risk: 'management-path', pattern: /^(?:netconf|netconf-yang|restconf|nxapi|crypto key|xml agent)\b/ },
  { risk: 'management-path', pattern: /^feature (?:ssh|telnet|nxapi|netconf|tacacs\+)/ },
  { risk: 'management-path', pattern: /^(?:username|user) / },
  { risk: 'management-path', pattern: /^ip default-(?:gateway|network)\b/ },
  // ip route vrf Mgmt 0.0.0.0 0.0.0.0 10.0.0.1
  {
    risk: 'management-path',
    pattern: /^ip(?:v6)? route (?:vrf \S+ |static )?(?:0\.0\.0\.0(?:\/0| 0\.0\.0\.0)|::\/0|default)(?: |$)/,
  },
  // router static address-family ipv4 unicast 0.0.0.0/0 10.0.0.1; vrf context management ip route 0.0.0.0/0 10.0.0.1
  { risk: 'management-path', pattern: /^(?:router static|vrf )[^\n]{0,300} (?:0\.0\.0\.0\/0|::\/0)(?: |$)/ },
  { risk: 'management-path', pattern: /^interface (?:mgmt|management|mgmteth)/i },
  { risk: 'management-path', pattern: /^(?:ip )?vrf (?:definition |context |instance )?(?:mgmt|management|oob)/i },
  { risk: 'management-path', pattern: /^system (?:services|login|root-authentication|management-instance|ports)\b/ },
  { risk: 'management-path', pattern: /^interfaces (?:fxp0|em[01]|me0|vme|lo0|mgmt\S*)\b/ },
  { risk: 'management-path', pattern: /^routing-options static route (?:0\.0\.0\.0\/0|::\/0)/ },
  { risk: 'management-path', pattern: /^routing-instances mgmt_junos\b/ },

  {
    risk: 'aaa',
    pattern: /^(?:aaa|tacacs|radius|tacacs-server|radius-server|username|user|role|usergroup|taskgroup) /,
  },
  { risk: 'aaa', pattern: /^(?:enable|line [^\n]{1,60}) (?:secret|password|login|authorization|accounting)\b/ },
  {
    risk: 'aaa',
    pattern:
      /^system (?:authentication-order|(?:tacplus|radius)-(?:server|options)|login|root-authentication|accounting)\b/,
  },

  { risk: 'reload-like', pattern: /^(?:reload|boot|license|sdm|stack-mac|redundancy|hw-module|install|vdc) / },
  { risk: 'reload-like', pattern: /^(?:system mtu|platform (?:resource|tcam)|hardware (?:profile|access-list))\b/ },
  { risk: 'reload-like', pattern: /^switch (?:\d{1,2} (?:renumber|provision|priority)|virtual)\b/ },
  { risk: 'reload-like', pattern: /^chassis\b/ },
];

/** Where management names an access list or filter, in the first group. */
export const LIST_USES: readonly RegExp[] = [
  // line vty 0 4 access-class MGMT in; line default access-class ingress MGMT
  /^(?:line|vty-pool|control-plane|management)\b[^\n]{0,200}? (?:ipv6 )?access-class (?:ingress |egress )?(\S+)/,
  /^(?:management|interface (?:mgmt|management|mgmteth))[^\n]{0,200}? (?:ip|ipv4|ipv6) access-group (\S+)/i,
  /^ip (?:ssh|http) access-(?:class|list) (?:ipv4 )?(\S+)/,
  /^interfaces (?:fxp0|em[01]|me0|vme|lo0)\b[^\n]{0,200}? filter (?:input |output |input-list )?(\S+)/,
];

/** Where an access list or filter is defined, its name in the first group. */
export const LIST_DEFINITIONS: readonly RegExp[] = [
  /^(?:ip |ipv4 |ipv6 )?access-list (?:standard |extended )?(\S+)/,
  /^firewall (?:family \S+ )?filter (\S+)/,
];

/** What a line begins with that says what to do with the rest, and is no part of it. */
export const VERB = /^(?:no|default|set|delete|activate|deactivate|insert|inactive:|protect:) /;
