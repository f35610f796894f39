/**
 * What came of one device in one run: exactly one value per selected device, success and failure in the same
 * shape. Knows nothing of how the device was reached.
 */
import type { ErrorCode, Phase } from './errors.ts';

/** A device's failure, as a value. */
export interface DeviceFailure {
  readonly code: ErrorCode;
  readonly phase: Phase;
  /** Our words. */
  readonly message: string;
  readonly hint: string;
  /** The outside's words: control characters removed, at most 200 characters. Untrusted; may hold secrets until redacted. */
  readonly detail: string | null;
}

interface OutcomeBase {
  /** Inventory name. */
  readonly device: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Connections made; 0 when the device was skipped. */
  readonly attempts: number;
}

/** `value` may be present on a failure: what was learned before it (answers of earlier commands, a cut output). */
export type DeviceOutcome<T> =
  | (OutcomeBase & { readonly status: 'ok'; readonly value: T; readonly error: null })
  | (OutcomeBase & { readonly status: 'failed'; readonly value: T | null; readonly error: DeviceFailure })
  | (OutcomeBase & { readonly status: 'skipped'; readonly value: null; readonly error: DeviceFailure });

export type OutcomeStatus = DeviceOutcome<unknown>['status'];
