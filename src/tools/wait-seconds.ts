/** How long a call may wait for its run. Knows the clients' patience; knows no run. */
import { z } from 'zod';
import type { ToolContext } from './tool-context.ts';

// Desktop clients cut a call off at about 60 s; 45 s leaves room for the summary and a slow pipe.
const MOST_SECONDS = 45;
const DEFAULT_SECONDS = 25;

// Timers take 31 bits; a longer wait would end at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The `wait_s` argument of every tool that waits for a run. */
export const waitSeconds = z
  .number()
  .int()
  .min(0)
  .max(MOST_SECONDS)
  .default(DEFAULT_SECONDS)
  .describe('Seconds to wait for the run before answering with what is known so far, e.g. 25. The run goes on.');

/** Milliseconds to wait: what was asked, or the context's own limit where no client cuts the call off. */
export function waitMs(waitS: number, context: ToolContext): number {
  return Math.min((context.waitLimitS ?? waitS) * 1_000, LONGEST_TIMER_MS);
}
