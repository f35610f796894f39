/** Cisco IOS-XR: service-provider routers. Knows the admin planes beside the router's own, and the stamp above each answer. */
import { type DeviceFacts, definePlatform } from './define.ts';
import { durationSeconds, firstGroup, knownFacts } from './facts-text.ts';
import { LOCAL_FOLDERS } from './ios-family.ts';
import { IOSXR_CHANGE } from './iosxr-change.ts';
import { IOSXR_CONFIG } from './iosxr-config.ts';
import { BUSY_LINES, CISCO_SYSLOG, QUESTIONS } from './login-lines.ts';
import { BGP_SUMMARY_COUNTERS, COMMON_MASKS, INTERFACE_COUNTERS } from './masks.ts';

const VERSION = 'show version';
const INVENTORY = 'show inventory';

// NAME: "Rack 0", DESCR: "…" and, on the next line, PID: 8202-32FH-M , VID: V03, SN: FLM27ABCDEF
const CHASSIS =
  /^NAME: "(?:Rack 0|[^"\n]{0,40}chassis[^"\n]{0,40})".{0,200}\r?\nPID: {0,4}(\S{0,40}) {0,20},.{0,40}?SN: {0,4}(\S{1,40})/im;

function readFacts(answers: Readonly<Record<string, string>>): DeviceFacts {
  const version = answers[VERSION];
  const chassis = CHASSIS.exec(answers[INVENTORY] ?? '');
  const number = firstGroup(version, /^Cisco IOS XR Software, Version ([\w.]{1,40})/m);
  return knownFacts({
    hostname: firstGroup(version, /^(?!System )(\S{1,63}) uptime is /m),
    version: number,
    // cisco NCS-5500 () processor
    model: chassis?.[1] || firstGroup(version, /^cisco (\S.{0,60}?) \(.{0,60}\) processor/im),
    serial: chassis?.[2],
    uptimeSeconds: durationSeconds(firstGroup(version, /\buptime is (.{1,100})$/m)),
    // A commit is kept over a reload.
    configSaved: number === undefined ? undefined : true,
  });
}

export const ciscoIosxr = definePlatform({
  id: 'cisco_iosxr',
  title: 'Cisco IOS-XR',
  aliases: ['iosxr', 'ios_xr', 'cisco_xr', 'cisco.iosxr.iosxr'],
  modes: {
    exec: {
      // RP/0/RP0/CPU0:core-1#
      prompt: /^[A-Z]{1,4}\d?\/[\w/]{1,24}:(?<host>\w[\w.-]{0,62})# ?$/,
      ways: [],
    },
    config: {
      // RP/0/RP0/CPU0:core-1(config-bgp-nbr)#
      prompt: /^[A-Z]{1,4}\d?\/[\w/]{1,24}:(?<host>\w[\w.-]{0,62})\(config[\w.:/+-]{0,60}\)# ?$/,
      hostCut: 31,
      ways: [{ to: 'exec', send: 'end' }],
    },
    admin: {
      // RP/0/RSP0/CPU0:core-1(admin)#
      prompt: /^[A-Z]{1,4}\d?\/[\w/]{1,24}:(?<host>\w[\w.-]{0,62})\(admin\)# ?$/,
      ways: [{ to: 'exec', send: 'exit' }],
    },
    adminConfig: {
      // RP/0/RSP0/CPU0:core-1(admin-config)#
      prompt: /^[A-Z]{1,4}\d?\/[\w/]{1,24}:(?<host>\w[\w.-]{0,62})\(admin-config[\w.:/+-]{0,60}\)# ?$/,
      ways: [{ to: 'admin', send: 'end' }],
    },
    sysadmin: {
      // sysadmin-vm:0_RP0#
      prompt: /^sysadmin-vm:[\w/]{1,24}# ?$/,
      ways: [{ to: 'exec', send: 'exit' }],
    },
    shell: {
      // [xr-vm_node0_RP0_CPU0:~]$
      prompt: /^\[[\w.-]{1,64}:[\w~/.-]{1,100}\][$#] ?$/,
      ways: [{ to: 'exec', send: 'exit' }],
    },
  },
  readMode: 'exec',
  open: [
    { purpose: 'paging', send: ['terminal length 0'] },
    { purpose: 'width', send: ['terminal width 512', 'terminal width 511'] },
    { purpose: 'setup', send: ['terminal exec prompt no-timestamp'] },
  ],
  close: ['exit'],
  interstitials: QUESTIONS,
  pager: [{ pattern: /^ ?--More--(?: ?\(\d{1,3}%\))? *$/, answer: ' ' }],
  refusals: [
    ...BUSY_LINES,
    {
      pattern: /^% ?(?:Invalid input detected|Ambiguous command|Incomplete command|Unknown command)/i,
      code: 'CMD_REJECTED',
    },
    { pattern: /^% ?This command is not authorized/i, code: 'CMD_UNAUTHORIZED' },
    { pattern: /^(?:% ?)?(?:Command )?authorization failed/i, code: 'CMD_UNAUTHORIZED' },
  ],
  asyncLines: CISCO_SYSLOG,
  volatile: [...IOSXR_CONFIG.volatile, ...COMMON_MASKS, ...INTERFACE_COUNTERS, BGP_SUMMARY_COUNTERS],
  reads: {
    verbs: [
      { words: ['show'], minLength: 2, refuse: ['tech-support', 'file', 'key', 'snmp community'] },
      // Without one of these every process's map is listed.
      { words: ['show', 'memory'], args: /^(?:summary|heap summary)(?: [\w/-]{1,30}){0,4}$/ },
      { words: ['dir'], args: LOCAL_FOLDERS },
    ],
    // `file` writes the answer to a disk, `utility` runs a program.
    pipes: [
      { word: 'include', minLength: 1, args: 16 },
      { word: 'exclude', minLength: 2, args: 16 },
      { word: 'begin', minLength: 2, args: 16 },
      { word: 'section', minLength: 3, args: 16 },
      { word: 'count', minLength: 3, args: 16 },
    ],
    alternatives: true,
  },
  facts: { commands: [VERSION, INVENTORY], read: readFacts },
  config: IOSXR_CONFIG,
  change: IOSXR_CHANGE,
  capabilities: { candidateConfig: true, timedCommit: true, onBoxDiff: true, configReplace: true, exclusiveLock: true },
});
