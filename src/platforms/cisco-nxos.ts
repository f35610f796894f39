/** Cisco NX-OS: Nexus switches. Knows maintenance mode, the Tcl and bash shells, and which pipes run programs. */
import { type DeviceFacts, definePlatform } from './define.ts';
import { durationSeconds, firstGroup, jsonObject, knownFacts, numberValue, textValue } from './facts-text.ts';
import { LOCAL_FOLDERS } from './ios-family.ts';
import { BUSY_LINES, CISCO_SYSLOG, ENABLE, QUESTIONS } from './login-lines.ts';
import { BGP_SUMMARY_COUNTERS, COMMON_MASKS, INTERFACE_COUNTERS, OF_VERSION } from './masks.ts';
import { NXOS_CHANGE } from './nxos-change.ts';
import { NXOS_CONFIG } from './nxos-config.ts';

const AS_JSON = 'show version | json';
const AS_TEXT = 'show version';

function readFacts(answers: Readonly<Record<string, string>>): DeviceFacts {
  const json = jsonObject(answers[AS_JSON]);
  return json === null ? readText(answers[AS_TEXT] ?? answers[AS_JSON]) : readJson(json);
}

function readJson(json: Readonly<Record<string, unknown>>): DeviceFacts {
  const { kern_uptm_days, kern_uptm_hrs, kern_uptm_mins, kern_uptm_secs } = json as Record<string, unknown>;
  const [days, hours, minutes, seconds] = [kern_uptm_days, kern_uptm_hrs, kern_uptm_mins, kern_uptm_secs].map(
    numberValue,
  );
  return knownFacts({
    hostname: textValue(json['host_name']),
    // The key was renamed when the kickstart image went away.
    version: textValue(json['nxos_ver_str'] ?? json['sys_ver_str'] ?? json['kickstart_ver_str']),
    model: textValue(json['chassis_id'])?.replace(/ Chassis$/i, ''),
    serial: textValue(json['proc_board_id']),
    uptimeSeconds:
      days === undefined ? undefined : days * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0),
  });
}

