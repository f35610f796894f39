/** A clock that moves only when told. Knows timers in order of time; runs what promises they wake before going on. */
import type { Clock } from '../../src/core/clock.ts';

export interface FakeClock extends Clock {
  /** Moves time on, firing timers in order; microtasks run between them. */
  advance(ms: number): Promise<void>;
  /** Timers not yet fired or cancelled. */
  pending(): number;
}

export function createFakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let nowMs = 0;
  let sequence = 0;
  const timers = new Map<number, { at: number; fire: () => void }>();
  // One turn of the real event loop: every promise that is ready has gone on, whatever its depth.
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => startMs + nowMs,
    monotonicMs: () => nowMs,
    after(delayMs, fire) {
      const id = sequence++;
      timers.set(id, { at: nowMs + delayMs, fire });
      return () => timers.delete(id);
    },
    pending: () => timers.size,
    async advance(ms) {
      const until = nowMs + ms;
      await settle();
      for (;;) {
        const next = [...timers]
          .filter(([, timer]) => timer.at <= until)
          .sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0];
        if (next === undefined) break;
        timers.delete(next[0]);
        nowMs = Math.max(nowMs, next[1].at);
        next[1].fire();
        await settle();
      }
      nowMs = until;
      await settle();
    },
  };
}
