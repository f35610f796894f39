/** Every delay of a lab in one place, so that stopping leaves none behind. Knows a clock; nothing of what is delayed. */
import type { CancelTimer, Clock } from '../core/clock.ts';

export interface Timers {
  /** Runs `fire` after `delayMs`, at once when it is 0. The returned function forgets it. */
  after(delayMs: number, fire: () => void): CancelTimer;
  /** Delays not yet fired. */
  count(): number;
  /** Forgets all, and every later request too. */
  stop(): void;
}

/** The longest a timer of the system can be, some 24 days: a longer one would fire at once. No lab lives that long. */
const LONGEST_MS = 2_147_483_647;

/** A set of delays on `clock`. */
export function createTimers(clock: Clock): Timers {
  const waiting = new Set<CancelTimer>();
  let stopped = false;
  return {
    after: (delayMs, fire) => {
      if (stopped) return () => {};
      if (delayMs <= 0) {
        fire();
        return () => {};
      }
      const cancel = clock.after(Math.min(delayMs, LONGEST_MS), () => {
        waiting.delete(forget);
        fire();
      });
      const forget = () => {
        waiting.delete(forget);
        cancel();
      };
      waiting.add(forget);
      return forget;
    },
    count: () => waiting.size,
    stop: () => {
      stopped = true;
      for (const forget of [...waiting]) forget();
    },
  };
}
