/**
 * How Junos is changed: `set` and `delete` lines in the candidate, under the exclusive lock, committed on trial. Knows its
 * words for yes and no. The lock is given back before the change is confirmed: a held one can keep the timer from acting.
 */
import type { ChangeDialect, ChangeStep } from './define.ts';

const RUNNING = 'operational';
const CONFIG = 'config';
/** A commit with many groups, or on a large chassis, takes minutes. */
const COMMIT_MS = 300_000;

const COMMITS = 'show system commit';

/** 0   2026-11-23 10:15:02 UTC by netops via cli commit confirmed, rollback in 5mins */
function isPending(output: string): boolean | undefined {
  const newest = /^0 .*$/m.exec(output)?.[0];
  return newest === undefined ? undefined : /\bcommit confirmed, rollback in\b/.test(newest);
}

const ENTER: ChangeStep = {
  send: 'configure exclusive',
  expect: [CONFIG, RUNNING],
  refusals: [
    { pattern: /^error: configuration database modified/i, code: 'CANDIDATE_DIRTY' },
    { pattern: /^error: configuration database .{0,40}locked\b/i, code: 'CONFIG_LOCKED' },
  ],
};
const LEAVE: ChangeStep = { send: 'exit configuration-mode', expect: [RUNNING] };

const FAILED = { pattern: /^error: /i, code: 'COMMIT_REJECTED' } as const;
const commit = (send: string): ChangeStep => ({
  send,
  expect: [CONFIG],
  refusals: [FAILED],
  confirmedBy: /^commit complete/m,
  timeoutMs: COMMIT_MS,
});
const load = (send: string): ChangeStep => ({ send, expect: [CONFIG], confirmedBy: /^load complete/m });

const COMMIT_CONFIRMED: ChangeDialect = {
  id: 'commit-confirmed',
  title: 'commit confirmed',
  effect: 'commit',
  timer: { leastMinutes: 1, mostMinutes: 65_535 },
  prechecks: [
    {
      command: COMMITS,
      problem: (output) =>
        isPending(output) === true
          ? { code: 'PRECHECK_FAILED', message: 'A commit by somebody else still waits to be confirmed.' }
          : null,
    },
  ],
  open: [ENTER],
  rereadInside: 'run show configuration',
  mode: CONFIG,
  leaveBlock: null,
  renames: /^set system host-name "?([\w.-]{1,63})"?$/,
  // `warning: statement not found` is a remark.
  refusals: [
    {
      pattern: /^(?:syntax error|unknown command|invalid (?:\w{1,20} )?value|missing \w{1,20} ?argument)\b/i,
      code: 'CMD_REJECTED',
    },
    { pattern: /^error: configuration database .{0,40}(?:locked|modified)\b/i, code: 'CONFIG_LOCKED' },
    { pattern: /^database header mismatch/i, code: 'CMD_REJECTED' },
  ],
  diff: { send: 'show | compare', expect: [CONFIG] },
  commit: [
    {
      send: 'commit check',
      expect: [CONFIG],
      refusals: [FAILED],
      confirmedBy: /^configuration check succeeds/m,
      timeoutMs: COMMIT_MS,
    },
    commit('commit confirmed {minutes} comment "{comment}"'),
    LEAVE,
  ],
  abandon: [load('rollback 0'), LEAVE],
  confirm: [ENTER, commit('commit comment "{comment} confirmed"'), LEAVE],
  undo: [ENTER, load('rollback 1'), commit('commit comment "{comment} undone"'), LEAVE],
  save: [],
  pending: { command: COMMITS, isPending },
};

export const JUNOS_CHANGE: readonly ChangeDialect[] = [COMMIT_CONFIRMED];
