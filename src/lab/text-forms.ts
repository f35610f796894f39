/** Ways devices write times and spans. Knows formats; reads no clock. */

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const two = (value: number): string => String(value).padStart(2, '0');

interface Parts {
  readonly day: string;
  readonly month: string;
  readonly date: number;
  readonly year: number;
  readonly time: string;
  readonly millis: string;
}

function partsOf(at: number): Parts {
  const date = new Date(at);
  return {
    day: DAYS[date.getUTCDay()] ?? 'Sun',
    month: MONTHS[date.getUTCMonth()] ?? 'Jan',
    date: date.getUTCDate(),
    year: date.getUTCFullYear(),
    time: `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`,
    millis: String(date.getUTCMilliseconds()).padStart(3, '0'),
  };
}

/**
 * A moment as a device prints it. `ios`: `10:15:02.123 UTC Mon Nov 23 2026`; `ios-config`: the same without
 * milliseconds; `xr`: `Mon Nov 23 10:15:02.123 UTC`; `c`: `Mon Nov 23 10:15:02 2026`; `iso`: `2026-11-23 10:15:02 UTC`.
 */
export function clockLine(at: number, form: 'ios' | 'ios-config' | 'xr' | 'c' | 'iso'): string {
  const { day, month, date, year, time, millis } = partsOf(at);
  switch (form) {
    case 'ios':
      return `${time}.${millis} UTC ${day} ${month} ${date} ${year}`;
    case 'ios-config':
      return `${time} UTC ${day} ${month} ${date} ${year}`;
    case 'xr':
      return `${day} ${month} ${String(date).padStart(2, ' ')} ${time}.${millis} UTC`;
    case 'c':
      return `${day} ${month} ${String(date).padStart(2, ' ')} ${time} ${year}`;
    case 'iso':
      return `${new Date(at).toISOString().slice(0, 10)} ${time} UTC`;
  }
}

export interface Span {
  readonly years: number;
  readonly weeks: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  /** Whole days without years and weeks taken out. */
  readonly allDays: number;
}

/** `seconds` taken apart. */
export function spanOf(seconds: number): Span {
  const whole = Math.max(0, Math.floor(seconds));
  const allDays = Math.floor(whole / 86_400);
  const years = Math.floor(allDays / 365);
  const weeks = Math.floor((allDays - years * 365) / 7);
  return {
    years,
    weeks,
    days: allDays - years * 365 - weeks * 7,
    hours: Math.floor((whole % 86_400) / 3_600),
    minutes: Math.floor((whole % 3_600) / 60),
    seconds: whole % 60,
    allDays,
  };
}

/** `1 year, 2 weeks, 3 days, 4 hours, 5 minutes`: zero parts left out, the last always there. */
export function longSpan(seconds: number): string {
  const span = spanOf(seconds);
  const parts = (['years', 'weeks', 'days', 'hours'] as const)
    .filter((unit) => span[unit] > 0)
    .map((unit) => `${span[unit]} ${span[unit] === 1 ? unit.slice(0, -1) : unit}`);
  return [...parts, `${span.minutes} ${span.minutes === 1 ? 'minute' : 'minutes'}`].join(', ');
}

/** As BGP tables write it: `02:14:09`, `3d04h`, `7w2d`, `1y10w`. */
export function shortSpan(seconds: number): string {
  const { years, weeks, days, hours, minutes, seconds: rest, allDays } = spanOf(seconds);
  if (years > 0) return `${years}y${two(weeks)}w`;
  if (weeks > 0) return `${weeks}w${days}d`;
  if (allDays > 0) return `${allDays}d${two(hours)}h`;
  return `${two(hours)}:${two(minutes)}:${two(rest)}`;
}
