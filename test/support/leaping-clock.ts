/**
 * A clock that stands still while this process has anything to do, and leaps to the next timer when it has not: minutes
 * of waiting cost milliseconds, whatever the machine is busy with. For one process that plays both ends of a network.
 */
import { performance } from 'node:perf_hooks';
import type { Clock } from '../../src/core/clock.ts';

export interface LeapingClock extends Clock {
  /** Leaps no more. */
  stop(): void;
}

/**
 * Looks, a millisecond apart, that must find nothing new before it leaps. Before the first something may have been
 * begun; what is written to a socket of this machine is there when the loop asks next, which it does before the second.
 */
const QUIET_LOOKS = 2;

// What the loop has been handed from outside: sockets and finished work of other threads; timers do not count.
const eventsSoFar = (): number => (performance.nodeTiming as unknown as Metrics).uvMetricsInfo.events;
interface Metrics {
  readonly uvMetricsInfo: { readonly events: number };
}

export function createLeapingClock(startMs = Date.UTC(2026, 10, 23, 10)): LeapingClock {
  const timers = new Map<number, { readonly at: number; readonly fire: () => void }>();
  let nowMs = 0;
  let sequence = 0;
  let events = eventsSoFar();
  let quiet = 0;
  const leap = () => {
    const next = Math.min(...[...timers.values()].map(({ at }) => at));
    nowMs = Math.max(nowMs, next);
    for (const [id, { at, fire }] of [...timers]) {
      if (at <= nowMs && timers.delete(id)) fire();
    }
  };
  const look = () => {
    const seen = eventsSoFar();
    quiet = seen === events ? quiet + 1 : 0;
    events = seen;
    if (quiet >= QUIET_LOOKS && timers.size > 0) {
      quiet = 0;
      leap();
    }
    ticking = setTimeout(look, 1);
  };
  let ticking = setTimeout(look, 1);
  return {
    now: () => startMs + nowMs,
    monotonicMs: () => nowMs,
    after(delayMs, fire) {
      const id = sequence++;
      timers.set(id, { at: nowMs + Math.max(0, delayMs), fire });
      return () => timers.delete(id);
    },
    stop: () => clearTimeout(ticking),
  };
}
