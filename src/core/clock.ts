/** Time as a parameter, so that tests own it. Knows wall time, monotonic time and timers; nothing else reads them. */

/** Stops a timer; calling it twice is harmless. */
export type CancelTimer = () => void;

export interface Clock {
  /** Milliseconds since the epoch, for stamps only. */
  now(): number;
  /** Milliseconds that never jump, for durations and deadlines. */
  monotonicMs(): number;
  /** Calls `fire` once after `delayMs`. */
  after(delayMs: number, fire: () => void): CancelTimer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, fire) => {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};

/** ISO 8601 in UTC, to the second's thousandth. */
export function isoTime(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

/** Resolves after `delayMs`; rejects with the signal's reason when aborted first. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
