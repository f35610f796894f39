/**
 * What a visit to a device may do, whatever carries it (an SSH shell today, HTTPS tomorrow). Knows commands and
 * answers; knows nothing of bytes, prompts or sockets.
 */
import type { RollcallError } from './errors.ts';
import type { DeviceFailure } from './outcome.ts';

/** One command's answer. Text is the device's own: untrusted, unredacted. */
export interface CommandAnswer {
  readonly command: string;
  /** The output without echo, prompt, paging artefacts and terminal codes; lines end in `\n`. Head and tail only when `truncated`. */
  readonly output: string;
  /** Null when the device accepted the command and the answer is whole. */
  readonly error: DeviceFailure | null;
  /** Bytes received for this command, including what was not kept. */
  readonly sizeBytes: number;
  /** True when `output` is not all that came; `spillFile` then holds the rest, up to the spill cap. */
  readonly truncated: boolean;
  /** Where the whole output was written (mode 0600), or null. */
  readonly spillFile: string | null;
  /** SHA-256 of everything received, when truncated; null otherwise. */
  readonly sha256: string | null;
  readonly durationMs: number;
}

export interface RunCommandOptions {
  /** Overrides the configured per-command deadline, milliseconds. */
  readonly timeoutMs?: number;
}

/** An open conversation with one device, in its read-only mode, paging off. */
export interface Session {
  /** The name in the device's own prompt; may differ from the inventory's. */
  readonly hostname: string;
  /** How it was reached. */
  readonly link: SessionLink;
  /**
   * Sends one line and waits for the whole answer. Never throws for what the device says: see `CommandAnswer.error`.
   * @throws {RollcallError} CONN_LOST, OUTPUT_INCOMPLETE, CMD_TIMEOUT, PAGER_STUCK, CANCELLED: the session is then unusable.
   */
  run(command: string, options?: RunCommandOptions): Promise<CommandAnswer>;
  /** What had come of a command that `run` gave up on, with that error; null otherwise. */
  readonly partial: CommandAnswer | null;
  /** False once the conversation is over or in doubt; `run` then throws. */
  readonly usable: boolean;
  /** Ends the conversation at once with this reason; a `run` under way rejects with it. `close` must still be called. */
  abort(reason: RollcallError): void;
  /** Leaves politely, then closes whatever is left. Never throws, and always ends within the close deadline. */
  close(): Promise<void>;
}

export interface SessionLink {
  /** `SHA256:…` of the host key that was proved, or null where there is none. */
  readonly hostKey: string | null;
  /** Which algorithm profile was needed. */
  readonly algorithms: 'modern' | 'legacy';
  /** Login to prompt, milliseconds. */
  readonly loginMs: number;
}

/** A question the device may ask after a line, and its only answer. */
export interface Dialog {
  /** Matches the whole last line while the device waits. */
  readonly pattern: RegExp;
  readonly answer: string;
}

export interface TypeOptions {
  /** Overrides the configured per-command deadline, milliseconds. */
  readonly timeoutMs?: number;
  /** Modes whose prompt may follow; any other ends the session as MODE_UNEXPECTED. */
  readonly expect: readonly string[];
  readonly dialogs?: readonly Dialog[];
  /** Lines sent with the first in one piece: the body of a banner, during which the device shows no prompt. */
  readonly verbatim?: readonly string[];
  /** The name the prompt may show from this line on: the line sets it. */
  readonly renamesTo?: string;
}

export interface TypedAnswer extends CommandAnswer {
  /** The mode the prompt shows now. */
  readonly mode: string;
  /** The whole prompt, e.g. `sw1(config-if)#`: a device that leaves a block by itself shows it here. */
  readonly prompt: string;
}

/** A session that may also type what changes the device. Opened with a `WritePermit` only. */
export interface ChangeSession extends Session {
  /**
   * Sends one line (with its verbatim body) after the prompt of the line before, and waits for the next prompt. Never
   * throws for what the device says: see `error`.
   * @throws {RollcallError} as `run` does, and MODE_UNEXPECTED: nothing more is typed, and what the line did is unknown.
   */
  type(line: string, options: TypeOptions): Promise<TypedAnswer>;
}
