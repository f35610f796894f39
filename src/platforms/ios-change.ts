/**
 * How IOS and IOS-XE are changed: line by line under `revert timer` where an archive is kept, else by inverse lines. Knows
 * their words for yes and no; nothing of plans.
 */
import type { ChangeDialect, ChangeStep, Precheck } from './define.ts';

const RUNNING = 'privileged';
const CONFIG = 'config';
/** Writing a backup to flash, going back in up to five passes, a save on an old box. */
const SLOW_MS = 180_000;

const TIMER = 'show archive config rollback timer';

function isPending(output: string): boolean | undefined {
  if (/^%? ?No Rollback Confirmed Change pending/m.test(output)) return false;
  return /^Timer (?:type|value):/m.test(output) ? true : undefined;
}

const NOTHING_PENDING: Precheck = {
  command: TIMER,
  problem: (output) =>
    isPending(output) === true
      ? { code: 'PRECHECK_FAILED', message: 'A change by somebody else still waits for `configure confirm`.' }
      : null,
};

const LOCKED = { pattern: /^Configuration mode is locked by\b/i, code: 'CONFIG_LOCKED' } as const;
const NO_TIMER = {
  pattern: /^%? ?Rollback Confirmed Change(?:: archive| is already)\b/i,
  code: 'PRECHECK_FAILED',
} as const;
const NONE_PENDING = { pattern: /^%? ?No Rollback Confirmed Change pending/i, code: 'VERIFY_FAILED' } as const;

const END: ChangeStep = { send: 'end', expect: [RUNNING] };

const REVERT_NOW: ChangeStep = {
  send: 'configure revert now',
  expect: [RUNNING],
  refusals: [{ pattern: /^Rollback aborted\b/i, code: 'REVERT_FAILED' }, NONE_PENDING],
  confirmedBy: /^Rollback Done/m,
  timeoutMs: SLOW_MS,
};

const SAVE: ChangeStep = {
  send: 'write memory',
  expect: [RUNNING],
  // Overwrite the previous NVRAM configuration?[confirm], after an upgrade
  dialogs: [{ pattern: /^Overwrite the previous NVRAM configuration\? ?\[confirm\] ?$/, answer: '' }],
  refusals: [
    { pattern: /^%? ?(?:Error|Non-Volatile memory is in use|configuration buffer full)\b/i, code: 'VERIFY_FAILED' },
    { pattern: /^startup-config file open failed/i, code: 'VERIFY_FAILED' },
  ],
  confirmedBy: /\[OK\]/,
  timeoutMs: SLOW_MS,
};

/** What both ways have in common. */
const LINES = {
  effect: 'line',
  rereadInside: null,
  mode: CONFIG,
  leaveBlock: 'exit',
  dialogs: [
    {
      pattern:
        /^This operation will remove all username related configurations with same name\. ?Do you want to continue\? ?\[confirm\] ?$/,
      answer: '',
    },
  ],
  renames: /^hostname (\S{1,63})$/,
  // Besides these many lines with a percent sign are remarks: `% Warning: …`, `%Portfast has been configured …`,
  // `% Interface Vlan9 IPv4 disabled and address(es) removed due to enabling VRF A`.
  refusals: [
    {
      pattern:
        /^% ?(?:Bad|Cannot|Can't|Error|Failed|Illegal|Incorrect|Insufficient|Invalid|Malformed|Must|No such|Unable|Unknown|Unrecognized)\b/i,
      code: 'CMD_REJECTED',
    },
    { pattern: /^% ?.{1,80} (?:is not allowed|not supported|not enabled|already in use)\b/i, code: 'CMD_REJECTED' },
    { pattern: /^% ?\S{1,80} ?overlaps with\b/i, code: 'CMD_REJECTED' },
    { pattern: /^% ?BGP: Error initializing topology/i, code: 'CMD_REJECTED' },
    { pattern: /^% ?(?:configuration buffer full|Non-Volatile memory is in use)/i, code: 'CMD_REJECTED' },
    // Without a mark. `… not found, …` goes on to say what was done about it.
    { pattern: /^[^%].{0,99} not found\.?$/i, code: 'CMD_REJECTED' },
    { pattern: /^Bad mask\b/i, code: 'CMD_REJECTED' },
    { pattern: /^(?:ERROR|Error):/, code: 'CMD_REJECTED' },
    { pattern: /^connection timed out/i, code: 'CMD_REJECTED' },
    // VLAN #20 and #10 have an identical name: users
    { pattern: /^VLAN #?\d{1,4} and #?\d{1,4} have an identical name\b/i, code: 'CMD_REJECTED' },
    { pattern: /^Line has invalid autocommand\b/i, code: 'CMD_UNAUTHORIZED' },
    LOCKED,
  ],
  diff: null,
  commit: [END],
  save: [SAVE],
} as const satisfies Partial<ChangeDialect>;

/** `timer`: the device goes back by itself to the copy it makes in its archive when the timer is armed. */
const REVERT_TIMER: ChangeDialect = {
  ...LINES,
  id: 'revert-timer',
  title: 'configure terminal revert timer',
  needs: {
    command: 'show running-config | section ^archive',
    isThere: (output) => output !== undefined && /^ {1,4}path \S/m.test(output),
  },
  timer: { leastMinutes: 1, mostMinutes: 120 },
  prechecks: [NOTHING_PENDING],
  open: [
    {
      send: 'configure terminal revert timer {minutes}',
      expect: [CONFIG, RUNNING],
      refusals: [LOCKED, NO_TIMER],
      timeoutMs: SLOW_MS,
    },
    // Nothing is typed before the device says that its timer runs.
    { send: `do ${TIMER}`, expect: [CONFIG], confirmedBy: /^Timer (?:type|value):/m },
  ],
  abandon: [END, REVERT_NOW],
  confirm: [{ send: 'configure confirm', expect: [RUNNING], refusals: [NONE_PENDING] }],
  undo: [REVERT_NOW],
  pending: { command: TIMER, isPending },
};

const INVERSE: ChangeDialect = {
  ...LINES,
  id: 'inverse',
  title: 'inverse lines',
  timer: null,
  prechecks: [],
  open: [{ send: 'configure terminal', expect: [CONFIG, RUNNING], refusals: [LOCKED] }],
  abandon: [END],
  confirm: [],
  undo: [],
  pending: null,
};

export const IOS_CHANGE: readonly ChangeDialect[] = [REVERT_TIMER, INVERSE];
