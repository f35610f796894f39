/** Arista EOS. Knows that a suffix in parentheses is not always configuration, and that its pipes can run programs. */
import { type DeviceFacts, definePlatform } from './define.ts';
import { EOS_CHANGE } from './eos-change.ts';
import { EOS_CONFIG } from './eos-config.ts';
import { durationSeconds, firstGroup, jsonObject, knownFacts, numberValue, textValue } from './facts-text.ts';
import { LOCAL_FOLDERS } from './ios-family.ts';
import { BUSY_LINES, CISCO_SYSLOG, ENABLE, QUESTIONS } from './login-lines.ts';
import { BGP_SUMMARY_COUNTERS, COMMON_MASKS, INTERFACE_COUNTERS, OF_VERSION } from './masks.ts';

const AS_JSON = 'show version | json';
const AS_TEXT = 'show version';

function readFacts(answers: Readonly<Record<string, string>>): DeviceFacts {
  const json = jsonObject(answers[AS_JSON]);
  if (json === null) return readText(answers[AS_TEXT] ?? answers[AS_JSON]);
  const uptime = numberValue(json['uptime']);
  const text = readText(answers[AS_TEXT]);
  return knownFacts({
    version: textValue(json['version']),
    model: textValue(json['modelName']),
    serial: textValue(json['serialNumber']),
    // Early releases give no uptime in JSON.
    uptimeSeconds: uptime === undefined ? text.uptimeSeconds : Math.floor(uptime),
  });
}

function readText(text: string | undefined): DeviceFacts {
  return knownFacts({
    version: firstGroup(text, /^Software image version: {1,10}(\S{1,60})/m),
    model: firstGroup(text, /^Arista (\S{1,40})/m),
    serial: firstGroup(text, /^Serial number:[ \t]{1,20}(\S{1,40})/m),
    uptimeSeconds: durationSeconds(firstGroup(text, /^Uptime: {1,30}(\S.{1,100})$/m)),
  });
}

export const aristaEos = definePlatform({
  id: 'arista_eos',
  title: 'Arista EOS',
  aliases: ['eos', 'ceos', 'arista.eos.eos'],
  modes: {
    exec: {
      // leaf-1>, leaf-1(s1)>
      prompt: /^(?<host>\w[\w.-]{0,62})(?:\([\w:.-]{1,40}\)){0,2}> ?$/,
      not: [/\(config/],
      ways: [ENABLE],
    },
    privileged: {
      // leaf-1#, leaf-1(s1)#, leaf-1(vrf:MGMT)#
      prompt: /^(?<host>\w[\w.-]{0,62})(?:\([\w:.-]{1,40}\)){0,2}# ?$/,
      not: [/\(config/, /^bash-\d[\d.]{0,6}#/],
      ways: [],
    },
    config: {
      // leaf-1(config-if-Et1)#, leaf-1(config-s-rollca)#, leaf-1(s1)(config)#
      prompt: /^(?<host>\w[\w.-]{0,62})(?:\([\w:.-]{1,40}\)){0,2}\(config[\w.:/+-]{0,80}\)# ?$/,
      // Leaves a session pending: neither committed nor thrown away.
      ways: [{ to: 'privileged', send: 'end' }],
    },
    bash: {
      // [admin@leaf-1 ~]$, bash-4.2#
      prompt: /^(?:\[[\w.-]{1,64}@(?<host>[\w.-]{1,63}) [\w~/.-]{1,100}\]|bash-\d[\d.]{0,6})[$#] ?$/,
      ways: [{ to: 'privileged', send: 'exit' }],
    },
  },
  readMode: 'privileged',
  open: [
    { purpose: 'paging', send: ['terminal length 0'] },
    { purpose: 'width', send: ['terminal width 32767', 'terminal width 511'] },
  ],
  close: ['exit'],
  interstitials: QUESTIONS,
  pager: [
    { pattern: /^ ?--More--(?: ?\(\d{1,3}%\))? *$/, answer: ' ' },
    { pattern: /^\(END\) ?$/, answer: 'q' },
  ],
  refusals: [
    ...BUSY_LINES,
    { pattern: /^% ?Invalid input \(privileged mode required\)/i, code: 'CMD_UNAUTHORIZED' },
    { pattern: /^% ?Authorization denied/i, code: 'CMD_UNAUTHORIZED' },
    {
      pattern: /^% ?(?:Invalid input|Incomplete command|Ambiguous command|Unavailable command|Invalid port range)/i,
      code: 'CMD_REJECTED',
    },
    { pattern: /^% ?(?:This is an unconverted command|Not supported)/i, code: 'CMD_REJECTED' },
  ],
  asyncLines: CISCO_SYSLOG,
  volatile: [
    ...EOS_CONFIG.volatile,
    { pattern: /^(Free memory:) {1,20}\d{1,15} kB$/gm, replace: '$1 <n> kB', command: OF_VERSION },
    {
      pattern:
        /("(?:uptime|bootupTimestamp|memFree|serialNumber|systemMacAddress|hwMacAddress|configMacAddress)": ?)(?:"[^"\n]{0,80}"|[\d.]{1,30})/g,
      replace: '$1"<n>"',
      command: OF_VERSION,
    },
    ...COMMON_MASKS,
    ...INTERFACE_COUNTERS,
    BGP_SUMMARY_COUNTERS,
  ],
  reads: {
    verbs: [
      { words: ['show'], minLength: 2, refuse: ['tech-support', 'file', 'key', 'snmp community', 'support-bundle'] },
      { words: ['dir'], args: LOCAL_FOLDERS },
    ],
    // What is not one of the built-in filters goes to a shell, so alternatives (`a|b`) are off.
    pipes: [
      { word: 'include', minLength: 1, args: 16 },
      { word: 'exclude', minLength: 2, args: 16 },
      { word: 'begin', minLength: 2, args: 16 },
      { word: 'section', minLength: 3, args: 16 },
      { word: 'json', minLength: 1, args: 0 },
      { word: 'no-more', minLength: 2, args: 0 },
    ],
  },
  facts: { commands: [AS_JSON, AS_TEXT], read: readFacts },
  config: EOS_CONFIG,
  change: EOS_CHANGE,
  capabilities: { candidateConfig: true, timedCommit: true, onBoxDiff: true, configReplace: true },
});
