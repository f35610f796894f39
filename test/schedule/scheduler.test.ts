import { expect, it } from 'vitest';
import type { Log, LogFields, LogLevel } from '../../src/core/log.ts';
import { type JobEnd, type ScheduledJob, type Scheduler, startScheduler } from '../../src/schedule/scheduler.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';

const START = Date.UTC(2026, 10, 23, 11, 58);
const MINUTE = 60_000;

/** A job due at every multiple of `everyMs`, whose runs end when told. */
function jobEvery(name: string, everyMs: number, clock: FakeClock) {
  const starts: string[] = [];
  const ends: ((end: JobEnd) => void)[] = [];
  const stops: AbortSignal[] = [];
  const job: ScheduledJob = {
    name,
    nextAfter: (afterMs) => (Math.floor(afterMs / everyMs) + 1) * everyMs,
    run: (stop) => {
      starts.push(new Date(clock.now()).toISOString().slice(11, 19));
      stops.push(stop);
      return new Promise((resolve) => ends.push(resolve));
    },
  };
  return { job, starts, stops, end: (end: JobEnd = { level: 'info', fields: {} }) => ends.shift()?.(end) };
}

function logLines() {
  const lines: { readonly level: LogLevel; readonly event: string; readonly fields: LogFields }[] = [];
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) =>
      lines.push({ level, event, fields });
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { log, of: (event: string) => lines.filter((line) => line.event === event) };
}

it('starts each job at its times, beside the others, and says how it went', async () => {
  const clock = createFakeClock(START);
  const { log, of } = logLines();
  const five = jobEvery('five', 5 * MINUTE, clock);
  const two = jobEvery('two', 2 * MINUTE, clock);
  startScheduler({ jobs: [five.job, two.job], clock, log });
  expect(of('job_waits').map(({ fields }) => fields['next'])).toEqual([
    '2026-11-23T12:00:00.000Z',
    '2026-11-23T12:00:00.000Z',
  ]);
  await clock.advance(2 * MINUTE - 1);
  expect([...five.starts, ...two.starts]).toEqual([]);
  await clock.advance(1);
  expect([five.starts, two.starts]).toEqual([['12:00:00'], ['12:00:00']]);
  await clock.advance(1_500);
  two.end({ level: 'warn', fields: { failed: 3 } });
  await clock.advance(5 * MINUTE);
  expect(two.starts).toEqual(['12:00:00', '12:02:00']);
  expect(of('job_ended')).toEqual([
    { level: 'warn', event: 'job_ended', fields: { job: 'two', elapsed_ms: 1_500, failed: 3 } },
  ]);
});

it('skips a time of a job that still goes on, and says so; the next one comes', async () => {
  const clock = createFakeClock(START);
  const { log, of } = logLines();
  const job = jobEvery('slow', 5 * MINUTE, clock);
  startScheduler({ jobs: [job.job], clock, log });
  await clock.advance(8 * MINUTE);
  expect(job.starts).toEqual(['12:00:00']);
  expect(of('job_skipped')).toMatchObject([
    { level: 'warn', fields: { job: 'slow', since: '2026-11-23T12:00:00.000Z' } },
  ]);
  job.end({ level: 'error', fields: { code: 'GIT_MISSING' } });
  await clock.advance(5 * MINUTE);
  expect(job.starts).toEqual(['12:00:00', '12:10:00']);
  expect(of('job_ended')[0]).toMatchObject({ level: 'error', fields: { code: 'GIT_MISSING' } });
});

/** A wall clock that can be set while timers go on. */
function settable(clock: FakeClock) {
  let offset = 0;
  return {
    clock: { ...clock, now: () => clock.now() + offset },
    set: (ms: number) => {
      offset += ms;
    },
  };
}

it('runs once what was slept through, late, and says how late', async () => {
  const fake = createFakeClock(START);
  const { clock, set } = settable(fake);
  const { log, of } = logLines();
  const job = jobEvery('five', 5 * MINUTE, fake);
  startScheduler({ jobs: [job.job], clock, log });
  set(63 * MINUTE);
  await fake.advance(MINUTE);
  expect(job.starts.length).toBe(1);
  expect(of('job_started')[0]?.fields).toEqual({ job: 'five', late_s: 62 * 60 });
  job.end();
  await fake.advance(4 * MINUTE);
  expect(job.starts.length).toBe(2);
});

it('does nothing twice when the clock is set back a little, and waits anew when it was far ahead', async () => {
  const fake = createFakeClock(START);
  const { clock, set } = settable(fake);
  const { log } = logLines();
  const job = jobEvery('hourly', 60 * MINUTE, fake);
  startScheduler({ jobs: [job.job], clock, log });
  await fake.advance(2 * MINUTE);
  job.end();
  set(-5_000);
  await fake.advance(3 * MINUTE);
  expect(job.starts.length).toBe(1);
  set(-400 * 24 * 60 * MINUTE);
  await fake.advance(60 * MINUTE);
  expect(job.starts.length).toBe(2);
});

it('stops: nothing starts any more, what goes on is asked to end and waited for', async () => {
  const clock = createFakeClock(START);
  const { log } = logLines();
  const job = jobEvery('five', 5 * MINUTE, clock);
  const idle = jobEvery('idle', 1_000 * MINUTE, clock);
  const scheduler: Scheduler = startScheduler({ jobs: [job.job, idle.job], clock, log });
  await clock.advance(3 * MINUTE);
  expect(job.stops[0]?.aborted).toBe(false);
  let isStopped = false;
  const stopped = scheduler.stop().then(() => {
    isStopped = true;
  });
  await clock.advance(MINUTE);
  expect(job.stops[0]?.aborted).toBe(true);
  expect(isStopped).toBe(false);
  job.end();
  await stopped;
  expect(clock.pending()).toBe(0);
  await clock.advance(60 * MINUTE);
  expect(job.starts.length).toBe(1);
});

it('leaves a job alone that never comes due again', async () => {
  const clock = createFakeClock(START);
  const { log, of } = logLines();
  const never = { ...jobEvery('never', MINUTE, clock).job, nextAfter: () => null };
  const scheduler = startScheduler({ jobs: [never], clock, log });
  await clock.advance(10 * MINUTE);
  expect(of('job_waits')).toEqual([{ level: 'info', event: 'job_waits', fields: { job: 'never', next: null } }]);
  expect(of('job_started')).toEqual([]);
  await scheduler.stop();
});
