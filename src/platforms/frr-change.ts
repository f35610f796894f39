/**
 * How FRRouting is changed through vtysh: each line takes effect at once, there is no lock and no timer, and only inverse
 * lines lead back. Knows its words for yes and no, marked and unmarked.
 */
import type { ChangeDialect, ChangeStep } from './define.ts';

const RUNNING = 'privileged';
const CONFIG = 'config';
const SAVE_MS = 120_000;

const END: ChangeStep = { send: 'end', expect: [RUNNING] };
const LOCKED = { pattern: /^(?:% ?)?.{0,60}\b(?:is )?locked by (?:another|other)\b/i, code: 'CONFIG_LOCKED' } as const;

const INVERSE: ChangeDialect = {
  id: 'inverse',
  title: 'inverse lines',
  effect: 'line',
  timer: null,
  prechecks: [],
  open: [{ send: 'configure terminal', expect: [CONFIG, RUNNING], refusals: [LOCKED] }],
  rereadInside: null,
  mode: CONFIG,
  leaveBlock: 'exit',
  renames: /^hostname (\S{1,63})$/,
  refusals: [
    LOCKED,
    { pattern: /^%{1,2} ?(?!warning\b|note\b|info\b)\S/i, code: 'CMD_REJECTED' },
    // Daemons answer in words of their own, and not all of them mark what they refuse.
    {
      pattern:
        /^(?:(?:Can't|Cannot|Configuration failed|Failed|Incorrect|Invalid|Malformed|Unknown|You must)\b|Error(?: type)?:)/i,
      code: 'CMD_REJECTED',
    },
    { pattern: /^\S{1,40} (?:instance )?is (?:already|not) running\b/i, code: 'CMD_REJECTED' },
  ],
  diff: null,
  commit: [END],
  abandon: [END],
  confirm: [],
  undo: [],
  save: [
    {
      send: 'write memory',
      expect: [RUNNING],
      refusals: [{ pattern: /^(?:Error:|Can't|Cannot)/i, code: 'VERIFY_FAILED' }],
      // Without its watchdog vtysh writes the file itself, and says [OK] only where it may also give it to another owner.
      confirmedBy: /\[OK\]|Integrated configuration saved to \S/,
      timeoutMs: SAVE_MS,
    },
  ],
  pending: null,
};

export const FRR_CHANGE: readonly ChangeDialect[] = [INVERSE];
