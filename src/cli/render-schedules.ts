/** Schedules and their next times, as data and for people. Pure. */
import type { ScheduleConfig } from '../config/config.ts';
import { nextTimes } from '../config/cron-times.ts';
import { type Line, mark } from './line.ts';

/** Enough to see a weekend left out, and the end of summer time. */
const TIMES_SHOWN = 3;

export interface ScheduleRow {
  readonly name: string;
  readonly job: string;
  readonly select: string;
  readonly cron: string;
  readonly timezone: string;
  /** ISO 8601, UTC. */
  readonly next: readonly string[];
}

export function scheduleRows(schedules: readonly ScheduleConfig[], nowMs: number): ScheduleRow[] {
  return schedules.map((schedule) => ({
    ...schedule,
    next: nextTimes(schedule, nowMs, TIMES_SHOWN).map((ms) => new Date(ms).toISOString()),
  }));
}

export function renderSchedules(rows: readonly ScheduleRow[]): Line[] {
  return rows.flatMap(({ name, job, select, cron, timezone, next }): Line[] => [
    [mark('strong', name), `  ${job} ${select}`],
    ['    ', mark('dim', `${cron}  ${timezone}`), '  next: ', next.map((at) => localTime(at, timezone)).join(', ')],
  ]);
}

/** `Mon 2026-11-23 12:00` in that time zone. */
export function localTime(iso: string, timezone: string): string {
  const date = new Date(iso);
  const weekday = new Intl.DateTimeFormat('en-US', { timeZone: timezone, weekday: 'short' }).format(date);
  // The Swedish way of writing a time is ISO's.
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' });
  return `${weekday} ${time.format(date)}`;
}
