/**
 * One made-up platform for each way of changing a device, as data: the same few words everywhere, so that what differs
 * is only when lines take effect, what is armed and what undoes. Knows no vendor.
 */
import type { ConfigSyntax } from '../../../src/core/config-syntax.ts';
import { type ChangeDialect, type ChangeStep, definePlatform } from '../../../src/platforms/define.ts';

export const KINDS = ['commit-confirmed', 'session-timer', 'revert-timer', 'checkpoint', 'inverse'] as const;
export type Kind = (typeof KINDS)[number];

/** What a line must be to be taken, and what it sets. `peer` lines stand beside each other, the others replace each other. */
const SETTINGS = ['alpha', 'beta', 'gamma'] as const;

const SYNTAX: ConfigSyntax = {
  form: 'indent',
  comment: /^(?:!|end$)/,
  verbatim: [],
  orderedBlocks: [],
  orderedLines: [],
  settings: SETTINGS.map((word) => new RegExp(`^${word}\\b`)),
  interfaceTypes: [],
  numberLists: [],
  negation: 'no',
};

const NO = { pattern: /^% /, code: 'CMD_REJECTED' } as const;
const LOCKED = { pattern: /^% locked/, code: 'CONFIG_LOCKED' } as const;
const step = (send: string, to: 'exec' | 'config'): ChangeStep => ({
  send,
  expect: to === 'exec' ? ['exec', 'config'] : ['config', 'exec'],
  refusals: [LOCKED, NO],
});

const END = step('end', 'exec');
const isPending = (output: string): boolean | undefined =>
  output.startsWith('none') ? false : output.startsWith('pending') ? true : undefined;
const NOTHING_PENDING: ChangeDialect['prechecks'][number] = {
  command: 'show pending',
  problem: (output) =>
    isPending(output) === true ? { code: 'PRECHECK_FAILED', message: 'Another change waits to be confirmed.' } : null,
};

const COMMON = {
  mode: 'config',
  leaveBlock: null,
  renames: /^hostname (\S{1,63})$/,
  refusals: [NO],
  diff: null,
  save: [step('write', 'exec')],
  rereadInside: null,
} as const;
const TIMED = {
  timer: { leastMinutes: 1, mostMinutes: 120 },
  prechecks: [NOTHING_PENDING],
  pending: { command: 'show pending', isPending },
} as const;

const DIALECTS: Readonly<Record<Kind, ChangeDialect>> = {
  'commit-confirmed': {
    ...COMMON,
    ...TIMED,
    id: 'commit-confirmed',
    title: 'commit confirmed',
    effect: 'commit',
    rereadInside: 'show running',
    open: [step('configure exclusive', 'config')],
    commit: [step('commit confirmed {minutes}', 'config'), END],
    abandon: [step('rollback 0', 'config'), END],
    confirm: [step('configure exclusive', 'config'), step('commit', 'config'), END],
    undo: [step('configure exclusive', 'config'), step('rollback 1', 'config'), step('commit', 'config'), END],
    save: [],
  },
  'session-timer': {
    ...COMMON,
    ...TIMED,
    id: 'session-timer',
    title: 'session with a timer',
    effect: 'commit',
    rereadInside: 'show running',
    open: [step('configure session {name}', 'config')],
    commit: [step('commit timer {minutes}', 'exec')],
    abandon: [step('abort', 'exec')],
    confirm: [step('confirm {name}', 'exec')],
    undo: [step('revert {name}', 'exec')],
  },
  'revert-timer': {
    ...COMMON,
    ...TIMED,
    id: 'revert-timer',
    title: 'revert timer',
    effect: 'line',
    open: [
      step('configure timer {minutes}', 'config'),
      { send: 'show pending', expect: ['config'], confirmedBy: /^pending/m },
    ],
    commit: [END],
    abandon: [END, step('revert now', 'exec')],
    confirm: [step('confirm now', 'exec')],
    undo: [step('revert now', 'exec')],
  },
  checkpoint: {
    ...COMMON,
    id: 'checkpoint',
    title: 'checkpoint',
    effect: 'line',
    timer: null,
    prechecks: [],
    open: [step('checkpoint {name}', 'exec'), step('configure', 'config')],
    commit: [END],
    abandon: [END, step('revert {name}', 'exec'), step('no checkpoint {name}', 'exec')],
    confirm: [step('no checkpoint {name}', 'exec')],
    undo: [step('revert {name}', 'exec'), step('no checkpoint {name}', 'exec')],
    pending: null,
  },
  inverse: {
    ...COMMON,
    id: 'inverse',
    title: 'inverse lines',
    effect: 'line',
    timer: null,
    prechecks: [],
    open: [step('configure', 'config')],
    commit: [END],
    abandon: [END],
    confirm: [],
    undo: [],
    pending: null,
  },
};

const prompt = (mode: 'exec' | 'config') => (mode === 'exec' ? /^(?<host>\w+)#$/ : /^(?<host>\w+)\(config\)#$/);

export const PLATFORMS = new Map(
  KINDS.map((kind) => [
    `model_${kind}`,
    definePlatform({
      id: `model_${kind}`,
      title: kind,
      modes: {
        exec: { prompt: prompt('exec'), ways: [] },
        config: { prompt: prompt('config'), ways: [{ to: 'exec', send: 'end' }] },
      },
      readMode: 'exec',
      open: [],
      close: [],
      pager: [],
      refusals: [],
      reads: { verbs: [{ words: ['show'] }], pipes: [] },
      facts: { commands: [], read: () => ({}) },
      config: {
        read: 'show running',
        syntax: SYNTAX,
        volatile: [],
        complete: { end: /^end$/, balancedBraces: false, leastLines: 2 },
        saved: { commands: ['show saved'], read: (answers) => answers['show saved'] === 'yes' },
      },
      change: [DIALECTS[kind]],
    }),
  ]),
);

/** A configuration by what it sets: `alpha` → `alpha 2`, `peer 1` → `peer 1`. */
export type Lines = ReadonlyMap<string, string>;

/** What the line makes of a configuration; null where the device does not know it. */
export function withLine(config: Lines, line: string): Lines | null {
  const [, no, word, value] = /^(no )?(alpha|beta|gamma|peer)(?: (\d+))?$/.exec(line) ?? [];
  if (word === undefined || (word === 'peer' && value === undefined)) return null;
  const key = word === 'peer' ? `peer ${value}` : word;
  const changed = new Map(config);
  if (no !== undefined) changed.delete(key);
  else if (value === undefined) return null;
  else changed.set(key, `${word} ${value}`);
  return changed;
}

export const withLines = (config: Lines, lines: readonly string[]): Lines =>
  lines.reduce<Lines>((sum, line) => withLine(sum, line) ?? sum, config);

/** One text for one meaning. */
export const textOf = (config: Lines): string => [...config.values()].sort().join('\n');

export function configOf(text: string): Lines {
  const lines = text.split('\n').filter((line) => line !== 'end' && !line.startsWith('hostname '));
  return withLines(new Map(), lines);
}
