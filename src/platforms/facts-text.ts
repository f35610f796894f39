/** Small readers that every platform's facts are made with. Knows text and JSON; knows no device. */
import type { DeviceFacts } from './define.ts';

/** The first group of `pattern` in `text`, trimmed; undefined when absent or empty. */
export function firstGroup(text: string | undefined, pattern: RegExp): string | undefined {
  return text === undefined ? undefined : pattern.exec(text)?.[1]?.trim() || undefined;
}

/** `text` as a JSON object, or null when it is refused, cut, or something else. */
export function jsonObject(text: string | undefined): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** A non-empty string, or undefined. */
export function textValue(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() || undefined : undefined;
}

/** A finite number, also when written as a string; undefined otherwise. */
export function numberValue(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The facts without keys whose value was not found. */
export function knownFacts(facts: { readonly [K in keyof DeviceFacts]: DeviceFacts[K] | undefined }): DeviceFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  // A device's year is 365 days: 52 weeks and a day.
  year: 31_536_000,
  week: 604_800,
  day: 86_400,
  hour: 3_600,
  minute: 60,
  second: 1,
};

/** Seconds of `2 years, 31 weeks, 6 days`, `1 hour and 5 minutes` or `11 day(s), 01 hour(s)`; undefined when none is named. */
export function durationSeconds(text: string | undefined): number | undefined {
  const parts = [...(text ?? '').matchAll(/\b(\d{1,9}) (year|week|day|hour|minute|second)/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_SECONDS[unit ?? ''] ?? 0), 0);
}
