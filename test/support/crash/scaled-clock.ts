/**
 * The system's clock, run faster: minutes of a device's timer pass in seconds, alike in every process that is given the
 * same zero. Knows nothing of what is timed.
 */
import type { Clock } from '../../../src/core/clock.ts';

/** Virtual milliseconds per real one. */
export const FACTOR = 40;

/** `zeroMs`: the real time, milliseconds since the epoch, at which both times agree. */
export function createScaledClock(zeroMs: number): Clock {
  const now = () => zeroMs + (Date.now() - zeroMs) * FACTOR;
  return {
    now,
    monotonicMs: () => performance.now() * FACTOR,
    after: (delayMs, fire) => {
      const timer = setTimeout(fire, delayMs / FACTOR);
      return () => clearTimeout(timer);
    },
  };
}
