/** When a cron line comes due, and what is wrong with one. Knows cron and time zones; nothing of what is scheduled. */
import { Cron } from 'croner';
import { nearMatches } from '../core/text.ts';

/** A cron line and the time zone it is read in, both of them checked. */
export interface CronTimes {
  readonly cron: string;
  readonly timezone: string;
}

const FIELDS = [
  ['minute', '0-59'],
  ['hour', '0-23'],
  ['day', '1-31'],
  ['month', '1-12 or jan-dec'],
  ['weekday', '0-7 or sun-sat'],
] as const;

// Only what every cron understands (`*/15`, `1-5`, `mon,wed`): the same line may end in a crontab.
const COMMON_CRON =
  /^(?:[\d*,/-]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat){1,100}$/i;

// `Europe/Amsterdam`, `Etc/GMT+5`, `UTC`: the spelling of the tz database, which cron looks up as it is written.
const ZONE_NAME = /^[A-Z][\w+-]{0,31}(?:\/[A-Z][\w+-]{0,31}){0,2}$/;

/** Why a cron line cannot be used, ours; null when it can. */
export function cronProblem(cron: string): string | null {
  const fields = cron.split(/[ \t]+/);
  if (fields.length !== FIELDS.length) {
    return 'must be five fields: minute hour day month weekday, e.g. 0 12 * * 1-5';
  }
  const wrong = fields.findIndex((field, at) => !isField(field, at));
  const [name, range] = FIELDS[wrong] ?? [];
  if (name !== undefined) return `its ${name} (field ${wrong + 1}) must be ${range}, *, a list, a range or a step */5`;
  if (cronOf({ cron, timezone: 'UTC' }).nextRun() === null) return 'is a day that never comes';
  return null;
}

/** Why a time zone cannot be used, ours; null when it can. */
export function timezoneProblem(timezone: string): string | null {
  if (ZONE_NAME.test(timezone) && isKnownZone(timezone)) return null;
  const near = nearMatches(timezone, Intl.supportedValuesOf('timeZone'));
  return `must be a time zone of the tz database, ${near.length > 0 ? `perhaps ${near.join(' or ')}` : 'e.g. Europe/Amsterdam'}`;
}

/**
 * The next times after `afterMs`, milliseconds since the epoch; fewer than `count` where the line comes due no more. In
 * the night when clocks change, a time that is skipped comes right after the gap, one that is repeated comes once;
 * a line with `*` or a step in its minute or hour goes by the hours that pass.
 */
export function nextTimes(times: CronTimes, afterMs: number, count: number): number[] {
  return cronOf(times)
    .nextRuns(count, new Date(afterMs))
    .map((date) => date.getTime());
}

/** Paused: only its arithmetic is used, timers are the caller's. */
const cronOf = ({ cron, timezone }: CronTimes) =>
  new Cron(cron, { timezone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true });

function isField(field: string, at: number): boolean {
  if (!COMMON_CRON.test(field)) return false;
  try {
    cronOf({ cron: FIELDS.map((_, i) => (i === at ? field : '*')).join(' '), timezone: 'UTC' });
    return true;
  } catch {
    return false;
  }
}

function isKnownZone(timezone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return true;
  } catch {
    return false;
  }
}
