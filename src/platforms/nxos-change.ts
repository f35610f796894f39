/**
 * How NX-OS is changed: line by line, with a checkpoint of what was before. Knows its words for yes and no; it has no
 * timer for lines, so nothing heals by itself.
 */
import type { ChangeDialect, ChangeStep } from './define.ts';

const RUNNING = 'privileged';
const CONFIG = 'config';
/** A checkpoint of a large switch, and the save that may take a hundred seconds. */
const SLOW_MS = 180_000;
/** Going back is checked by the device, twice over. */
const ROLLBACK_MS = 600_000;
/** As many checkpoints as a user may keep. */
const MOST_CHECKPOINTS = 10;

const ERROR = { pattern: /^ERROR:/i, code: 'PRECHECK_FAILED' } as const;
const LOCKED = {
  pattern: /^(?:% ?|ERROR: ?)?.{0,60}\block(?:ed)? by (?:another|other)\b/i,
  code: 'CONFIG_LOCKED',
} as const;

const END: ChangeStep = { send: 'end', expect: [RUNNING] };
const DROP_CHECKPOINT: ChangeStep = { send: 'no checkpoint {name}', expect: [RUNNING], timeoutMs: SLOW_MS };

const GO_BACK: readonly ChangeStep[] = [
  {
    send: 'rollback running-config checkpoint {name} atomic',
    expect: [RUNNING],
    // Only asks again for what the line says.
    dialogs: [{ pattern: /^.{0,120}\(y\/n\) ?\??:? {0,2}(?:\[[yn]\])?:? ?$/i, answer: 'y' }],
    refusals: [
      { pattern: /^(?:ERROR:|Rollback (?:failed|aborted)|Rollback Patch application failed)/i, code: 'REVERT_FAILED' },
    ],
    confirmedBy: /^(?:Rollback completed successfully|Rollback Patch is Empty)/im,
    timeoutMs: ROLLBACK_MS,
  },
  DROP_CHECKPOINT,
];

const CHECKPOINT: ChangeDialect = {
  id: 'checkpoint',
  title: 'checkpoint and rollback',
  effect: 'line',
  timer: null,
  prechecks: [
    {
      command: 'show checkpoint summary',
      // 1) before-upgrade:
      problem: (output) =>
        (output.match(/^\d{1,3}\) \S{1,80}:/gm)?.length ?? 0) >= MOST_CHECKPOINTS
          ? {
              code: 'PRECHECK_FAILED',
              message: `The device keeps ${MOST_CHECKPOINTS} checkpoints; another would not fit.`,
            }
          : null,
    },
  ],
  open: [
    {
      send: 'checkpoint {name}',
      expect: [RUNNING],
      refusals: [ERROR],
      // .Done, after a dot for each second
      confirmedBy: /\bDone\b/i,
      timeoutMs: SLOW_MS,
    },
    { send: 'configure terminal', expect: [CONFIG, RUNNING], refusals: [LOCKED] },
  ],
  rereadInside: null,
  mode: CONFIG,
  leaveBlock: 'exit',
  renames: /^(?:hostname|switchname) (\S{1,63})$/,
  refusals: [
    // Remarks begin otherwise: `Warning: …`, `Note: …`; syslog has no blank behind the percent sign.
    { pattern: /^% (?!Warning\b|Note\b)\w/i, code: 'CMD_REJECTED' },
    { pattern: /^Error:/i, code: 'CMD_REJECTED' },
    { pattern: /^cannot apply (?:non-existing|acl\b)/i, code: 'CMD_REJECTED' },
    { pattern: /^Duplicate sequence number\b/i, code: 'CMD_REJECTED' },
    { pattern: /^user not present\b/i, code: 'CMD_REJECTED' },
    { pattern: /^(?:invalid|configuration not allowed) .{1,80} at '\^' marker/i, code: 'CMD_REJECTED' },
    { pattern: /^No (?:corresponding .{1,80} configured|token match at)\b/i, code: 'CMD_REJECTED' },
    LOCKED,
  ],
  diff: null,
  commit: [END],
  abandon: [END, ...GO_BACK],
  confirm: [DROP_CHECKPOINT],
  undo: GO_BACK,
  save: [
    {
      send: 'copy running-config startup-config',
      expect: [RUNNING],
      refusals: [{ pattern: /^Configuration update aborted/i, code: 'VERIFY_FAILED' }],
      confirmedBy: /^Copy complete/im,
      timeoutMs: SLOW_MS,
    },
  ],
  pending: null,
};

export const NXOS_CHANGE: readonly ChangeDialect[] = [CHECKPOINT];
