/**
 * The shape every fan-out answers with, small enough to reason over at any fleet size. Knows the contract and its
 * budget; knows nothing of devices or storage.
 */
import type { ErrorCode } from '../core/errors.ts';
import type { RunState } from '../core/run-state.ts';

export interface RunCounts {
  readonly selected: number;
  readonly ok: number;
  readonly attention: number;
  readonly failed: number;
  readonly skipped: number;
  readonly pending: number;
}

export interface AnswerGroup {
  /** `g1`: stable once shown; pass it to `get_results`. */
  readonly group: string;
  readonly kind: 'finding' | 'change' | 'answer' | 'info';
  readonly severity: 'critical' | 'warning' | 'info';
  readonly count: number;
  readonly title: string;
  /** One cleaned line from a device, or null. */
  readonly evidence: string | null;
  /**
   * For a change: its lines, `- ` gone, `+ ` new, below the lines they stand under. For an answer close to the largest
   * group: only the lines that differ. Else null.
   */
  readonly difference: readonly string[] | null;
  /** First names in inventory order of names. */
  readonly devices: readonly string[];
  /** How many more devices are in the group than are named. */
  readonly more: number;
}

export interface AnswerFailure {
  readonly code: ErrorCode;
  readonly count: number;
  readonly devices: readonly string[];
  readonly more: number;
  readonly hint: string;
}

/** See the product contract, "The shape of a run's answer". `counts` add up to `selected`. */
export interface RunAnswer {
  readonly runId: string;
  readonly kind: string;
  readonly state: RunState;
  readonly headline: string;
  /** One line about the run as a whole, e.g. where it was stored; null when there is none. */
  readonly note: string | null;
  readonly counts: RunCounts;
  readonly groups: readonly AnswerGroup[];
  readonly failures: readonly AnswerFailure[];
  readonly timing: {
    readonly elapsedMs: number;
    readonly deviceP50Ms: number | null;
    readonly deviceP95Ms: number | null;
    readonly etaMs: number | null;
  };
  readonly omitted: { readonly groups: number; readonly failures: number };
  readonly next: readonly string[];
}
