/** Juniper Junos. Knows the line of context above its prompts, the shell below its command line, and which pipes write. */
import { type DeviceFacts, definePlatform } from './define.ts';
import { firstGroup, knownFacts } from './facts-text.ts';
import { JUNOS_CHANGE } from './junos-change.ts';
import { JUNOS_CONFIG } from './junos-config.ts';
import { BUSY_LINES, QUESTIONS } from './login-lines.ts';
import { BGP_SUMMARY_COUNTERS, COMMON_MASKS } from './masks.ts';

// Text, not JSON: releases before 14.2 have no `display json`, and three commands leave no room for both forms.
const VERSION = 'show version';
const HARDWARE = 'show chassis hardware';
const UPTIME = 'show system uptime';

function readFacts(answers: Readonly<Record<string, string>>): DeviceFacts {
  const version = answers[VERSION];
  const hardware = answers[HARDWARE];
  const release =
    firstGroup(version, /^Junos: (\S{1,40})/m) ??
    // JUNOS Base OS boot [12.3R6.6], JUNOS Software Release [12.1X46-D86]
    firstGroup(version, /^JUNOS [\w /()-]{1,80}\[([^\]\s]{1,40})\]/m);
  return knownFacts({
    hostname: firstGroup(version, /^Hostname: (\S{1,63})/m),
    version: release,
    model: firstGroup(version, /^Model: (\S{1,40})/m),
    serial:
      // Chassis                                PE3714100123      EX4300-48T
      firstGroup(hardware, /^Chassis {2,60}(?:REV \d{1,4} {1,20}\S{1,20} {1,20})?(\S{1,40}) {1,40}\S/im) ??
      firstGroup(version, /^Serial Number: (\S{1,40})/m),
    uptimeSeconds: agoSeconds(firstGroup(answers[UPTIME], /^System booted: [^(\n]{1,60}\(([^)\n]{1,40}) ago\)/m)),
    // A commit is kept over a reload.
    configSaved: release === undefined ? undefined : true,
  });
}

