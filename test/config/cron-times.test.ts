import { describe, expect, it, test } from 'vitest';
import { cronProblem, nextTimes, timezoneProblem } from '../../src/config/cron-times.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { folderWith, rejection } from '../inventory/support.ts';

const next = (cron: string, timezone: string, after: string, count = 3) =>
  nextTimes({ cron, timezone }, Date.parse(after), count).map((ms) => new Date(ms).toISOString().slice(0, 16));

describe('a cron line', () => {
  it.each(['0 12 * * 1-5', '*/15 * * * *', '0 0 * * 7', '30  2,14\t1 jan,JUL *', '0 0 29 2 *', '0 6-18/2 * * MON-FRI'])(
    'may be %j',
    (cron) => expect(cronProblem(cron)).toBeNull(),
  );

  it.each([
    ['* * * *', /five fields/],
    ['0 0 12 * * *', /five fields/],
    ['0 12 * *\n1', /five fields/],
    ['@daily', /five fields/],
    ['', /five fields/],
    ['60 * * * *', /its minute \(field 1\) must be 0-59/],
    ['0 24 * * *', /its hour \(field 2\)/],
    ['0 0 0 * *', /its day \(field 3\)/],
    ['0 0 L * *', /its day \(field 3\)/],
    ['0 0 * 13 *', /its month \(field 4\)/],
    ['0 0 * * 5#2', /its weekday \(field 5\)/],
    ['5/15 * * * *', /its minute/],
    ['5-1 * * * *', /its minute/],
    ['? * * * *', /its minute/],
    ['mon * * * *', /its minute/],
    ['0 0 31 2 *', /never comes/],
  ])('may not be %j', (cron, problem) => expect(cronProblem(cron)).toMatch(problem));

  it('comes due in its own time zone, strictly after', () => {
    expect(next('0 12 * * 1-5', 'Europe/Amsterdam', '2026-11-20T11:00:00Z')).toEqual([
      '2026-11-23T11:00',
      '2026-11-24T11:00',
      '2026-11-25T11:00',
    ]);
    expect(next('0 12 * * *', 'UTC', '2026-11-20T11:59:59.999Z', 1)).toEqual(['2026-11-20T12:00']);
    expect(next('0 0 13 * 5', 'UTC', '2026-11-01T00:00:00Z')).toEqual([
      '2026-11-06T00:00',
      '2026-11-13T00:00',
      '2026-11-20T00:00',
    ]);
  });

  it('comes once in the hour that is repeated, and right after the one that is skipped', () => {
    const autumn = next('30 2 * * *', 'Europe/Amsterdam', '2026-10-24T12:00:00Z', 2);
    expect(autumn).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
    const spring = next('30 2 * * *', 'Europe/Amsterdam', '2026-03-28T12:00:00Z', 2);
    expect(spring).toEqual(['2026-03-29T01:00', '2026-03-30T00:30']);
    const hourly = next('0 * * * *', 'Europe/Amsterdam', '2026-10-24T23:30:00Z', 2);
    expect(hourly).toEqual(['2026-10-25T00:00', '2026-10-25T01:00']);
  });
});

describe('a time zone', () => {
  it.each(['UTC', 'Europe/Amsterdam', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'US/Eastern'])(
    'may be %s',
    (timezone) => expect(timezoneProblem(timezone)).toBeNull(),
  );

  it.each([
    ['Europe/Amsterdm', /perhaps Europe\/Amsterdam/],
    ['europe/amsterdam', /perhaps Europe\/Amsterdam/],
    ['utc', /tz database/],
    ['+01:00', /tz database/],
    ['', /tz database/],
    ['UTC\nX=1', /tz database/],
  ])('may not be %j', (timezone, problem) => expect(timezoneProblem(timezone)).toMatch(problem));
});

test('rollcall.yaml names the schedule that is wrong', async () => {
  const job = 'job: backup, select: all';
  const problemOf = async (...entries: string[]) => {
    const cwd = await folderWith({ 'rollcall.yaml': `schedules:\n${entries.map((e) => `  - { ${e} }\n`).join('')}` });
    return (await rejection(loadConfig({ cwd, env: { HOME: cwd } }), 'CONFIG_INVALID')).message;
  };
  const good = `name: a, cron: "0 12 * * *", ${job}`;
  expect(await problemOf(good, `name: b, cron: "0 25 * * *", ${job}`)).toMatch(/: schedules\[1\]\.cron: its hour/);
  expect(await problemOf(good, `name: b, cron: "* * * * *", timezone: Mars/X, ${job}`)).toMatch(
    /: schedules\[1\]\.timezone: must be a time zone/,
  );
  expect(await problemOf(good, good)).toMatch(/: schedules: two have the same name/);
  expect(await problemOf(`${good}, timezone: 5`)).toMatch(/: schedules\[0\]\.timezone: /);
});
