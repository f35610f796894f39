/** What the doctor found, for people. Pure. */
import { type Emphasis, type Line, mark } from './line.ts';

export interface Finding {
  /** What was looked at, e.g. `inventory`. */
  readonly check: string;
  readonly level: 'ok' | 'warn' | 'fail';
  /** What is so; never a secret. */
  readonly message: string;
  /** How to mend it; null when all is well. */
  readonly mend: string | null;
}

export const ok = (check: string, message: string): Finding => ({ check, level: 'ok', message, mend: null });

/** Something works less well than it could. */
export const warn = (check: string, message: string, mend: string): Finding => ({
  check,
  level: 'warn',
  message,
  mend,
});

/** Something does not work at all. */
export const fail = (check: string, message: string, mend: string): Finding => ({
  check,
  level: 'fail',
  message,
  mend,
});

const SIGNS: Readonly<Record<Finding['level'], readonly [string, Emphasis]>> = {
  ok: ['ok  ', 'good'],
  warn: ['warn', 'warn'],
  fail: ['FAIL', 'bad'],
};

export function renderDoctor(findings: readonly Finding[]): Line[] {
  const width = Math.max(0, ...findings.map(({ check }) => check.length));
  return findings.flatMap(({ check, level, message, mend }) => {
    const [sign, emphasis] = SIGNS[level];
    const lines: Line[] = [[mark(emphasis, sign), `  ${check.padEnd(width)}  ${message}`]];
    if (mend !== null) lines.push([' '.repeat(width + 8), mark('dim', mend)]);
    return lines;
  });
}
