/** What varies by nature in answers of several makes. Knows clocks, ages and counters; never touches an address. */
import type { Volatile } from './define.ts';

/** Commands that print configuration: a time in it is a setting, not a clock. */
const NOT_CONFIGURATION = /^(?!sh\w* (?:run|start|conf))/i;
export const OF_VERSION = /^sh\w* ver/i;
export const OF_INTERFACES = /^sh\w* int/i;
const OF_INVENTORY = /^(?:admin )?sh\w* (?:inv|chas\w* hard)/i;

/** Moments, ages, uptimes; hardware addresses and serial numbers of `show version` and `show inventory`. */
export const COMMON_MASKS: readonly Volatile[] = [
  // *18:57:38.347 UTC Mon Nov 23 2026
  {
    pattern:
      /[*.]?\b\d{1,2}:\d\d:\d\d(?:\.\d{1,6})? [A-Z][\w+-]{0,7} [A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2},? \d{4}\b/g,
    replace: '<time>',
    command: NOT_CONFIGURATION,
  },
  // Mon Nov 23 12:31:28.607 UTC, Mon Nov 23 12:31:28 2026
  {
    pattern: /\b[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [A-Z]{3,5}\b)?(?: \d{4}\b)?/g,
    replace: '<time>',
    command: NOT_CONFIGURATION,
  },
  // 2026-11-23 08:48:11 MSK, 2026-11-23T08:48:11Z
  {
    pattern: /\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z| [A-Z]{3,5}\b|[+-]\d\d:?\d\d)?/g,
    replace: '<time>',
    command: NOT_CONFIGURATION,
  },
  // *Nov 23 10:15:02.123: at the start of a log line
  {
    pattern: /^[*.]?[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})?/gm,
    replace: '<time>',
    command: NOT_CONFIGURATION,
  },
  {
    pattern: /(\buptime(?: for [\w ]{1,40})?(?: is| {0,40}:)) .*$/gim,
    replace: '$1 <uptime>',
    command: NOT_CONFIGURATION,
  },
  // 1w2d, 3d04h, 00:01:23 in a column: the blanks around it belong to its width
  {
    pattern:
      /(?:(?<=\S) {1,30})?(?<![\w.:/-])(?:\d{1,4}[ywdh]\d{1,2}[wdhm](?:\d{1,2}[hm])?|\d{1,3}:\d\d:\d\d)(?![\w:./-]) {0,30}/g,
    replace: ' <age> ',
    command: NOT_CONFIGURATION,
  },
  // 0011.2233.4455 and 00:11:22:33:44:55
  {
    pattern: /(?<![\w.:])(?:(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2})(?![\w:])/gi,
    replace: '<mac>',
    command: OF_VERSION,
  },
  { pattern: /(\bserial num(?:ber)? {0,20}:) {0,30}[^\s"]{1,40}/gi, replace: '$1 <serial>', command: OF_VERSION },
  { pattern: /\bSN: {0,8}[^\s,]{1,40}/g, replace: 'SN: <serial>', command: OF_INVENTORY },
];

/** Counters of `show interfaces` that always grow; errors and drops stay, they are what one looks for. */
export const INTERFACE_COUNTERS: readonly Volatile[] = [
  {
    pattern:
      /(?<![\w./]|MTU )\d{1,20} ((?:(?:input|output|unicast|multicast|broadcast) )?(?:packets?|pkts)|bytes|bits\/sec|broadcasts|multicasts?)(?![\w-])/g,
    replace: '<n> $1',
    command: OF_INTERFACES,
  },
  { pattern: /^( *Last input) .*$/gm, replace: '$1 <age>', command: OF_INTERFACES },
  { pattern: /^( *Last clearing of "show interface" counters) .*$/gm, replace: '$1 <age>', command: OF_INTERFACES },
];

/** Messages received, sent, table version and queues of a `show … bgp summary` row; state and prefixes stay. */
export const BGP_SUMMARY_COUNTERS: Volatile = {
  // 10.0.0.2        4      65000     12345     12346       55    0    0 1w2d            12
  pattern: /^(\S{2,45} {1,30}4 {1,12}[\d.]{1,12})(?: {1,12}\d{1,12}){4,5}(?= )/gm,
  replace: '$1 <counters>',
  command: /^sh\w* (?:\w{1,20} ){0,3}bgp (?:[\w.]{1,40} ){0,6}sum/i,
};

/** Whole lines that the device writes above a configuration; the line break goes with them. */
export const CONFIGURATION_HEAD: Volatile = {
  pattern: /^(?:Building configuration\.\.\.|Current configuration ?:(?: \d{1,12} bytes)?)(?:\n|$)/gm,
  replace: '',
};
