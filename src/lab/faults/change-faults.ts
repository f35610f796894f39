/**
 * Faults of a device that is being changed: locks, refusals, broken connections and timers that lie. Knows flaws by
 * name; how a platform words them is its own affair.
 */
import type { Blow, ChangeFlaws, ChangeMoment } from '../change-flaws.ts';
import { type Fault, type FaultParams, numberOf } from '../fault.ts';

const ROUTER_OS = ['cisco_ios', 'cisco_iosxe', 'cisco_nxos', 'cisco_iosxr', 'arista_eos', 'juniper_junos', 'frr'];
const WITH_CANDIDATE = ['cisco_iosxr', 'arista_eos', 'juniper_junos'];
const WITH_LOCK = ['cisco_ios', 'cisco_iosxe', 'cisco_iosxr', 'juniper_junos'];
const WITH_TIMER = ['cisco_ios', 'cisco_iosxe', 'cisco_iosxr', 'arista_eos', 'juniper_junos'];
const WITH_ROLLBACK = [...WITH_TIMER, 'cisco_nxos'];
const WITH_SAVE = ['cisco_ios', 'cisco_iosxe', 'cisco_nxos', 'arista_eos', 'frr'];

/** The line a fault is about, and how many entries to configuration it lets pass: a plan may type lines too. */
const OF_LINE = { line: 12, skip: 0 } as const;

const flawed = (flaws: ChangeFlaws): Fault['acts'] => {
  return () => ({ change: flaws });
};

const ofLine =
  (flaws: ChangeFlaws): Fault['acts'] =>
  (params: FaultParams) => ({
    change: { ...flaws, line: numberOf(params, 'line', OF_LINE.line), skip: numberOf(params, 'skip', OF_LINE.skip) },
  });

const struck = (at: ChangeMoment, how: Blow['how']): Fault['acts'] => ofLine({ blow: { at, how } });

/** A restart that takes `down_ms`. */
const restarted =
  (at: ChangeMoment): Fault['acts'] =>
  (params, random) => ({
    change: { ...struck(at, 'reboot')(params, random).change, downMs: numberOf(params, 'down_ms', 0) },
  });

export const changeFaults: readonly Fault[] = [
  {
    row: 47,
    name: 'config-locked',
    platforms: WITH_LOCK,
    expect: 'CONFIG_LOCKED',
    note: 'Somebody else holds the configuration lock for ever.',
    acts: flawed({ isLocked: true }),
  },
  {
    row: 47,
    name: 'config-sessions-full',
    platforms: ['arista_eos'],
    expect: 'CONFIG_LOCKED',
    note: 'Five configuration sessions wait already.',
    acts: flawed({ isFull: true }),
  },
  {
    row: 48,
    name: 'candidate-dirty',
    platforms: ['juniper_junos'],
    expect: 'CANDIDATE_DIRTY',
    note: 'Somebody left an uncommitted line in the shared candidate.',
    acts: flawed({ isDirty: true }),
  },
  {
    row: 49,
    name: 'commit-fails',
    platforms: WITH_CANDIDATE,
    expect: 'COMMIT_REJECTED',
    note: 'The check before a commit fails.',
    acts: flawed({ failsCommit: true }),
  },
  {
    row: 49,
    name: 'line-refused',
    platforms: ROUTER_OS,
    expect: 'COMMIT_REJECTED',
    note: 'Refuses one line in its own words.',
    params: OF_LINE,
    acts: ofLine({ lines: 'refused' }),
  },
  {
    row: 49,
    name: 'line-refused-unmarked',
    platforms: ROUTER_OS,
    expect: 'COMMIT_REJECTED',
    note: 'Refuses one line in words without a mark.',
    params: OF_LINE,
    acts: ofLine({ lines: 'unmarked' }),
  },
  {
    row: 49,
    name: 'line-ignored',
    platforms: ROUTER_OS,
    expect: 'VERIFY_FAILED',
    note: 'Drops one line and says nothing.',
    params: OF_LINE,
    acts: ofLine({ lines: 'ignored' }),
  },
  {
    row: 49,
    name: 'lines-ignored',
    platforms: ROUTER_OS,
    expect: 'VERIFY_FAILED',
    note: 'Drops each line whose number `line` divides, and says nothing.',
    params: { line: 3, skip: 0 },
    acts: ofLine({ lines: 'ignored', isEvery: true }),
  },
  {
    row: 49,
    name: 'slow-lines',
    platforms: ROUTER_OS,
    expect: 'ok',
    note: 'Takes its time over each configuration line.',
    params: { line_ms: 500 },
    acts: (params) => ({ change: { lineMs: numberOf(params, 'line_ms', 500) } }),
  },
  ...(['before', 'after'] as const).flatMap((when): Fault[] => [
    {
      row: 50,
      name: `cut-${when}-line`,
      platforms: ROUTER_OS,
      expect: 'WRITE_UNKNOWN',
      note: `The connection breaks at a line, ${when} it takes effect.`,
      params: OF_LINE,
      acts: struck(`${when}-line`, 'rst'),
    },
    {
      row: 50,
      name: `cut-${when}-commit`,
      platforms: ROUTER_OS,
      expect: 'WRITE_UNKNOWN',
      note: `The connection breaks at the commit (at \`end\` where there is none), ${when} it takes effect.`,
      params: { skip: 0 },
      acts: struck(`${when}-commit`, 'rst'),
    },
  ]),
  {
    row: 50,
    name: 'mute-after-commit',
    platforms: ROUTER_OS,
    expect: 'WRITE_UNKNOWN',
    note: 'Takes the commit and says nothing ever after.',
    params: { skip: 0 },
    acts: struck('after-commit', 'mute'),
  },
  {
    row: 51,
    name: 'cut-after-confirm',
    platforms: WITH_TIMER,
    expect: 'WRITE_UNKNOWN',
    note: 'The connection breaks when the confirmation has taken effect.',
    params: { skip: 0 },
    acts: struck('after-confirm', 'rst'),
  },
  {
    row: 51,
    name: 'timer-dead',
    platforms: WITH_TIMER,
    expect: 'REVERT_FAILED',
    note: 'The timer that undoes an unconfirmed change runs out and does nothing.',
    acts: flawed({ hasDeadTimer: true }),
  },
  {
    row: 51,
    name: 'rollback-aborted',
    platforms: WITH_ROLLBACK,
    expect: 'REVERT_FAILED',
    note: 'Going back gives up: `Rollback aborted after 5 passes`.',
    acts: flawed({ abortsRollback: true }),
  },
  {
    row: 51,
    name: 'commit-undone',
    platforms: WITH_CANDIDATE,
    expect: 'VERIFY_FAILED',
    note: 'Reports a commit as done and undoes it a second later.',
    acts: flawed({ undoesCommit: true }),
  },
  {
    row: 51,
    name: 'save-fails',
    platforms: WITH_SAVE,
    expect: 'VERIFY_FAILED',
    note: 'Cannot write the startup configuration.',
    acts: flawed({ failsSave: true }),
  },
  {
    row: 52,
    name: 'reboot-at-line',
    platforms: ROUTER_OS,
    expect: 'REBOOTED',
    note: 'Restarts right after a line.',
    params: { ...OF_LINE, down_ms: 0 },
    acts: restarted('after-line'),
  },
  {
    row: 52,
    name: 'reboot-at-commit',
    platforms: ROUTER_OS,
    expect: 'REBOOTED',
    note: 'Restarts right after the commit (after `end` where there is none).',
    params: { skip: 0, down_ms: 0 },
    acts: restarted('after-commit'),
  },
];
