/**
 * A plain Linux host: one program per channel, no prompt. Knows which programs only read, with exactly which
 * arguments; everything typed goes through a shell, so nothing else is allowed.
 */
import { type DeviceFacts, definePlatform } from './define.ts';
import { firstGroup, knownFacts, numberValue } from './facts-text.ts';
import { COMMON_MASKS } from './masks.ts';

const RELEASE = 'cat /etc/os-release';
const NAME = 'uname -n';
const UPTIME = 'cat /proc/uptime';

function readFacts(answers: Readonly<Record<string, string>>): DeviceFacts {
  const release = answers[RELEASE];
  const uptime = numberValue(firstGroup(answers[UPTIME], /^(\d{1,12}(?:\.\d{1,4})?) /));
  return knownFacts({
    hostname: firstGroup(answers[NAME], /^([\w.-]{1,64})\s*$/),
    version:
      firstGroup(release, /^PRETTY_NAME="?([^"\n]{1,80})"?$/m) ?? firstGroup(release, /^NAME="?([^"\n]{1,80})"?$/m),
    uptimeSeconds: uptime === undefined ? undefined : Math.floor(uptime),
  });
}

/** Files that anyone may read and that hold no secret. */
const OPEN_FILES =
  /^\/(?:etc\/(?:os-release|debian_version|redhat-release|hostname|hosts|resolv\.conf)|proc\/(?:uptime|loadavg|meminfo|cpuinfo|version|net\/dev)|sys\/class\/dmi\/id\/(?:product_name|sys_vendor))$/;