/** Seconds of `22w0d 19:16`, `3d 04:05`, `00:05:12` (hours first, also when seconds are missing). */
function agoSeconds(text: string | undefined): number | undefined {
  const parts = /^(?:(\d{1,4})w)?(?:(\d{1,4})d)? ?(?:(\d{1,2}):(\d\d)(?::(\d\d))?)?$/.exec(text ?? '');
  if (parts === null || parts[0] === '') return undefined;
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return ((weeks ?? 0) * 7 + (days ?? 0)) * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

export const juniperJunos = definePlatform({
  id: 'juniper_junos',
  title: 'Juniper Junos',
  aliases: ['junos', 'juniper', 'junipernetworks.junos.junos'],
  modes: {
    operational: {
      // netops@edge-1>, below a line such as {master:0}
      prompt: /^[\w.-]{1,64}@(?<host>\w[\w.-]{0,62})(?::[\w.-]{1,64})?> ?$/,
      ways: [],
    },
    config: {
      // netops@edge-1#, below a line such as [edit interfaces]
      prompt: /^[\w.-]{1,64}@(?<host>\w[\w.-]{0,62})(?::[\w.-]{1,64})?# ?$/,
      // Asks before it leaves uncommitted changes of others: nothing is answered then, and nothing is lost.
      ways: [{ to: 'operational', send: 'exit configuration-mode' }],
    },
    shell: {
      // %, $, root@edge-1%, root@edge-1:RE:0%, root@edge-1:~ #, [vrf:none] root@edge-1:~#
      prompt:
        /^(?:\[vrf:[\w.-]{1,32}\] )?(?:[\w.-]{1,64}@(?<host>\w[\w.-]{0,62}))?(?::[~/][\w~/.-]{0,120} ?#|(?::[\w~/.:-]{0,120})?[%$]) ?$/,
      ways: [{ to: 'operational', send: 'cli' }],
    },
  },
  readMode: 'operational',
  open: [
    // First: otherwise each blank of the next line is echoed in a way of its own.
    { purpose: 'setup', send: ['set cli complete-on-space off'] },
    { purpose: 'paging', send: ['set cli screen-length 0'] },
    { purpose: 'width', send: ['set cli screen-width 1024', 'set cli screen-width 511'] },
    { purpose: 'setup', send: ['set cli timestamp disable'] },
  ],
  close: ['exit'],
  interstitials: QUESTIONS,
  pager: [{ pattern: /^---\(more(?: \d{1,3}%)?\)--- *$/, answer: ' ' }],
  refusals: [
    ...BUSY_LINES,
    { pattern: /^\s{0,160}(?:error: )?permission denied\b/i, code: 'CMD_UNAUTHORIZED' },
    { pattern: /^\s{0,160}error: /i, code: 'CMD_REJECTED' },
    { pattern: /^\s{0,160}(?:syntax error|unknown command|missing (?:mandatory )?argument)\b/i, code: 'CMD_REJECTED' },
    {
      pattern: /^\s{0,160}(?:'[^'\n]{1,80}' is ambiguous|No valid completions|invalid numeric value)/i,
      code: 'CMD_REJECTED',
    },
  ],
  // {master:0}, in configuration {master:0}[edit interfaces] or [edit]
  promptContext:
    /^(?!$)(?:\{(?:master|backup|linecard|primary|secondary)(?::[\w.-]{0,20})?\})?(?:\[edit\b.{0,200}\])?$/,
  asyncLines: [
    // {master:0}, the line of context that stands above each prompt
    /^\{(?:master|backup|linecard|primary|secondary)(?::[\w.-]{0,20})?\}$/,
    // Message from syslogd@edge-1 at Nov 23 10:15:02  ...
    /^Message from syslogd@.*$/,
    // edge-1 fpc0 Cannot read …, following the line above
    /^\w[\w.-]{0,62} (?:fpc|pic|re|mic)\d{1,2} .*$/,
  ],
  volatile: [
    ...JUNOS_CONFIG.volatile,
    { pattern: /\(\d[\dwd: ]{1,30} ago\)/g, replace: '(<age> ago)' },
    { pattern: /^ {0,8}\d{1,2}:\d\d(?:[AP]M)? {1,4}up .*$/gm, replace: '<time> up <uptime>' },
    // Chassis                                PE3714100123      EX4300-48T
    { pattern: /^(Chassis) {2,60}\S{1,40} {1,40}(?=\S)/gm, replace: '$1 <serial> ', command: /^sh\w* chas\w* hard/i },
    {
      pattern: /^( {1,8}(?:Input|Output) {1,2}(?:bytes|packets|rate) {0,3}:) .*$/gm,
      replace: '$1 <n>',
      command: /^sh\w* int/i,
    },
    ...COMMON_MASKS,
    BGP_SUMMARY_COUNTERS,
  ],
  reads: {
    verbs: [{ words: ['show'], minLength: 2, refuse: ['security ike pre-shared-key', 'system license key-content'] }],
    // `save`, `append` and `tee` write files, `request` messages users, `hold` and `refresh` never end, `compare` can fetch a file.
    pipes: [
      { word: 'match', minLength: 3, args: 16 },
      { word: 'except', minLength: 3, args: 16 },
      { word: 'find', minLength: 3, args: 16 },
      { word: 'count', minLength: 3, args: 0 },
      { word: 'display', minLength: 3, args: 2 },
      { word: 'last', minLength: 2, args: 1 },
      { word: 'trim', minLength: 3, args: 1 },
      { word: 'resolve', minLength: 3, args: 2 },
      { word: 'no-more', minLength: 2, args: 0 },
    ],
    alternatives: true,
  },
  facts: { commands: [VERSION, HARDWARE, UPTIME], read: readFacts },
  config: JUNOS_CONFIG,
  change: JUNOS_CHANGE,
  capabilities: { candidateConfig: true, timedCommit: true, onBoxDiff: true, configReplace: true, exclusiveLock: true },
});
