import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crontabLines } from '../../src/cli/crontab.ts';
import { renderSchedules, scheduleRows } from '../../src/cli/render-schedules.ts';
import { serveSchedules } from '../../src/cli/serve-schedules.ts';
import { configSchema } from '../../src/config/config.ts';
import { RollcallError } from '../../src/core/errors.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createToolSetting, fakeDevice } from '../support/tool-setting.ts';
import { captured } from './captured-cli.ts';
import { createFakeApp } from './fake-app.ts';
import { plainText } from './streams.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

const morning = {
  name: 'morning',
  cron: '30 6 * * 1-5',
  timezone: 'Europe/Amsterdam',
  job: 'check',
  select: 'role=core name~sw-*',
} as const;
const lunch = { ...morning, name: 'lunch', cron: '0 12 * * *', timezone: 'UTC', job: 'backup', select: 'all' } as const;

describe('serve', () => {
  const check = { name: 'five', cron: '*/5 * * * *', job: 'check', select: 'all' };

  const serving = async (schedules: readonly Record<string, unknown>[], broken = false) => {
    const clock = createFakeClock(NOON);
    const setting = createToolSetting({ devices: [fakeDevice('sw1'), fakeDevice('sw2')], config: { schedules } });
    const fake = createFakeApp({ ...setting.context, clock });
    const stop = new AbortController();
    let isBroken = broken;
    const app = {
      ...fake.app,
      context: async (options: Parameters<typeof fake.app.context>[0]) => {
        if (isBroken && options.principal.startsWith('schedule:')) {
          throw new RollcallError('INVENTORY_INVALID', 'hosts.yaml: line 3 is broken.');
        }
        return fake.app.context(options);
      },
    };
    const served = serveSchedules(app, stop.signal);
    served.catch(() => {});
    await clock.advance(0);
    const mend = () => {
      isBroken = false;
    };
    return { ...fake, ...setting, clock, stop, served, mend };
  };

  it('runs a job at its time as schedule:<name>, says how it went, and ends when told', async () => {
    const { clock, stop, served, logged, principals, runs, store } = await serving([check]);
    await clock.advance(5 * MINUTE);
    expect(principals.at(-1)).toBe('schedule:five');
    expect(runs.sent.length).toBeGreaterThan(0);
    expect(logged.map(({ event }) => event)).toEqual(['job_waits', 'serving', 'job_started', 'job_waits', 'job_ended']);
    const [run] = await store.listRuns({ limit: 1 });
    expect(run?.principal).toBe('schedule:five');
    expect(logged.at(-1)?.fields).toMatchObject({ job: 'five', run: run?.id, state: 'done', selected: 2 });
    stop.abort();
    await served;
    expect(logged.at(-1)?.event).toBe('stopping');
    expect(clock.pending()).toBe(0);
  });

  it('logs a job that cannot be done; its next time comes all the same', async () => {
    const { clock, stop, served, logged, mend, runs } = await serving([check], true);
    await clock.advance(5 * MINUTE);
    expect(logged.find(({ event }) => event === 'job_ended')).toMatchObject({
      level: 'error',
      fields: { code: 'INVENTORY_INVALID', message: 'hosts.yaml: line 3 is broken.' },
    });
    expect(runs.sent).toEqual([]);
    mend();
    await clock.advance(5 * MINUTE);
    expect(logged.filter(({ event }) => event === 'job_ended').at(-1)?.level).not.toBe('error');
    expect(runs.sent.length).toBeGreaterThan(0);
    stop.abort();
    await served;
  });

  it('refuses a selector that means nothing, and only logs one that matches nothing', async () => {
    const bad = await serving([{ ...check, select: 'colour=(' }]);
    await expect(bad.served).rejects.toMatchObject({
      code: 'BAD_SELECTOR',
      message: expect.stringMatching(/^Schedule five: /),
    });
    const empty = await serving([{ ...check, select: 'name~zz-*' }]);
    expect(empty.logged[0]).toMatchObject({
      level: 'warn',
      event: 'schedule_selects_nothing',
      fields: { job: 'five' },
    });
    empty.stop.abort();
    await empty.served;
  });

  it('runs them in one process only', async () => {
    const first = await serving([check]);
    const second = createFakeApp({ ...first.context, clock: first.clock });
    await expect(serveSchedules(second.app, first.stop.signal)).rejects.toMatchObject({ code: 'LEASE_HELD' });
    first.stop.abort();
    await first.served;
    await expect(serveSchedules(second.app, first.stop.signal)).resolves.toBeUndefined();
  });
});

