/** Faults of what a healthy login sends: strange text, strange timing, broken connections. Knows text only. */
import { type Fault, type FaultParams, numberOf } from '../fault.ts';
import type { RefusalKind } from '../personality.ts';
import { type Cut, type Step, wireText } from '../playback.ts';
import type { Exchange } from '../terminal.ts';

/** Platforms that refuse in words of their own; a Linux shell reports an exit code instead. */
const WITH_WORDS = ['cisco_ios', 'cisco_iosxe', 'cisco_nxos', 'cisco_iosxr', 'arista_eos', 'juniper_junos', 'frr'];
const WITH_AUTHORIZATION = WITH_WORDS.filter((platform) => platform !== 'frr');

type Answer = (exchange: Exchange) => readonly Step[];

const terminal = (answer: Answer) => () => ({ terminal: { answer } });

/** Half of `text`, at a line's end where there is one. */
export function halves(text: string): readonly [string, string] {
  const at = text.indexOf('\n', text.length >> 1) + 1 || text.length >> 1;
  return [text.slice(0, at), text.slice(at)];
}

function lastLineOf(prompt: string): string {
  return prompt.slice(prompt.lastIndexOf('\n') + 1);
}

/** Lines that are exactly the prompt, with pauses after them as a slow device makes. */
function lookalike(pauseMs: number): Answer {
  return ({ text, cli }) => {
    const [head, tail] = halves(text);
    const prompt = lastLineOf(cli.prompt());
    return [
      { send: `${head}${prompt}` },
      { pauseMs },
      { send: `\r\n description ${prompt}\r\n${prompt}show clock\r\n${tail}` },
      { prompt: true },
    ];
  };
}

const noisy: Answer = ({ text }) => [
  {
    send: Buffer.concat([
      Buffer.from([0xff, 0xfb, 0x01, 0x00, 0x00]),
      Buffer.from(text.replaceAll('\r\n', '\u001b[K\r\n').replace(' ', '\u001b[1;31m \u001b[0m'), 'utf8'),
      Buffer.from('\u001b]0;title\u0007\u0085\u009b0m', 'utf8'),
    ]),
  },
  { prompt: true },
];

/** A comment with characters of two, three and four bytes, cut between any two bytes, and one that is no UTF-8. */
const splitCharacters: Answer = ({ text }) => {
  const [head, tail] = halves(text);
  const bytes = Buffer.from(' description Zürich – 東京 – 🛰\r\n', 'utf8');
  const pieces = Array.from(bytes, (byte): Step[] => [{ send: Buffer.from([byte]) }, { pauseMs: 1 }]).flat();
  return [
    { send: head },
    ...pieces,
    { send: Buffer.from(' description caf\xe9\r\n', 'latin1') },
    { send: tail },
    { prompt: true },
  ];
};

function drip(everyMs: number, mostBytes: number): Answer {
  return ({ text }) => {
    const bytes = Buffer.from(text, 'utf8');
    const slow = bytes.subarray(0, mostBytes);
    const steps = Array.from(slow, (byte): Step[] => [{ send: Buffer.from([byte]) }, { pauseMs: everyMs }]).flat();
    return [...steps, { send: bytes.subarray(mostBytes) }, { prompt: true }];
  };
}

const FLOOD_LINE = '      5 minute input rate 184000 bits/sec, 96 packets/sec, counters as of the last clearing\r\n';
const FLOOD_BYTES = 65_536;

function huge(sizeMb: number): Answer {
  const chunk = Buffer.from(FLOOD_LINE.repeat(Math.ceil(FLOOD_BYTES / FLOOD_LINE.length)).slice(0, FLOOD_BYTES));
  const times = Math.ceil((sizeMb * 1_048_576) / FLOOD_BYTES);
  return ({ text }) => [{ send: text }, { flood: chunk, times }, { send: '\r\n' }, { prompt: true }];
}

const SYSLOG = '\r\n*Nov 23 10:15:02.117: %LINK-3-UPDOWN: Interface GigabitEthernet1/0/7, changed state to down\r\n';

const withSyslog: Answer = ({ text }) => {
  const [head, tail] = halves(text);
  return [
    { send: head + SYSLOG.slice(2) + tail },
    { prompt: true },
    { pauseMs: 5 },
    { send: SYSLOG },
    { prompt: true },
  ];
};

const refused =
  (kind: RefusalKind): Answer =>
  ({ line, cli }) => [{ send: wireText(cli.refusal(kind, line)) }, { prompt: true }];

const cutMidway =
  (cut: Cut): Answer =>
  ({ text }) => [{ send: halves(text)[0] }, { pauseMs: 20 }, { cut }];

const renames: Answer = ({ text, nth }) =>
  nth === 0 ? [{ send: text }, { rename: 'renamed-meanwhile' }, { prompt: true }] : [{ send: text }, { prompt: true }];

function slow(gapMs: number): Answer {
  return ({ text }) => {
    const [head, tail] = halves(text);
    return [{ pauseMs: gapMs }, { send: head }, { pauseMs: gapMs }, { send: tail }, { prompt: true }];
  };
}

