/** What Cisco IOS and IOS-XE have in common, as constants that both files name. Knows no other platform. */
import type { DeviceFacts, ModeDefinition, Pager, ReadGrammar, Refusal, Volatile } from './define.ts';
import { durationSeconds, firstGroup, knownFacts } from './facts-text.ts';
import { IOS_CONFIG, isIosConfigSaved } from './ios-config.ts';
import { ENABLE } from './login-lines.ts';
import { BGP_SUMMARY_COUNTERS, COMMON_MASKS, INTERFACE_COUNTERS, OF_VERSION } from './masks.ts';

export const IOS_MODES: Readonly<Record<string, ModeDefinition>> = {
  exec: {
    // access-1>
    prompt: /^(?<host>\w[\w.+/:@-]{0,62})> ?$/,
    ways: [ENABLE],
  },
  privileged: {
    // access-1#
    prompt: /^(?<host>\w[\w.+/:@-]{0,62})# ?$/,
    ways: [],
  },
  config: {
    // access-1(config-if)#, access-1(cfg-crypto-trans)#, access-1(config)(vrf)#
    prompt:
      /^(?<host>\w[\w.+/:@-]{0,62})\((?:[\w-]{0,16}conf|cfg-|ca-)[\w.:/+-]{0,48}\)(?:\([\w.:/+-]{1,48}\)){0,2}# ?$/,
    hostCut: 20,
    ways: [{ to: 'privileged', send: 'end' }],
  },
  tcl: {
    // access-1(tcl)#
    prompt: /^(?<host>\w[\w.+/:@-]{0,62})\(tcl\)[#>] ?$/,
    ways: [{ to: 'privileged', send: 'tclquit' }],
  },
};

export const IOS_PAGER: readonly Pager[] = [{ pattern: /^ ?--More--(?: ?\(\d{1,3}%\))? *$/, answer: ' ' }];

export const IOS_REFUSALS: readonly Refusal[] = [
  {
    pattern: /^% ?(?:Invalid input detected|Ambiguous command|Incomplete command|Unknown command)/,
    code: 'CMD_REJECTED',
  },
  // An unknown word in user mode is tried as a host name to telnet to.
  { pattern: /^% ?(?:Bad IP address or host name|Unrecognized host or address)/, code: 'CMD_REJECTED' },
  { pattern: /^Translating "[^"]{1,80}"\.{3}/, code: 'CMD_REJECTED' },
  { pattern: /^Command rejected\b/i, code: 'CMD_REJECTED' },
  { pattern: /^(?:% ?)?(?:Command )?authorization failed/i, code: 'CMD_UNAUTHORIZED' },
  { pattern: /^% ?(?:This command is not authorized|Permission denied|Not authorized)/i, code: 'CMD_UNAUTHORIZED' },
];

export const IOS_VOLATILE: readonly Volatile[] = [
  ...IOS_CONFIG.volatile,
  { pattern: /^(System restarted) at .*$/gm, replace: '$1 at <time>', command: OF_VERSION },
  // System returned to ROM by reload at 04:39:28 UTC Mon Nov 23 2026
  { pattern: /^(System returned to ROM by [\w -]{1,60}?) at .*$/gm, replace: '$1 at <time>', command: OF_VERSION },
  { pattern: /^(Processor board ID) \S{1,40}/gm, replace: '$1 <serial>', command: OF_VERSION },
  ...COMMON_MASKS,
  ...INTERFACE_COUNTERS,
  BGP_SUMMARY_COUNTERS,
];

/** Files on the device itself, by name only: `flash:`, `bootflash:/core`, `/all`. */
export const LOCAL_FOLDERS =
  /^(?:\/(?:all|recursive)(?: |$))?(?:(?:all-filesystems|(?:boot|usb|log|slave|stby-)?flash-?\d?\d?:|(?:stby-)?(?:hard)?disk\d?a?:|nvram:|crashinfo(?:-\d)?:|volatile:)[\w./-]{0,100})?$/;

export const IOS_READS: ReadGrammar = {
  verbs: [
    {
      words: ['show'],
      minLength: 2,
      refuse: [
        'tech-support',
        'platform software trace',
        'platform trace',
        'monitor capture',
        'file',
        // Keys and communities in the clear.
        'key',
        'crypto isakmp key',
        'snmp community',
      ],
    },
    // Without one of these the whole heap is listed.
    { words: ['show', 'memory'], args: /^(?:stat(?:istics)?|sum(?:mary)?|platform)(?: [\w-]{1,30}){0,3}$/ },
    { words: ['dir'], args: LOCAL_FOLDERS },
  ],
  pipes: [
    { word: 'include', minLength: 1, args: 16 },
    { word: 'exclude', minLength: 2, args: 16 },
    { word: 'begin', minLength: 2, args: 16 },
    { word: 'section', minLength: 3, args: 16 },
    { word: 'count', minLength: 3, args: 16 },
  ],
  alternatives: true,
};

const SHOW_VERSION = 'show version';
// The lines that say when the configuration was changed and saved: they begin with `! Last`, `! NVRAM` or `! No`.
const SHOW_CHANGES = 'show running-config | include ^! [LN]';

export const IOS_FACT_COMMANDS: readonly string[] = [SHOW_VERSION, SHOW_CHANGES];

/** Reads the answers to `IOS_FACT_COMMANDS`. */
export function readIosFacts(answers: Readonly<Record<string, string>>): DeviceFacts {
  const version = answers[SHOW_VERSION];
  return knownFacts({
    hostname: firstGroup(version, /^(\S{1,63}) uptime is /m),
    version:
      // Cisco IOS Software [Cupertino], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 17.9.4a, RELEASE SOFTWARE (fc3)
      firstGroup(version, /^(?:Cisco )?IOS (?:\(tm\)|Software\b).{1,160}?\bVersion ([\w.()]{1,40})/m) ??
      firstGroup(version, /^Cisco IOS.XE Software, Version ([\w.()]{1,40})/m),
    model:
      firstGroup(version, /^Model [Nn]umber {1,30}: (\S{1,40})/m) ??
      // cisco C9300-48P (X86) processor with 1331521K/6147K bytes of memory.
      firstGroup(version, /^cisco (\S{1,40}) \(.{1,120} with {1,3}[\dK/]{2,30} bytes/im),
    serial:
      firstGroup(version, /^System [Ss]erial [Nn]umber {1,30}: (\S{1,40})/m) ??
      firstGroup(version, /^Processor board ID (\S{1,40})/m),
    uptimeSeconds: durationSeconds(firstGroup(version, /^\S{1,63} uptime is (.{1,100})$/m)),
    configSaved: isIosConfigSaved(answers[SHOW_CHANGES]),
  });
}