describe('serve --list and --crontab', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-serve-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const serve = async (config: unknown, ...argv: string[]) => {
    await writeFile(join(folder, 'rollcall.yaml'), JSON.stringify(config));
    const cli = captured({ cwd: folder, env: { HOME: folder } });
    return { exitCode: await cli.run('serve', ...argv), stdout: cli.stdout(), stderr: cli.stderr() };
  };

  it.each([[[]], [['--list']], [['--crontab']]])('says that nothing is scheduled, and how: %j', async (argv) => {
    const { exitCode, stdout, stderr } = await serve({}, ...argv);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^CONFIG_INVALID: .*rollcall\.yaml: schedules: nothing is scheduled\.\n {2}Add one, e\.g\./);
    const [, example = ''] = /schedules: (\[.*\])/.exec(stderr.replace(/^.*\n/, '')) ?? [];
    const { parse } = await import('yaml');
    expect(configSchema.safeParse({ schedules: parse(example) }).success).toBe(true);
  });

  it('lists next times, as data too', async () => {
    const { exitCode, stdout } = await serve({ schedules: [morning, lunch] }, '--list', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schedules: [
        { ...morning, next: Array(3).fill(expect.stringMatching(/T0[45]:30:00\.000Z$/)) },
        { ...lunch, next: Array(3).fill(expect.stringMatching(/T12:00:00\.000Z$/)) },
      ],
    });
    expect((await serve({ schedules: [lunch] }, '--list')).stdout).toMatch(
      /^lunch {2}backup all\n {4}0 12 \* \* \* {2}UTC/,
    );
  });

  it('shows next times where they are', () => {
    expect(plainText(renderSchedules(scheduleRows([morning], NOON)))).toBe(
      [
        'morning  check role=core name~sw-*',
        '    30 6 * * 1-5  Europe/Amsterdam  next: Tue 2026-11-24 06:30, Wed 2026-11-25 06:30, Thu 2026-11-26 06:30',
      ].join('\n'),
    );
  });

  it('prints crontab lines with absolute paths, quoted for the shell and for cron', async () => {
    const odd = { ...lunch, select: "name~'50%*' \n tag=x" };
    const { stdout } = await serve({ schedules: [morning, lunch] }, '--crontab');
    expect(stdout).toContain(
      [
        '# morning',
        'CRON_TZ=Europe/Amsterdam',
        `30 6 * * 1-5 /usr/bin/node /opt/rollcall/dist/main.js check --select 'role=core name~sw-*' --config ${folder}/rollcall.yaml`,
        '# lunch',
        'CRON_TZ=UTC',
        `0 12 * * * /usr/bin/node /opt/rollcall/dist/main.js backup --select all --reason 'schedule lunch' --config ${folder}/rollcall.yaml`,
      ].join('\n'),
    );
    const lines = crontabLines([odd], { program: ['/bin/rollcall'], configFile: '/e tc/r.yaml' });
    expect(lines.at(-1)).toBe(
      "0 12 * * * /bin/rollcall backup --select 'name~'\\''50\\%*'\\'' tag=x' --reason 'schedule lunch' --config '/e tc/r.yaml'",
    );
    expect(lines.every((line) => line.startsWith('#') || /^CRON_TZ=\S+$|^\S+( \S+){4} \/bin/.test(line))).toBe(true);
  });
});
