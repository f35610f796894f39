/** FRRouting through vtysh. Knows vtysh's prompts and its refusals, marked and unmarked; knows nothing of the host below. */
import { type DeviceFacts, definePlatform } from './define.ts';
import { knownFacts } from './facts-text.ts';
import { FRR_CHANGE } from './frr-change.ts';
import { FRR_CONFIG } from './frr-config.ts';
import { BUSY_LINES, ENABLE, QUESTIONS } from './login-lines.ts';
import { BGP_SUMMARY_COUNTERS, COMMON_MASKS } from './masks.ts';

const VERSION = 'show version';

function readFacts(answers: Readonly<Record<string, string>>): DeviceFacts {
  // FRRouting 8.4.4 (sw007) on Linux(5.10.0-28-amd64).
  const first = /^FRRouting (\S{1,40}) \((\S{1,63})\)/m.exec(answers[VERSION] ?? '');
  return knownFacts({ hostname: first?.[2], version: first?.[1] });
}

export const frr = definePlatform({
  id: 'frr',
  title: 'FRRouting',
  aliases: ['frr.frr.frr', 'frrouting', 'vtysh', 'cumulus'],
  modes: {
    exec: {
      // r1>
      prompt: /^(?<host>\w[\w.-]{0,62})> ?$/,
      ways: [ENABLE],
    },
    privileged: {
      // r1#
      prompt: /^(?<host>\w[\w.-]{0,62})# ?$/,
      not: [/^(?:ba)?sh-\d/],
      ways: [],
    },
    config: {
      // r1(config-router-af)#
      prompt: /^(?<host>\w[\w.-]{0,62})\(config[\w.:/+-]{0,60}\)# ?$/,
      ways: [{ to: 'privileged', send: 'end' }],
    },
    shell: {
      // netops@r1:~$, [netops@r1 ~]$, sh-5.1$, $
      prompt:
        /^(?:[\w.-]{1,64}@(?<host>[\w.-]{1,63}):[\w~/.-]{1,100}|\[[\w.-]{1,64}@[\w.-]{1,63} [\w~/.-]{1,100}\]|(?:ba)?sh(?:-\d[\d.]{0,6})?|)[$#] ?$/,
      not: [/^(?:ba)?sh#/],
      ways: [{ to: 'privileged', send: 'vtysh' }],
    },
  },
  readMode: 'privileged',
  // Stops a pager that the environment or `vtysh.conf` may have set; says nothing when there is none.
  open: [{ purpose: 'paging', send: ['terminal length 0', 'no terminal paginate'] }],
  close: ['exit'],
  interstitials: QUESTIONS,
  // Only the keys that cannot do harm: in `less` others run programs and write files.
  pager: [
    { pattern: /^--More--(?: ?\(\d{1,3}%\))? *$/, answer: ' ' },
    { pattern: /^\(END\) ?$/, answer: 'q' },
    { pattern: /^(?:lines \d{1,9}-\d{1,9}.{0,40}|:) ?$/, answer: ' ' },
  ],
  refusals: [
    ...BUSY_LINES,
    {
      pattern:
        /^% ?(?:Unknown (?:command|action)|Command incomplete|Ambiguous command|Invalid|There is no matched command)/i,
      code: 'CMD_REJECTED',
    },
    { pattern: /^% ?(?:Can't find|(?:Create|Specify) .{1,60} first)/i, code: 'CMD_REJECTED' },
    // Not marked with a percent sign.
    { pattern: /^BGP is already running; AS is \d/, code: 'CMD_REJECTED' },
    { pattern: /^\S{1,40} instance is already running/, code: 'CMD_REJECTED' },
    { pattern: /^\S{1,20} is not running$/, code: 'CMD_REJECTED' },
  ],
  // 2026/11/23 10:15:02 BGP: [ABCDE-12345] %ADJCHANGE: neighbor …, after `terminal monitor`
  asyncLines: [/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? [A-Z][A-Z0-9]{1,15}: .*$/],
  volatile: [...FRR_CONFIG.volatile, ...COMMON_MASKS, BGP_SUMMARY_COUNTERS],
  reads: {
    verbs: [{ words: ['show'], minLength: 2, refuse: ['tech-support'] }],
    pipes: [{ word: 'include', minLength: 1, args: 16 }],
    alternatives: true,
  },
  facts: { commands: [VERSION], read: readFacts },
  config: FRR_CONFIG,
  change: FRR_CHANGE,
});
