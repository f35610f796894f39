/**
 * Jobs at their times: which is due, which still goes on, when to look again. Knows clocks; what a job does, and how a
 * time is found, is given.
 */
import { type Clock, isoTime } from '../core/clock.ts';
import type { Log, LogFields } from '../core/log.ts';

/** How a job ended, for its log line. */
export interface JobEnd {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: LogFields;
}

export interface ScheduledJob {
  readonly name: string;
  /** The first time after `afterMs`, milliseconds since the epoch; null when there is none. */
  readonly nextAfter: (afterMs: number) => number | null;
  /** The work. `stop` asks it to come to an end soon. Must not throw. */
  readonly run: (stop: AbortSignal) => Promise<JobEnd>;
}

export interface Scheduler {
  /** Starts nothing any more, asks what goes on to end, and resolves when it has. */
  stop(): Promise<void>;
}

/** However far the next job, the wall clock is looked at this often: it can be set, and machines sleep. */
const LOOK_MS = 60_000;
/** Set back by more than this, the clock was wrong before, and times found by it are; by less, no job comes twice. */
const SET_BACK_MS = 3_600_000;

/**
 * Starts each job when it is due, the others beside it. A job that still goes on is not started again: that time is
 * skipped and logged. Times that passed while the machine slept come once, as soon as it wakes.
 */
export function startScheduler(options: {
  readonly jobs: readonly ScheduledJob[];
  readonly clock: Clock;
  readonly log: Log;
}): Scheduler {
  const { jobs, clock, log } = options;
  const stopping = new AbortController();
  const entries = jobs.map((job) => createEntry(job, { clock, log, stop: stopping.signal }));
  let lastLook = clock.now();
  let cancelTimer = () => {};

  const look = () => {
    const now = clock.now();
    const isSetBack = now < lastLook - SET_BACK_MS;
    lastLook = now;
    for (const entry of entries) entry.look(now, isSetBack);
    wait();
  };
  const wait = () => {
    const dueMs = Math.min(...entries.map((entry) => entry.dueMs() - clock.now()));
    cancelTimer = clock.after(Math.max(0, Math.min(LOOK_MS, dueMs)), look);
  };
  wait();
  return {
    async stop() {
      cancelTimer();
      stopping.abort();
      await Promise.all(entries.map((entry) => entry.ended()));
    },
  };
}

interface Entry {
  /** When it is due, milliseconds since the epoch; infinite for never. */
  readonly dueMs: () => number;
  readonly look: (now: number, isSetBack: boolean) => void;
  readonly ended: () => Promise<void>;
}

function createEntry(job: ScheduledJob, { clock, log, stop }: { clock: Clock; log: Log; stop: AbortSignal }): Entry {
  const next = (afterMs: number) => {
    const dueMs = job.nextAfter(afterMs);
    log.info('job_waits', { job: job.name, next: dueMs === null ? null : new Date(dueMs).toISOString() });
    return dueMs ?? Number.POSITIVE_INFINITY;
  };
  let dueMs = next(clock.now());
  let going: { readonly since: string; readonly end: Promise<void> } | null = null;

  const run = async (lateMs: number) => {
    const startedMs = clock.monotonicMs();
    log.info('job_started', { job: job.name, ...(lateMs > LOOK_MS && { late_s: Math.round(lateMs / 1_000) }) });
    const { level, fields } = await job.run(stop);
    going = null;
    log[level]('job_ended', { job: job.name, elapsed_ms: Math.round(clock.monotonicMs() - startedMs), ...fields });
  };
  return {
    dueMs: () => dueMs,
    look(now, isSetBack) {
      if (isSetBack) dueMs = next(now);
      if (dueMs > now) return;
      if (going === null) going = { since: isoTime(clock), end: run(now - dueMs) };
      else log.warn('job_skipped', { job: job.name, why: 'it still goes on', since: going.since });
      dueMs = next(now);
    },
    ended: async () => going?.end,
  };
}
