/**
 * One fan-out, described: which devices, what to do on each, and what to keep of each outcome. The rooms above hand
 * this to `Runs`; the engine never knows what a check or a command means.
 */
import type { DeviceOutcome } from '../core/outcome.ts';
import type { GroupMark } from '../core/run-state.ts';
import type { CommandAnswer, Session } from '../core/session.ts';
import type { Device } from '../inventory/device.ts';

/** What is kept of one device's outcome. Everything but `answers` must be cleaned and redacted already. */
export interface Digest {
  /** The device answered, and something about it wants a look. */
  readonly attention: boolean;
  readonly marks: readonly (Omit<GroupMark, 'bodyHash'> & {
    /** Normalised, redacted text that equal answers share; for differences between groups. */
    readonly body: string | null;
  })[];
  /** Raw answers, stored by content. */
  readonly answers: readonly CommandAnswer[];
  /** Small and structured, for `get_results`. */
  readonly value: unknown;
  /** Facts to remember about the device: `version`, `model`, … */
  readonly facts?: Readonly<Record<string, string>>;
}

export interface RunSpec<T> {
  /** `check`, `command`, … */
  readonly kind: string;
  /** One line, ours: `show version on 2,500 devices`. */
  readonly title: string;
  /** The tool's arguments, for the record. */
  readonly params: unknown;
  readonly principal: string;
  readonly devices: readonly Device[];
  /**
   * The work on one device. Throws RollcallError for what ends the visit; may be called again on a new session when
   * the code allows a retry, so it must only read.
   */
  readonly visit: (session: Session, device: Device) => Promise<T>;
  /**
   * For runs that change devices, instead of `visit`, which is then never called: does the work with sessions it opens
   * itself, once; nothing is ever tried again. A cancel reaches only devices that wait for their turn; `signal` is
   * aborted by the device's deadline alone.
   */
  readonly work?: (device: Device, signal: AbortSignal) => Promise<T>;
  /**
   * Waits until the device's turn has come, before anything is opened or a place is taken. What it throws makes the
   * device `skipped` with that failure. `signal` is aborted by a cancel.
   */
  readonly turn?: (device: Device, signal: AbortSignal) => Promise<void>;
  /** Everything about one device, instead of `limits.device_ms`, milliseconds. */
  readonly deviceMs?: number;
  /** Called once per device, in the order they finish. Must not throw. */
  readonly digest: (device: Device, outcome: DeviceOutcome<T>) => Digest;
  /** The headline's verb for devices that are well, e.g. `healthy`, `answered`. */
  readonly okWord: string;
  /**
   * Called once when every device has its outcome, also after a cancel, before the run counts as ended: what belongs to
   * the run as a whole (one commit). Answers one line for the summary, ours, or null. What it throws becomes that line,
   * and the run ends as `interrupted`.
   */
  readonly conclude?: (runId: string) => Promise<string | null>;
}

/** Sent about twice a second while a run goes on. */
export interface RunProgress {
  readonly runId: string;
  readonly done: number;
  readonly selected: number;
  readonly failed: number;
  readonly attention: number;
  /** Devices finished per second, over the last seconds. */
  readonly perSecond: number;
  /** Milliseconds to go at this rate, or null when nothing can be said. */
  readonly etaMs: number | null;
}