const every = (params: FaultParams): number => numberOf(params, 'every_ms', 100);

export const contentFaults: readonly Fault[] = [
  {
    row: 32,
    name: 'prompt-lookalike',
    expect: 'ok',
    note: 'Output holds the exact prompt at the end of a piece, followed by more.',
    params: { pause_ms: 10 },
    acts: (params) => terminal(lookalike(numberOf(params, 'pause_ms', 10)))(),
  },
  {
    row: 33,
    name: 'hostname-change',
    expect: 'ok',
    note: 'Somebody renames it during the first answer.',
    acts: terminal(renames),
  },
  ...(['off', 'wrap', 'redraw'] as const).map(
    (echo): Fault => ({
      row: 34,
      name: `echo-${echo}`,
      expect: 'ok',
      note: `Echo: ${{ off: 'none at all', wrap: 'wrapped at 80 columns whatever was set', redraw: 'typed, erased, typed again' }[echo]}.`,
      acts: () => ({ terminal: { echo } }),
    }),
  ),
  {
    row: 34,
    name: 'echo-quirks',
    expect: 'ok',
    note: 'One of the echo faults, by the seed.',
    acts: (_, random) => ({ terminal: { echo: random.pick(['off', 'wrap', 'redraw'] as const) } }),
  },
  {
    row: 35,
    name: 'pager',
    expect: 'ok',
    note: 'Pages whatever it was told.',
    acts: () => ({ terminal: { paging: 'always' } }),
  },
  {
    row: 35,
    name: 'pager-stuck',
    platforms: WITH_WORDS,
    expect: 'PAGER_STUCK',
    note: 'Pages, and no key moves it on.',
    acts: () => ({ terminal: { paging: 'stuck' } }),
  },
  {
    row: 36,
    name: 'ansi-noise',
    expect: 'ok',
    note: 'Terminal codes, NUL, C1 and telnet bytes in output.',
    acts: terminal(noisy),
  },
  {
    row: 37,
    name: 'utf8-split',
    expect: 'ok',
    note: 'Characters cut between packets, and some that are none.',
    acts: terminal(splitCharacters),
  },
  {
    row: 38,
    name: 'slow-drip',
    expect: 'ok',
    note: 'The first bytes of an answer one by one.',
    params: { every_ms: 100, bytes: 50 },
    acts: (params) => terminal(drip(every(params), numberOf(params, 'bytes', 50)))(),
  },
  {
    row: 39,
    name: 'huge-output',
    expect: 'OUTPUT_TRUNCATED',
    note: 'Answers of 200 MB.',
    params: { size_mb: 200 },
    acts: (params) => terminal(huge(numberOf(params, 'size_mb', 200)))(),
  },
  {
    row: 40,
    name: 'syslog-interleaved',
    expect: 'ok',
    note: 'Log lines amid output and after the prompt.',
    acts: terminal(withSyslog),
  },
  {
    row: 41,
    name: 'cmd-rejected',
    platforms: WITH_WORDS,
    expect: 'CMD_REJECTED',
    note: 'Every command is invalid.',
    acts: terminal(refused('invalid')),
  },
  {
    row: 41,
    name: 'cmd-incomplete',
    platforms: WITH_WORDS,
    expect: 'CMD_REJECTED',
    note: 'Every command is incomplete.',
    acts: terminal(refused('incomplete')),
  },
  {
    row: 41,
    name: 'cmd-ambiguous',
    platforms: WITH_WORDS,
    expect: 'CMD_REJECTED',
    note: 'Every command is ambiguous.',
    acts: terminal(refused('ambiguous')),
  },
  {
    row: 42,
    name: 'cmd-unauthorized',
    platforms: WITH_AUTHORIZATION,
    expect: 'CMD_UNAUTHORIZED',
    note: 'The account may run nothing.',
    acts: terminal(refused('unauthorized')),
  },
  {
    row: 43,
    name: 'slow-command',
    expect: 'ok',
    note: 'Answers with long silent gaps; shorter than the client’s patience unless told otherwise.',
    params: { gap_ms: 2_000 },
    acts: (params) => terminal(slow(numberOf(params, 'gap_ms', 2_000)))(),
  },
  {
    row: 43,
    name: 'command-hangs',
    expect: 'CMD_TIMEOUT',
    note: 'Alive, answers keepalives, and never finishes a command.',
    acts: terminal(({ text }) => [{ send: halves(text)[0] }, { pauseMs: 2_000_000_000 }]),
  },
  {
    row: 44,
    name: 'fin-mid-command',
    expect: 'OUTPUT_INCOMPLETE',
    note: 'Closes amid an answer.',
    acts: terminal(cutMidway('fin')),
  },
  {
    row: 45,
    name: 'rst-mid-command',
    expect: 'CONN_LOST',
    note: 'Resets amid an answer.',
    acts: terminal(cutMidway('rst')),
  },
  {
    row: 46,
    name: 'mute-mid-command',
    expect: 'CONN_LOST',
    note: 'Half open: takes everything, answers nothing, keepalives included.',
    acts: terminal(cutMidway('mute')),
  },
];
