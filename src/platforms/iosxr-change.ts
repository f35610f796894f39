/**
 * How IOS-XR is changed: lines wait in a target configuration under the exclusive lock and are committed on trial.
 * Knows its words for yes and no. Whether a trial waits cannot be asked: no command shows it.
 */
import type { ChangeDialect, ChangeStep } from './define.ts';

const RUNNING = 'exec';
const CONFIG = 'config';
/** A large commit is checked line by line. */
const COMMIT_MS = 300_000;

const LOCKED = { pattern: /^(?:% ?)?.{0,80}\bis (?:currently )?locked\b/i, code: 'CONFIG_LOCKED' } as const;
const FAILED = { pattern: /^% ?Failed to commit\b/i, code: 'COMMIT_REJECTED' } as const;
/** Cannot be while we hold the lock; were it so, what others did would not be what was planned on. */
const OTHERS = { pattern: /^One or more commits have occurred from other\b/i, code: 'PLAN_STALE' } as const;
const OVER_OTHERS = { pattern: /^Do you wish to proceed with this commit anyway\? ?\[no\]: ?$/, answer: 'no' };
/** Commit is big; Confirm? [y/n] */
const LARGE = { pattern: /^.{0,120}\b[Cc]onfirm\? ?\[y\/n\]:? ?$/, answer: 'y' };

/** The question comes only when something is left uncommitted, which is then what must not stay. */
const END: ChangeStep = {
  send: 'end',
  expect: [RUNNING],
  dialogs: [
    {
      pattern: /^Uncommitted changes found, commit them before exiting ?\(yes\/no\/cancel\)\? ?\[cancel\]: ?$/,
      answer: 'no',
    },
  ],
};

const COMMIT_CONFIRMED: ChangeDialect = {
  id: 'commit-confirmed',
  title: 'commit confirmed',
  effect: 'commit',
  // In seconds, from 30 to 300, every release takes it; longer times and minutes only the newer ones.
  timer: { leastMinutes: 1, mostMinutes: 5 },
  prechecks: [],
  open: [{ send: 'configure exclusive', expect: [CONFIG, RUNNING], refusals: [LOCKED] }],
  rereadInside: 'show running-config',
  mode: CONFIG,
  leaveBlock: 'exit',
  promptedBody: /^(?:route-policy|[a-z-]{1,20}-set) \S/,
  renames: /^hostname (\S{1,63})$/,
  refusals: [
    { pattern: /^% ?(?:Error|Failed|Invalid|Bad|Unable|Cannot)\b/i, code: 'CMD_REJECTED' },
    { pattern: /^'[^']{1,200}' returned error code/i, code: 'CMD_REJECTED' },
    { pattern: /^drbg_instantiate failed/i, code: 'CMD_REJECTED' },
    LOCKED,
  ],
  diff: { send: 'show commit changes diff', expect: [CONFIG] },
  commit: [
    {
      send: 'commit confirmed {seconds} label {name} comment {comment}',
      expect: [CONFIG],
      dialogs: [OVER_OTHERS, LARGE],
      refusals: [
        LOCKED,
        FAILED,
        OTHERS,
        { pattern: /^% ?No configuration changes to commit/i, code: 'COMMIT_REJECTED' },
      ],
      timeoutMs: COMMIT_MS,
    },
    END,
  ],
  abandon: [{ send: 'abort', expect: [RUNNING] }],
  confirm: [
    { send: 'configure terminal', expect: [CONFIG, RUNNING], refusals: [LOCKED] },
    {
      send: 'commit',
      expect: [CONFIG],
      dialogs: [OVER_OTHERS],
      // Nothing to commit: no trial waits any more.
      refusals: [FAILED, OTHERS, { pattern: /^% ?No configuration changes to commit/i, code: 'VERIFY_FAILED' }],
      timeoutMs: COMMIT_MS,
    },
    END,
  ],
  undo: [
    {
      send: 'rollback configuration last 1',
      expect: [RUNNING],
      refusals: [LOCKED, FAILED, { pattern: /^% ?Rollback\b/i, code: 'REVERT_FAILED' }],
      confirmedBy: /^Configuration successfully rolled back\b/m,
      timeoutMs: COMMIT_MS,
    },
  ],
  save: [],
  pending: null,
};

export const IOSXR_CHANGE: readonly ChangeDialect[] = [COMMIT_CONFIRMED];