export const linux = definePlatform({
  id: 'linux',
  title: 'Linux',
  aliases: ['linux_ssh', 'debian', 'ubuntu'],
  channel: 'exec',
  modes: {
    shell: {
      // netops@host-1:~$, [root@host-1 etc]#, host-1:~ #, sh-5.1$, $
      prompt:
        /^(?:\[?(?:[\w.-]{1,64}@)?(?<host>\w[\w.-]{0,62})[: ][\w~/.-]{1,120}\]? ?|(?:ba)?sh-\d[\d.]{0,6}|)[$#%] ?$/,
      ways: [],
    },
  },
  readMode: 'shell',
  open: [],
  close: ['exit'],
  pager: [
    { pattern: /^--More--(?: ?\(\d{1,3}%\))? *$/, answer: ' ' },
    { pattern: /^\(END\) ?$/, answer: 'q' },
  ],
  refusals: [
    { pattern: /^(?:\S{1,40}: (?:line )?(?:\d{1,5}: )?)?\S{1,80}: (?:command )?not found$/, code: 'CMD_REJECTED' },
    { pattern: /^\S{1,80}: (?:invalid|unrecognized) option\b/, code: 'CMD_REJECTED' },
    { pattern: /^\S{1,80}: (?:.{1,120}: )?(?:Permission denied|Operation not permitted)$/, code: 'CMD_UNAUTHORIZED' },
  ],
  volatile: [
    { pattern: /(\bload averages?:) .*$/gm, replace: '$1 <n>' },
    // 10:15:02 up 154 days, 19:16,  2 users,
    {
      pattern: /^ {0,4}\d\d:\d\d:\d\d up {1,4}.*?(?=load average|$)/gm,
      replace: '<time> up <uptime> ',
      command: /^(?:uptime|w|top)\b/,
    },
    { pattern: /^[\d.]{1,20} [\d.]{1,20}$/gm, replace: '<uptime>', command: /^cat \/proc\/uptime$/ },
    ...COMMON_MASKS,
  ],
  reads: {
    verbs: [
      { words: ['cat'], args: OPEN_FILES },
      { words: ['uname'], args: /^(?:-[asnrvmpio]{1,9})?$/ },
      { words: ['uptime'], args: /^(?:-[ps])?$/ },
      // With a word it would set the name, with `-F` from a file.
      { words: ['hostname'], args: /^(?:-[fsIid])?$/ },
      { words: ['date'], args: /^(?:-u|-R|-Is)?$/ },
      { words: ['whoami'], args: /^$/ },
      { words: ['who'], args: /^(?:-b)?$/ },
      { words: ['w'], args: /^(?:-h)?$/ },
      { words: ['nproc'], args: /^$/ },
      { words: ['lscpu'], args: /^(?:-J)?$/ },
      { words: ['lsmod'], args: /^$/ },
      { words: ['lspci'], args: /^$/ },
      { words: ['lsblk'], args: /^(?:-J|-f)?$/ },
      { words: ['df'], args: /^(?:-[hTikHPla]{1,6})?(?: -[hTikHPla]{1,6})?$/ },
      { words: ['free'], args: /^(?:-[bkmghltw]{1,5})?$/ },
      { words: ['vmstat'], args: /^(?:-s)?$/ },
      { words: ['top'], args: /^-bn ?1$/ },
      { words: ['ps'], args: /^(?:aux|-e|-ef)$/ },
      { words: ['mount'], args: /^$/ },
      // `-K` would end connections.
      { words: ['ss'], args: /^(?:-[antulpeisowm46H]{1,10})?$/ },
      // ip -s -j link, ip addr show dev eth0, ip route get 10.0.0.1; never add, set, del, flush, exec
      {
        words: ['ip'],
        args: /^(?:-(?:j|d|s|o|4|6|br|json|brief|details|stats) ){0,4}(?:a|addr|address|l|link|r|ro|route|n|neigh|rule|maddr|vrf)(?: (?:show|sh|list|ls|get)(?: \w[\w.:/@-]{0,44}){0,6})?$/,
      },
      { words: ['bridge'], args: /^(?:-(?:j|d|s) ){0,3}(?:link|fdb|vlan|mdb)(?: show(?: \w[\w.-]{0,19}){0,4})?$/ },
      // Only the letters that ask; lower-case `s` and the capitals that set are left out.
      { words: ['ethtool'], args: /^(?:-[iSkgacmT] )?\w[\w.-]{0,14}$/ },
      { words: ['sysctl'], args: /^(?:-n )?[a-z][\w./-]{0,80}$/ },
      {
        words: ['systemctl'],
        args: /^(?:(?:status|is-active|is-enabled|is-failed) \w[\w@.-]{0,63}|--failed|list-units|is-system-running)(?: --no-pager)?$/,
      },
      {
        words: ['journalctl'],
        args: /^(?:(?:-u \w[\w@.-]{0,63}|-p \w{1,10}|-k|-b|--no-pager) ){0,4}-n \d{1,4}(?: --no-pager)?$/,
      },
      { words: ['dmesg'], args: /^(?:-T)?$/ },
      { words: ['timedatectl'], args: /^(?:status)?$/ },
      { words: ['chronyc'], args: /^(?:-n )?(?:tracking|sources|sourcestats|activity)$/ },
      { words: ['sensors'], args: /^(?:-j)?$/ },
      { words: ['lldpctl'], args: /^(?:-f (?:json|plain|keyvalue))?$/ },
    ],
    pipes: [],
  },
  facts: { commands: [RELEASE, NAME, UPTIME], read: readFacts },
  // A host has no one configuration; its addresses are what a network reader compares.
  config: {
    read: 'ip addr show',
    syntax: {
      form: 'indent',
      comment: /^$/,
      verbatim: [],
      orderedBlocks: [],
      orderedLines: [],
      settings: [],
      interfaceTypes: [],
      numberLists: [],
      negation: null,
    },
    // valid_lft 84321sec preferred_lft 84321sec: what is left of a lease
    volatile: [{ pattern: /\b(valid_lft|preferred_lft) \d{1,12}sec\b/g, replace: '$1 <n>sec' }],
    // The loopback interface alone takes two.
    complete: { end: null, balancedBraces: false, leastLines: 2 },
  },
});
