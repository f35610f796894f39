/** How NX-OS writes its configuration: blocks, banners, the head with its stamps. It prints no end mark. */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { PlatformConfig } from './define.ts';
import { firstGroup } from './facts-text.ts';
import { IOS_LIKE_SETTINGS, SWITCH_SETTINGS, VLAN_LISTS } from './ios-like-config.ts';

const SYNTAX: ConfigSyntax = {
  form: 'indent',
  comment: /^!/,
  verbatim: [
    // banner motd #, banner exec ^: any sign, and the text may begin behind it
    { start: /^banner (?:motd|exec) (?<mark>\S)/, end: 'mark' },
  ],
  // Entries of access lists, prefix lists and community lists carry their numbers.
  orderedBlocks: [/^policy-map /, /^aaa group server /],
  orderedLines: [/^(?:tacacs|radius)-server host\b/, /^ip name-server\b/],
  settings: [
    ...IOS_LIKE_SETTINGS,
    ...SWITCH_SETTINGS,
    /^switchname(?= |$)/,
    /^username \S+(?= password )/,
    /^enable secret(?= |$)/,
    /^logging (?:level \S+|source-interface|timestamp)(?= |$)/,
    /^ntp source(?:-interface)?(?= |$)/,
    /^ip address(?= |$)(?!.* secondary$)/,
    /^bandwidth(?= |$)(?! inherit\b)/,
    /^load-interval counter \d+/,
    /^vrf member(?= |$)/,
    /^medium(?= |$)/,
    /^ip ospf (?:cost|priority|network|hello-interval|dead-interval)(?= |$)/,
    /^(?:priority|remote-as|local-as|update-source|ebgp-multihop|timers|password|maximum-prefix|peer-keepalive)(?= |$)/,
    /^(?:peer-address|role priority|system-priority)(?= |$)/,
    /^service-policy (?:type qos )?(?:input|output)(?= |$)/,
    /^storm-control (?:broadcast|multicast|unicast) level(?= |$)/,
    /^lacp (?:rate|port-priority|min-links|max-bundle)(?= |$)/,
    /^(?:session-limit|absolute-timeout)(?= |$)/,
    /^version(?= |$)/,
  ],
  interfaceTypes: ['Ethernet', 'port-channel', 'loopback', 'Vlan', 'mgmt', 'nve', 'Tunnel'],
  numberLists: [...VLAN_LISTS, /^vlan access-list .* vlan-list (?<list>\d[\d,-]*)$/],
  negation: 'no',
};

const SHOW_RUNNING = 'show running-config';
// The head alone: the whole takes seconds on a large switch.
const SAVED_HEAD = 'show startup-config | include ^!';

/** Undefined where the release prints no such stamps. Both are the device's own local time. */
function isSaved(answers: Readonly<Record<string, string>>): boolean | undefined {
  const running = answers[SHOW_RUNNING];
  const saved = moment(firstGroup(answers[SAVED_HEAD], /^!Startup config saved at: (.{20,30})$/m));
  if (running === undefined || saved === undefined) return undefined;
  if (/^!No configuration change since last restart/m.test(running)) return true;
  const changed = moment(firstGroup(running, /^!Running configuration last done at: (.{20,30})$/m));
  return changed === undefined ? undefined : saved >= changed;
}

/** Milliseconds of `Mon Nov 23 10:15:02 2026`, comparable on one device. */
function moment(text: string | undefined): number | undefined {
  const parts = /^\w{3} (\w{3}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$/.exec(text ?? '');
  if (parts === null) return undefined;
  const [, month, day, time, year] = parts;
  const ms = Date.parse(`${day} ${month} ${year} ${time} UTC`);
  return Number.isNaN(ms) ? undefined : ms;
}

export const NXOS_CONFIG: PlatformConfig = {
  read: SHOW_RUNNING,
  syntax: SYNTAX,
  volatile: [
    // !Command: show running-config, !Time: Mon Nov 23 10:15:02 2026, !Running configuration last done at: …
    {
      pattern:
        /^!(?:(?:Command|Time|Running configuration last done at|NVRAM config last updated at|Startup config saved at):|No configuration change since).*(?:\n|$)/gm,
      replace: '',
    },
  ],
  // Without a mark only length and the last one tell; a switch prints its ports: 20 lines are a refusal or a part.
  complete: { end: null, balancedBraces: false, leastLines: 20, endsLikeLast: true },
  saved: { commands: [SHOW_RUNNING, SAVED_HEAD], read: isSaved },
};
