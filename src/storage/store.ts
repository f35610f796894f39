/**
 * What outlives a process: the interface of the store. Knows runs, outcomes, groups, outputs and facts as rows;
 * refuses to know what they mean. Implemented over SQLite in `sqlite.ts`.
 */
import type { ErrorCode, Phase } from '../core/errors.ts';
import type { OutcomeStatus } from '../core/outcome.ts';
import type { GroupMark, RunState } from '../core/run-state.ts';

export interface NewRun {
  readonly id: string;
  /** `check`, `command`, … */
  readonly kind: string;
  /** One line for lists, ours: `check facts on 2,500 devices`. */
  readonly title: string;
  /** The tool's arguments, for the record. No secrets. */
  readonly params: unknown;
  /** Who asked: `mcp`, `cli:alice`. */
  readonly principal: string;
  /** The headline's word for devices that are well: `healthy`, `answered`. */
  readonly okWord: string;
  readonly startedAt: string;
  /** Every selected device, so that one without an outcome can be named. */
  readonly devices: readonly { readonly name: string; readonly platform: string }[];
}

export interface RunRecord extends Omit<NewRun, 'devices'> {
  readonly state: RunState;
  readonly finishedAt: string | null;
  readonly selected: number;
  /** One line about the run as a whole, ours: `Committed as 3fa90c1.`; null when there is none. */
  readonly note: string | null;
}

/** Who holds a lease. */
export interface LeaseHolder {
  /** What for, ours: `backup r-20261123-…`. */
  readonly purpose: string;
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/** A name that one process at a time may hold, e.g. `backups`, `device:SHA256:…`. */
export interface Lease {
  readonly name: string;
  /** Gives it back. Never throws; a process that dies gives it back by dying. */
  release(): Promise<void>;
}

export interface AnswerRecord {
  readonly command: string;
  /** `putOutput` hash of the raw text. */
  readonly outputHash: string;
  readonly sizeBytes: number;
  readonly truncated: boolean;
  readonly spillFile: string | null;
  readonly errorCode: ErrorCode | null;
  readonly durationMs: number;
}

export interface OutcomeRecord {
  readonly device: string;
  readonly platform: string;
  readonly status: OutcomeStatus;
  /** True when the device answered and something about it wants a look. */
  readonly attention: boolean;
  readonly code: ErrorCode | null;
  readonly phase: Phase | null;
  readonly message: string | null;
  readonly detail: string | null;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly attempts: number;
  readonly marks: readonly GroupMark[];
  readonly answers: readonly AnswerRecord[];
  /** Small and structured: facts, login time, algorithm profile. Redacted. */
  readonly value: unknown;
}

export interface OutcomeFilter {
  readonly status?: 'ok' | 'attention' | 'failed' | 'skipped' | 'pending';
  readonly code?: ErrorCode;
  readonly groupKey?: string;
  readonly device?: string;
  /** Devices after this name, in name order. */
  readonly after?: string;
  readonly limit: number;
}

export interface OutcomePage {
  readonly rows: readonly OutcomeRecord[];
  /** All that match the filter, without `after` and `limit`. */
  readonly total: number;
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null;
}

export interface FactRow {
  readonly device: string;
  readonly key: string;
  readonly value: string;
  readonly observedAt: string;
  readonly runId: string;
}

/** One handle per process. All methods reject with RollcallError LOCAL_IO when the disk refuses. */
export interface Store {
  createRun(run: NewRun): Promise<void>;
  /** One transaction for the whole batch; a second outcome for the same run and device is refused. */
  recordOutcomes(runId: string, outcomes: readonly OutcomeRecord[]): Promise<void>;
  finishRun(
    runId: string,
    state: 'done' | 'cancelled' | 'interrupted',
    finishedAt: string,
    note?: string | null,
  ): Promise<void>;
  /**
   * Takes the name when nobody alive holds it; otherwise says who does. It is kept alive by itself until released, and
   * never held twice, not even within one process.
   */
  takeLease(name: string, purpose: string): Promise<{ readonly lease: Lease } | { readonly heldBy: LeaseHolder }>;
  /** Who alive holds the name now, or null; takes nothing, and works on a store opened for reading only. */
  leaseHolder(name: string): Promise<LeaseHolder | null>;
  /** Says "this process still works on the run"; call every few seconds. */
  touchRun(runId: string): Promise<void>;
  /** A run whose process has died reads as `interrupted`. */
  getRun(runId: string): Promise<RunRecord | undefined>;
  /** Newest first. */
  listRuns(filter: { readonly limit: number; readonly before?: string }): Promise<readonly RunRecord[]>;
  outcomes(runId: string, filter: OutcomeFilter): Promise<OutcomePage>;
  /** Every outcome of a run, in name order, in chunks: for rebuilding a summary. */
  allOutcomes(runId: string): AsyncIterable<readonly OutcomeRecord[]>;
  /** Names without an outcome yet, in name order, with their platform; `pending` rows of `outcomes` use it too. */
  pendingDevices(runId: string): Promise<readonly { readonly name: string; readonly platform: string }[]>;
  /** The number a group was first shown under (`g1` → 1); numbers new keys in the given order and never renumbers. */
  numberGroups(runId: string, keys: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Keeps text once per content; the SHA-256 hash is its name. */
  putOutputs(texts: readonly string[]): Promise<readonly string[]>;
  getOutput(hash: string): Promise<string | undefined>;
  recordFacts(facts: readonly FactRow[]): Promise<void>;
  /** The latest value of each fact of each device. */
  latestFacts(): Promise<readonly FactRow[]>;
  /**
   * Deletes runs finished before `olderThan` (ISO time), plans that ran out before then unused, and outputs and images
   * nothing refers to; answers how many runs went. Changes stay, and with them all they refer to, their runs included.
   */
  prune(olderThan: string): Promise<number>;
  close(): Promise<void>;
}
