/**
 * The devices' configurations as they were backed up: what the tools and the command line may ask of them. Knows
 * devices, revisions and text; refuses to know how they are stored, and hands out raw text in one place only.
 */
import type { RollcallError } from '../core/errors.ts';
import type { RunSpec } from '../engine/run-spec.ts';
import type { Runs } from '../engine/runs.ts';
import type { Device } from '../inventory/device.ts';
import type { BackupRevision } from '../storage/backup-repo.ts';
import type { ConfigQuery, ConfigSearch } from './search-configs.ts';

export interface BackupOptions {
  readonly devices: readonly Device[];
  /** Why, in the caller's words; the first words of the commit's message. Null: `backup`. */
  readonly reason: string | null;
  readonly principal: string;
  /** The tool's arguments, for the record. */
  readonly params: unknown;
}

/** One device's configuration at one revision. */
export interface StoredConfig {
  readonly device: string;
  /** Where it lies in the repository: `configs/sw1~0a1b2c3d4e5f6071.cfg`. */
  readonly path: string;
  /** The commit it was read from; the one that last changed it when no revision was named. */
  readonly revision: BackupRevision;
  readonly text: string;
}

/** A configuration read from its device just now; raw, in memory only. */
export interface RunningConfig {
  /** Cleaned as a backup is, not redacted. */
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly readAt: string;
}

/** A run over one device that reads its configuration and stores nothing of it. */
export interface ConfigReading {
  readonly spec: RunSpec<unknown>;
  /** What came of it: the failure is the device's own; null while the run goes on. */
  result(): RunningConfig | RollcallError | null;
}

/** One side of a comparison. */
export interface ComparedSide {
  /** 40 hex digits, or `running`. */
  readonly revision: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface ConfigComparison {
  /** Null when there is no earlier revision to compare with. */
  readonly from: ComparedSide | null;
  readonly to: ComparedSide;
  /** Lines that mean something else now, wherever they moved to. */
  readonly added: number;
  readonly removed: number;
  /** The texts differ, and what they mean does not: lines have another order or layout. */
  readonly isOrderOnly: boolean;
  /** Redacted; empty when the redacted texts are the same. */
  readonly unified: string;
}

export interface CompareOptions {
  readonly device: Device;
  /** `running`, hex digits of a commit, or an ISO time; see `diff_config` for what absent ones mean. */
  readonly from: string | null;
  readonly to: string | null;
  /** What `running` means; asked for by `readsDevice`. */
  readonly running: RunningConfig | null;
  /** Unchanged lines around each change. */
  readonly contextLines: number;
}

/** Git is asked for by every method; each may throw GIT_MISSING or GIT_FAILED. */
export interface Backups {
  /**
   * Starts a backup of the devices and answers with the run's id. Everything is committed at the run's end, also of a
   * cancelled run.
   * @throws {RollcallError} GIT_MISSING, GIT_FAILED before any device is contacted
   */
  start(runs: Runs, options: BackupOptions): Promise<string>;
  /** Searches the newest backups, redacted: a pattern cannot find out a secret. @throws {RollcallError} BAD_INPUT */
  search(query: ConfigQuery): Promise<ConfigSearch>;
  /** The way to a device's running configuration. */
  reading(options: Omit<BackupOptions, 'devices' | 'reason'> & { readonly device: Device }): ConfigReading;
  /** @throws {RollcallError} NO_BACKUP, UNKNOWN_REVISION, BAD_INPUT */
  compare(options: CompareOptions): Promise<ConfigComparison>;
  /** The commits that changed the device's configuration, newest first. @throws {RollcallError} NO_BACKUP */
  log(device: string, options: { readonly limit: number; readonly after?: string }): Promise<readonly BackupRevision[]>;
  /** The configuration, redacted; the newest when no revision is named. @throws {RollcallError} NO_BACKUP, UNKNOWN_REVISION */
  show(device: string, revision?: string): Promise<StoredConfig>;
  /** The same, raw: it holds secrets, and may go to a file of the operator's only. @throws {RollcallError} as `show` */
  readRaw(device: string, revision?: string): Promise<StoredConfig>;
  /** Waits for what still goes on behind the last run: a push, a repacking. */
  close(): Promise<void>;
}

/** Whether a comparison of these two needs the device itself. */
export function readsDevice({ from, to }: Pick<CompareOptions, 'from' | 'to'>): boolean {
  return from === RUNNING || to === RUNNING;
}

/** The word for what the device runs now. */
export const RUNNING = 'running';
