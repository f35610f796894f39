/**
 * Every way things go wrong, as one closed table. Knows codes, who must act, and whether a read may be tried
 * again. Knows nothing of SSH, devices or MCP.
 */

/** When in a device's visit something happened. */
export type Phase =
  | 'resolve'
  | 'tcp'
  | 'ident'
  | 'kex'
  | 'hostkey'
  | 'auth'
  | 'channel'
  | 'login'
  | 'mode'
  | 'command'
  | 'config'
  | 'commit'
  | 'confirm'
  | 'verify'
  | 'local';

interface CodeFacts {
  /** Who must act: `reach`, `protocol`, … are one device's failures; `input` and `local` are the caller's and ours. */
  readonly group:
    | 'reach'
    | 'protocol'
    | 'identity'
    | 'auth'
    | 'session'
    | 'command'
    | 'policy'
    | 'write'
    | 'input'
    | 'local';
  /** How many further attempts a *read* gets. A write never gets one. */
  readonly retries: 0 | 1 | 2 | 3;
  /** What the reader should do, in one line that is ours from end to end. */
  readonly hint: string;
}

const code = (group: CodeFacts['group'], retries: CodeFacts['retries'], hint: string): CodeFacts => ({
  group,
  retries,
  hint,
});

/** The closed set of codes. A test asserts that chaos runs never produce `INTERNAL`. */
export const ERROR_CODES = {
  // reach
  DNS_FAIL: code('reach', 1, 'The name does not resolve: check the host name in the inventory, or DNS.'),
  CONN_REFUSED: code('reach', 1, 'Nothing listens on the SSH port: is SSH enabled, and is the port right?'),
  CONN_TIMEOUT: code('reach', 1, 'No answer to the TCP connection: is the device up, and is a firewall in the way?'),
  NET_UNREACHABLE: code('reach', 1, 'No route to the device from here: check routing or the jump host.'),
  CONN_RESET: code(
    'reach',
    2,
    'The device closed the connection before login: often an access list or a busy SSH service.',
  ),
  DEVICE_BUSY: code('reach', 3, 'All the device’s terminal lines are in use: try later, or clear idle sessions.'),
  // protocol
  BANNER_TIMEOUT: code(
    'protocol',
    1,
    'The port accepts connections but does not speak SSH in time: the device may be overloaded.',
  ),
  PROTO_ERROR: code('protocol', 0, 'What answers is not an SSH server, or its packets are damaged: check the port.'),
  PROTO_UNSUPPORTED: code('protocol', 0, 'The device speaks SSH version 1 only: enable version 2 on it.'),
  ALGO_MISMATCH: code('protocol', 0, 'No common algorithm: set `ssh.algorithms: legacy` for this device or group.'),
  // identity
  HOSTKEY_UNKNOWN: code(
    'identity',
    0,
    'The host key is not known and policy is strict: run `rollcall enroll` for this device.',
  ),
  HOSTKEY_MISMATCH: code(
    'identity',
    0,
    'The host key changed; nothing was sent. If the device was replaced, remove the old key and run `rollcall enroll`.',
  ),
  IDENTITY_CONFLICT: code('identity', 0, 'Two inventory names lead to the same device: keep one.'),
  // auth
  AUTH_FAILED: code('auth', 0, 'The device refused the login: check the credential set named for it.'),
  AUTH_LOCKED: code('auth', 0, 'The account or the device is locked for logins: wait, or unlock it.'),
  AUTH_TIMEOUT: code('auth', 1, 'Login was not answered: is the AAA server reachable from the device?'),
  AUTH_PASSWORD_EXPIRED: code('auth', 0, 'The device asks for a new password: change it there first.'),
  AUTH_INTERACTIVE_UNSUPPORTED: code(
    'auth',
    0,
    'The device asks more than a password (one-time code?): use a key or a service account.',
  ),
  AUTH_ABORTED: code('auth', 1, 'The device accepted the login, then closed the connection.'),
  PRIV_DENIED: code('auth', 0, 'The enable password was refused: check `enable` in the credential set.'),
  CIRCUIT_OPEN: code(
    'auth',
    0,
    'Not tried: the same credential was refused elsewhere, and trying on could lock the account.',
  ),
  CREDENTIAL_UNAVAILABLE: code('auth', 0, 'The credential could not be read: run `rollcall doctor`.'),
  // session
  CHANNEL_REFUSED: code('session', 1, 'The device refused to open a terminal.'),
  SHELL_CLOSED: code('session', 1, 'The device closed the terminal at once.'),
  PROMPT_TIMEOUT: code('session', 1, 'No known prompt appeared: is `platform` right for this device?'),
  LOGIN_INTERSTITIAL: code(
    'session',
    0,
    'The device shows a question before its prompt: log in by hand once and answer it.',
  ),
  MODE_UNEXPECTED: code('session', 0, 'The session is in a mode that cannot be left safely.'),
  PAGER_STUCK: code('session', 0, 'The device pages its output and would not stop.'),
  CONN_LOST: code('session', 1, 'The connection was lost during the session.'),
  // command
  CMD_REJECTED: code('command', 0, 'The device does not accept this command.'),
  CMD_UNAUTHORIZED: code('command', 0, 'The account may not run this command on the device.'),
  CMD_TIMEOUT: code('command', 1, 'The command did not finish in time: raise `limits.command_ms`, or ask for less.'),
  OUTPUT_TRUNCATED: code('command', 0, 'The output was larger than the cap; what was kept is marked.'),
  OUTPUT_INCOMPLETE: code('command', 1, 'The connection ended in the middle of an answer.'),
  CONFIG_INCOMPLETE: code(
    'command',
    1,
    'The configuration came cut or far smaller than before; it was not stored, and the last good one was kept.',
  ),
  // policy: nothing was sent
  POLICY_DENIED: code(
    'policy',
    0,
    'Only read-only commands of the platform’s grammar are sent; an operator can allow an exact command in `rollcall.yaml`.',
  ),
  RATE_LIMITED: code('policy', 0, 'A configured limit was reached: wait, or raise it.'),
  READ_ONLY: code(
    'policy',
    0,
    'This Rollcall only reads. An operator allows changes with `mode: read-write` in `rollcall.yaml`.',
  ),
  NEEDS_APPROVAL: code('policy', 0, 'A person approves the plan at a terminal: `rollcall approve PLAN`.'),
  APPROVAL_EXPIRED: code('policy', 0, 'The approval has run out: make the plan again and have it approved.'),
  PLAN_STALE: code(
    'policy',
    0,
    'The device’s configuration is not the one the plan was made for; nothing was sent. Make the plan again.',
  ),
  PLAN_TAMPERED: code('policy', 0, 'The stored plan is not the one that was approved; nothing was sent.'),
  ALREADY_APPLIED: code('policy', 0, 'This plan was pushed before; a plan is used once.'),
  LEASE_HELD: code('policy', 0, 'Another change works on this device: wait until it has ended.'),
  WAVE_HALTED: code('policy', 0, 'Not reached: the change stopped before this device’s wave.'),
  PRECHECK_FAILED: code('policy', 0, 'The device is not ready for a change; nothing was sent.'),
  // write: something was sent, or the device was found changed
  CONFIG_LOCKED: code('write', 0, 'Somebody else holds the configuration lock: ask them, or wait.'),
  CANDIDATE_DIRTY: code('write', 0, 'There are uncommitted changes of somebody else: they were left as they are.'),
  COMMIT_REJECTED: code('write', 0, 'The device refused the change; nothing of it is left.'),
  PARTIAL_APPLY: code('write', 0, 'Some lines were taken and could not all be undone: run the rollback plan.'),
  WRITE_UNKNOWN: code('write', 0, 'The connection was lost after a write: `rollcall recover` looks at the device.'),
  DRIFT: code('write', 0, 'The configuration is neither the old nor the intended one: look at the device.'),
  VERIFY_FAILED: code('write', 0, 'The change did not pass its checks.'),
  ROLLED_BACK: code('write', 0, 'The change was undone; the device has its old configuration.'),
  REVERT_UNVERIFIED: code('write', 0, 'The change should have undone itself, but the device could not be read since.'),
  REVERT_FAILED: code('write', 0, 'The change should have undone itself and did not: a person must look.'),
  REBOOTED: code('write', 0, 'The device restarted during the change.'),
  // input: the caller can mend it; nothing was sent
  BAD_INPUT: code('input', 0, 'Correct the named argument.'),
  BAD_SELECTOR: code('input', 0, 'Correct the selector; `list_devices` shows names, sites, roles and platforms.'),
  EMPTY_SELECTION: code('input', 0, 'The selector is valid but matches no device.'),
  UNKNOWN_DEVICE: code('input', 0, 'Use a name from `list_devices`.'),
  UNKNOWN_RUN: code('input', 0, 'Use a run id from an earlier answer, or `rollcall runs`.'),
  UNKNOWN_REVISION: code('input', 0, 'Use a revision of `rollcall backups log DEVICE`, or a time.'),
  UNKNOWN_PLAN: code('input', 0, 'Use a plan id from `plan_change`, or `rollcall plans`.'),
  NO_BACKUP: code('input', 0, 'There is no backup yet: run `backup_configs` first.'),
  CONFIG_INVALID: code('input', 0, 'Correct the named field in `rollcall.yaml`.'),
  INVENTORY_INVALID: code('input', 0, 'Correct the named place in the inventory.'),
  // local
  LOCAL_IO: code(
    'local',
    0,
    'Reading or writing on this machine failed: check the data folder, its rights and its disk.',
  ),
  LOCAL_RESOURCE: code('local', 0, 'This machine ran out of a resource (file descriptors, memory).'),
  STORE_NEWER: code(
    'local',
    0,
    'The database was written by a newer Rollcall: upgrade, or name another `data_dir`. It was not touched.',
  ),
  STORE_UNREADABLE: code(
    'local',
    0,
    'The database cannot be read: move the file aside or restore it. It was not touched.',
  ),
  GIT_MISSING: code('local', 0, 'Backups are kept with git: install git, then run `rollcall doctor`.'),
  GIT_FAILED: code('local', 0, 'git did not do its part: run `rollcall doctor`.'),
  JOURNAL_CORRUPT: code('local', 0, 'The record of changes was altered: run `rollcall audit-log verify`.'),
  CANCELLED: code('local', 0, 'Cancelled on request.'),
  DEADLINE: code('local', 0, 'The time for this device was used up: raise `limits.device_ms`, or ask for less.'),
  INTERNAL: code('local', 0, 'A fault in Rollcall: please report the id.'),
} as const satisfies Record<string, CodeFacts>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface RollcallErrorOptions {
  /** What to do; the code's own hint when absent. Ours from end to end: never device text. */
  readonly hint?: string;
  readonly phase?: Phase;
  /** Text that came from outside (device, library), for the operator's log and, clipped and cleaned, for results. */
  readonly detail?: string;
  readonly cause?: unknown;
}

/**
 * The one exception class. `message` says what is wrong in our words; `hint` how to mend it.
 * Thrown where the fault is known; caught only at the ssh adapter, the fan-out, and the mcp/cli edge.
 */
export class RollcallError extends Error {
  override readonly name = 'RollcallError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly phase: Phase | undefined;
  readonly detail: string | undefined;

  constructor(errorCode: ErrorCode, message: string, options: RollcallErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = errorCode;
    this.hint = options.hint ?? ERROR_CODES[errorCode].hint;
    this.phase = options.phase;
    this.detail = options.detail;
  }
}