function readText(text: string | undefined): DeviceFacts {
  return knownFacts({
    hostname: firstGroup(text, /^ {1,8}Device name: (\S{1,63})/m),
    version: firstGroup(text, /^ {1,8}(?:NXOS|system): {1,10}version (\S{1,40})/im),
    //   cisco Nexus9000 C93180YC-FX Chassis
    model: firstGroup(text, /^ {1,8}cisco (\S.{1,60}?) (?:Chassis|\()/im),
    serial: firstGroup(text, /^ {1,8}Processor Board ID (\S{1,40})/im),
    uptimeSeconds: durationSeconds(firstGroup(text, /^Kernel uptime is (.{1,100})$/m)),
  });
}

export const ciscoNxos = definePlatform({
  id: 'cisco_nxos',
  title: 'Cisco NX-OS',
  aliases: ['nxos', 'nxos_ssh', 'cisco_nxos_ssh', 'cisco.nxos.nxos'],
  modes: {
    exec: {
      // leaf-1>
      prompt: /^(?<host>\w[\w.-]{0,62})> ?$/,
      ways: [ENABLE],
    },
    privileged: {
      // leaf-1#, leaf-1(maint-mode)#
      prompt: /^(?<host>\w[\w.-]{0,62})(?:\(maint-mode\))?# ?$/,
      not: [/^bash-\d[\d.]{0,6}#/, /-tcl#/],
      ways: [],
    },
    config: {
      // leaf-1(config-if)#, leaf-1(maint-mode)(config)#, leaf-1(config-s)#
      prompt: /^(?<host>\w[\w.-]{0,62})(?:\(maint-mode\))?\(conf[\w.:/+-]{0,60}\)# ?$/,
      not: [/-tcl\(/],
      ways: [{ to: 'privileged', send: 'end' }],
    },
    tcl: {
      // leaf-1-tcl#, leaf-1-tcl(config)#
      prompt: /^(?<host>\w[\w.-]{0,58})-tcl(?:\(conf[\w.:/+-]{0,60}\))?# ?$/,
      ways: [{ to: 'privileged', send: 'tclquit' }],
    },
    bash: {
      // bash-4.4$
      prompt: /^bash-\d[\d.]{0,6}[$#] ?$/,
      ways: [{ to: 'privileged', send: 'exit' }],
    },
  },
  readMode: 'privileged',
  open: [
    { purpose: 'paging', send: ['terminal length 0'] },
    { purpose: 'width', send: ['terminal width 511'] },
  ],
  close: ['exit'],
  interstitials: QUESTIONS,
  pager: [{ pattern: /^ ?--More--(?: ?\(\d{1,3}%\))? *$/, answer: ' ' }],
  refusals: [
    ...BUSY_LINES,
    { pattern: /^% ?Permission denied/i, code: 'CMD_UNAUTHORIZED' },
    { pattern: /^(?:% ?|Error: )?(?:Command |AAA )?authorization failed/i, code: 'CMD_UNAUTHORIZED' },
    {
      pattern:
        /^% ?(?:Invalid (?:command|parameter|number|interface|ip|value|range)|Incomplete command|Ambiguous command)/i,
      code: 'CMD_REJECTED',
    },
    { pattern: /^(?:Cmd exec error|Syntax error while parsing)/i, code: 'CMD_REJECTED' },
  ],
  asyncLines: [
    ...CISCO_SYSLOG,
    // 2026 Nov 23 10:15:02 leaf-1 %$ VDC-1 %$ %AUTHPRIV-3-SYSTEM_MSG: …
    /^\d{4} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,6})? \S{1,63} %\$ VDC-\d{1,2} %\$ .*$/,
  ],
  volatile: [
    ...NXOS_CONFIG.volatile,
    { pattern: /^( {0,8}Processor Board ID) {1,4}\S{1,40}/gm, replace: '$1 <serial>', command: OF_VERSION },
    { pattern: /^( {0,8}bootflash:) {1,20}\d{1,15} kB$/gm, replace: '$1 <size> kB', command: OF_VERSION },
    { pattern: /^(Last reset) at .*$/gm, replace: '$1 at <time>', command: OF_VERSION },
    {
      pattern:
        /("(?:kern_uptm_\w{1,8}|proc_board_id|bootflash_size|rr_usecs|rr_ctime)": ?)(?:"[^"\n]{0,80}"|\d{1,20})/g,
      replace: '$1"<n>"',
      command: OF_VERSION,
    },
    ...COMMON_MASKS,
    ...INTERFACE_COUNTERS,
    BGP_SUMMARY_COUNTERS,
  ],
  reads: {
    verbs: [
      {
        words: ['show'],
        minLength: 2,
        refuse: [
          'tech-support',
          'file',
          'key',
          'snmp community',
          'system internal',
          'hardware internal',
          'install all',
        ],
      },
      { words: ['dir'], args: LOCAL_FOLDERS },
    ],
    // `sed`, `awk`, `vsh`, `source` and `diff` run programs or write files; `less` waits for keys.
    pipes: [
      { word: 'include', minLength: 1, args: 16 },
      { word: 'exclude', minLength: 2, args: 16 },
      { word: 'begin', minLength: 2, args: 16 },
      { word: 'section', minLength: 3, args: 16 },
      { word: 'count', minLength: 3, args: 0 },
      { word: 'grep', minLength: 2, args: 16 },
      { word: 'egrep', minLength: 2, args: 16 },
      { word: 'head', minLength: 3, args: 2 },
      { word: 'last', minLength: 2, args: 1 },
      { word: 'json', minLength: 1, args: 0 },
      { word: 'json-pretty', args: 0 },
      { word: 'xml', args: 0 },
      { word: 'no-more', minLength: 2, args: 0 },
    ],
    alternatives: true,
  },
  facts: { commands: [AS_JSON, AS_TEXT], read: readFacts },
  config: NXOS_CONFIG,
  change: NXOS_CHANGE,
  capabilities: { onBoxDiff: true, configReplace: true },
});
