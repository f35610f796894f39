/**
 * One attempt at one device, as far as failing goes: which phase it is in, its deadline, and the first failure, which
 * wins. Knows no protocol. ssh2 reports one fault as several errors, as none, or after success; this is where that ends.
 */
import type { CancelTimer, Clock } from '../core/clock.ts';
import { type ErrorCode, type Phase, RollcallError } from '../core/errors.ts';
import { failureFromClose, failureFromThrown } from './failure.ts';

export class Link {
  phase: Phase = 'resolve';
  readonly #clock: Clock;
  readonly #onFail: ((failure: RollcallError) => void)[] = [];
  #failure: RollcallError | null = null;
  #left = false;
  #deadline: { cancel: CancelTimer; readonly start: () => CancelTimer } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get failure(): RollcallError | null {
    return this.#failure;
  }

  /** True once the work is over and whatever the peer still says is of no interest. */
  get left(): boolean {
    return this.#left;
  }

  /** True when nothing that comes can change the end any more. */
  get over(): boolean {
    return this.#left || this.#failure !== null;
  }

  /** From now on failures are ignored: the answer is already complete. */
  leave(): void {
    this.#left = true;
  }

  /** Records the failure unless one came before or the work is over, and ends every wait with it. */
  fail(failure: RollcallError): void {
    if (this.over) return;
    this.#failure = failure;
    for (const listener of this.#onFail.splice(0)) listener(failure);
  }

  /** Calls `listener` at the failure, or at once when it has happened; the answer takes it back. */
  onFail(listener: (failure: RollcallError) => void): () => void {
    if (this.#failure !== null) listener(this.#failure);
    else this.#onFail.push(listener);
    return () => {
      const index = this.#onFail.indexOf(listener);
      if (index >= 0) this.#onFail.splice(index, 1);
    };
  }

  /** What `promise` gives, or the link's failure if that comes first. */
  orFailure<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const off = this.onFail(reject);
      promise.then(resolve, reject).finally(off);
    });
  }

  /** Stops the current phase's deadline: what follows waits for us, not for the peer. `resumeDeadline` starts it anew. */
  pauseDeadline(): void {
    this.#deadline?.cancel();
  }

  resumeDeadline(): void {
    if (this.#deadline === null || this.#failure !== null) return;
    this.#deadline.cancel();
    this.#deadline.cancel = this.#deadline.start();
  }

  /**
   * Runs `work` as `phase`. Resolves with what it passes to `done`; rejects with the link's failure, or with
   * `onTimeout` after `timeoutMs` without either.
   */
  within<T>(
    phase: Phase,
    timeoutMs: number,
    onTimeout: ErrorCode | (() => RollcallError),
    work: (done: (value: T) => void) => void,
  ): Promise<T> {
    this.phase = phase;
    return new Promise<T>((resolve, reject) => {
      if (this.#failure !== null) {
        reject(this.#failure);
        return;
      }
      const start = () =>
        this.#clock.after(timeoutMs, () =>
          this.fail(typeof onTimeout === 'function' ? onTimeout() : timedOut(onTimeout, phase, timeoutMs)),
        );
      const deadline = { cancel: start(), start };
      this.#deadline = deadline;
      const onFail = (failure: RollcallError) => {
        deadline.cancel();
        reject(failure);
      };
      const off = this.onFail(onFail);
      try {
        work((value) => {
          deadline.cancel();
          off();
          resolve(value);
        });
      } catch (cause) {
        // ssh2 throws where others answer: a request on a connection that has just gone.
        const gone = cause instanceof Error && cause.message === 'Not connected';
        this.fail(gone ? failureFromClose(phase) : failureFromThrown(cause, phase));
      }
    });
  }
}

/** The failure of a phase that took longer than its time. */
export function timedOut(code: ErrorCode, phase: Phase, timeoutMs: number): RollcallError {
  return new RollcallError(code, `No answer within ${timeoutMs / 1000} s (${phase}).`, { phase });
}
