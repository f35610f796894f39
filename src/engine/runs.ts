/** Runs, by id: started, waited for, summarised, cancelled. Knows the store and the fan-out; not what a run is for. */
import type { RunAnswer } from '../summary/run-answer.ts';
import type { RunProgress, RunSpec } from './run-spec.ts';

export interface Runs {
  /** Stores the run and begins its fan-out; resolves with the run id before the first device is reached. */
  start<T>(spec: RunSpec<T>): Promise<string>;
  /**
   * Resolves when the run has ended or `waitMs` have passed, whichever is first; the run goes on either way.
   * @throws {RollcallError} UNKNOWN_RUN; CANCELLED when `signal` aborts (with `ownsRun` the run is cancelled too).
   */
  wait(
    runId: string,
    waitMs: number,
    options?: {
      readonly signal?: AbortSignal;
      /** The waiter started the run, and takes it along when it goes. */
      readonly ownsRun?: boolean;
      readonly onProgress?: (progress: RunProgress) => void;
    },
  ): Promise<void>;
  /** The summary so far, of any run of the store, this process's or another's. @throws {RollcallError} UNKNOWN_RUN */
  answer(runId: string): Promise<RunAnswer>;
  /** Stops starting devices and drops those being read. Harmless on a run that has ended. @throws {RollcallError} UNKNOWN_RUN */
  cancel(runId: string): Promise<void>;
  /** Cancels every run of this process and waits until each is stored. */
  shutdown(): Promise<void>;
}
