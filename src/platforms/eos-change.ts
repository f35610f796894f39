/**
 * How EOS is changed: lines wait in a configuration session of our name, which is committed with a timer. Knows the
 * table of sessions and the words for yes and no. A commit replaces what runs by the session, whatever others did since.
 */
import type { ChangeDialect, ChangeStep } from './define.ts';

const RUNNING = 'privileged';
const CONFIG = 'config';
const COMMIT_MS = 180_000;

const SESSIONS = 'show configuration sessions detail';
/** Sessions that may wait, where the device does not say. */
const MOST_PENDING = 5;

/** What follows each session's name: `pendingCommitTimer netops vty5`. Null: this is not that table. */
function sessionStates(output: string): readonly string[] | null {
  const lines = output.split('\n');
  const ruler = lines.findIndex((line) => /^[ -]+$/.test(line) && line.includes('----'));
  if (ruler < 0 || !/^Maximum number of pending sessions\b/m.test(output)) return null;
  //  * rollcall-7f3a9c       pendingCommitTimer  netops   vty5
  const rows = lines.slice(ruler + 1).map((row) => row.replace(/^[ *]+/, '').split(/ +/));
  return rows.flatMap(([, ...state]) => (state.length === 0 ? [] : state.join(' ')));
}

/** `pendingCommitTimer`; newer releases have other words for it. */
const isTimed = (state: string): boolean => /^\w{0,20} ?commit ?timer/i.test(state);

function isPending(output: string): boolean | undefined {
  return sessionStates(output)?.some(isTimed);
}

function problem(output: string): ReturnType<ChangeDialect['prechecks'][number]['problem']> {
  const states = sessionStates(output);
  if (states === null) return null;
  if (states.some(isTimed)) {
    return { code: 'PRECHECK_FAILED', message: 'A session of somebody else was committed and waits to be confirmed.' };
  }
  const most = Number(/^Maximum number of pending sessions: (\d{1,3})/m.exec(output)?.[1] ?? MOST_PENDING);
  const pending = states.filter((state) => /^pending\b/.test(state)).length;
  if (pending < most) return null;
  return { code: 'CONFIG_LOCKED', message: `All ${most} configuration sessions are in use.` };
}

const FULL = {
  pattern: /^.{0,160}Maximum number of pending sessions has been reached\b/i,
  code: 'CONFIG_LOCKED',
} as const;
const NOT_DONE = { pattern: /^% ?(?:Cannot|Error|Failed)\b/i, code: 'COMMIT_REJECTED' } as const;
const NOT_UNDONE = { ...NOT_DONE, code: 'REVERT_FAILED' } as const;
const NOT_SAVED = { ...NOT_DONE, code: 'VERIFY_FAILED' } as const;

/** From outside, also for a session that waits for its timer. */
const ofSession = (word: 'commit' | 'abort', refusal: typeof NOT_DONE | typeof NOT_UNDONE): ChangeStep => ({
  send: `configure session {name} ${word}`,
  expect: [RUNNING],
  refusals: [refusal],
  timeoutMs: COMMIT_MS,
});

const SESSION_TIMER: ChangeDialect = {
  id: 'session-timer',
  title: 'configure session with commit timer',
  effect: 'commit',
  // A session that nobody commits is gone after a day; two hours are more than any check takes.
  timer: { leastMinutes: 1, mostMinutes: 120 },
  prechecks: [{ command: SESSIONS, problem }],
  open: [{ send: 'configure session {name}', expect: [CONFIG, RUNNING], refusals: [FULL, NOT_DONE] }],
  // There is no lock, but the session is a copy of what runs: this tells what it was copied from.
  rereadInside: 'show running-config',
  mode: CONFIG,
  leaveBlock: 'exit',
  renames: /^hostname (\S{1,63})$/,
  // `… not found in current VLAN` is a remark.
  refusals: [
    { pattern: /^% ?(?:Cannot|Error|Failed|Invalid|Incomplete|Ambiguous|Unable)\b/i, code: 'CMD_REJECTED' },
    { pattern: /^% ?(?:Duplicate sequence number|User not present)/i, code: 'CMD_REJECTED' },
    { pattern: /^% ?Subnet .{1,80} overlaps/i, code: 'CMD_REJECTED' },
    { pattern: /^% ?More than \d{1,4} OSPF instance/i, code: 'CMD_REJECTED' },
    { pattern: /^% ?Prefix length must be less than\b/i, code: 'CMD_REJECTED' },
  ],
  diff: { send: 'show session-config diffs', expect: [CONFIG] },
  commit: [{ send: 'commit timer {clock}', expect: [RUNNING, CONFIG], refusals: [NOT_DONE], timeoutMs: COMMIT_MS }],
  abandon: [{ send: 'abort', expect: [RUNNING] }],
  confirm: [ofSession('commit', NOT_DONE)],
  undo: [ofSession('abort', NOT_UNDONE)],
  save: [{ send: 'write memory', expect: [RUNNING], refusals: [NOT_SAVED], timeoutMs: COMMIT_MS }],
  pending: { command: SESSIONS, isPending },
};

export const EOS_CHANGE: readonly ChangeDialect[] = [SESSION_TIMER];
