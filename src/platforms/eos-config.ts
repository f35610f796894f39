/** How EOS writes its configuration: blocks, texts that end in `EOF`, and what tells whether it was saved. */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { PlatformConfig } from './define.ts';
import { IOS_LIKE_SETTINGS, SWITCH_SETTINGS, VLAN_LISTS } from './ios-like-config.ts';

const SYNTAX: ConfigSyntax = {
  form: 'indent',
  // Also `!!`, which a person's remark in a block begins with.
  comment: /^!/,
  blockEnd: /^end$/,
  // banner login, and under `event-handler` and `router general`: action bash, code unit LOCAL
  verbatim: [{ start: /^(?:banner (?:login|motd)|comment|action bash|code(?: unit \S+)?)$/, end: /^EOF$/ }],
  // Entries of access lists and prefix lists carry their numbers.
  orderedBlocks: [/^policy-map /, /^aaa group server /],
  orderedLines: [
    /^(?:tacacs|radius)-server host\b/,
    /^ip name-server(?: vrf \S+)?/,
    /^ip as-path access-list \S+/,
    /^ip community-list (?:regexp )?\S+/,
  ],
  settings: [
    ...IOS_LIKE_SETTINGS,
    ...SWITCH_SETTINGS,
    /^dns domain(?= |$)/,
    /^enable (?:secret|password)(?= |$)/,
    /^username \S+(?= .*\bsecret )/,
    /^logging (?:buffered|trap|level \S+)(?= |$)/,
    /^ntp local-interface(?= |$)(?! vrf )/,
    /^ip address(?= |$)(?! virtual\b)(?!.* secondary$)/,
    /^load-interval(?= |$)/,
    /^ip ospf (?:cost|priority|network|hello-interval|dead-interval|area)(?= |$)/,
    /^neighbor \S+ (?:peer group|maximum-routes)(?= |$)/,
    /^storm-control (?:broadcast|multicast|unknown-unicast|all) level(?= |$)/,
    /^service-policy type \S+ (?:input|output)(?= |$)/,
    /^(?:local-interface|peer-address(?= |$)(?! heartbeat )|peer-link|domain-id)(?= |$)/,
    /^(?:idle-timeout|connection limit)(?= |$)/,
    /^vxlan (?:source-interface|udp-port)(?= |$)/,
    /^vxlan (?:vlan|vrf) \S+ vni(?= |$)/,
    /^maximum-paths(?= |$)/,
    /^timers bgp(?= |$)/,
    /^distance bgp(?= |$)/,
    /^exec(?= |$)/,
  ],
  interfaceTypes: ['Ethernet', 'Port-Channel', 'Loopback', 'Management', 'Vlan', 'Vxlan', 'Tunnel'],
  numberLists: VLAN_LISTS,
  negation: 'no',
};

const UNSAVED = 'show running-config diffs';

/** A refusal says nothing; an empty answer says there is no difference. */
function isSaved(answers: Readonly<Record<string, string>>): boolean | undefined {
  const text = answers[UNSAVED]?.trim();
  if (text === '') return true;
  return text !== undefined && /^--- /m.test(text) ? false : undefined;
}

export const EOS_CONFIG: PlatformConfig = {
  read: 'show running-config',
  syntax: SYNTAX,
  volatile: [
    // ! Command: show running-config, ! Time: Mon Nov 23 10:15:02 2026
    { pattern: /^! (?:Command|Time):.*(?:\n|$)/gm, replace: '' },
  ],
  complete: { end: /^end$/, balancedBraces: false, leastLines: 10 },
  saved: { commands: [UNSAVED], read: isSaved },
};
