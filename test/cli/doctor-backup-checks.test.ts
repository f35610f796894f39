import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkBackups, checkGit, checkSchedules, withoutLogin } from '../../src/cli/doctor-backup-checks.ts';
import { configSchema } from '../../src/config/config.ts';
import { systemClock } from '../../src/core/clock.ts';
import { openBackupRepo } from '../../src/storage/git-backup-repo.ts';
import { openStore } from '../../src/storage/sqlite.ts';

describe('git', () => {
  it.each([
    ['git version 2.39.5\n', 'ok'],
    ['git version 2.36.0.windows.1\n', 'ok'],
    ['git version 3.0.1\n', 'ok'],
    ['git version 2.35.9\n', 'warn'],
    ['git version 1.99\n', 'warn'],
    ['something else', 'warn'],
  ])('%s is %s', async (text, level) => {
    expect(await checkGit(async () => text)).toMatchObject([{ check: 'git', level }]);
  });

  it('may be missing, where there are no backups', async () => {
    const [finding] = await checkGit(() => Promise.reject(new Error('ENOENT')));
    expect(finding).toMatchObject({ level: 'warn', message: expect.stringContaining('only configuration backups') });
  });
});

describe('backups', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-doctor-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const config = (backups: Record<string, unknown> = {}) => configSchema.parse({ data_dir: folder, backups });
  const newStore = () => openStore({ dataDir: folder, clock: systemClock });

  it('are none at first, and then counted, with the newest named', async () => {
    const store = await newStore();
    expect(await checkBackups(config())).toMatchObject([{ level: 'ok', message: expect.stringMatching(/^none yet/) }]);
    const repo = openBackupRepo({ folder: join(folder, 'backups.git'), store, clock: systemClock });
    const writer = await repo.begin();
    expect((await checkBackups(config()))[0]?.message).toMatch(/: nothing in it yet$/);
    const id = await writer.put('hostname sw1\n');
    const files = new Map([
      ['configs/sw1~0.cfg', id],
      ['configs/sw2~1.cfg', id],
      ['devices.tsv', id],
    ]);
    await writer.commit({ files, message: 'lunch: 2 new', author: 'cli:alice', atMs: Date.UTC(2026, 10, 23, 12) });
    await store.close();
    expect((await checkBackups(config()))[0]?.message).toMatch(
      /^2 configurations; revision [0-9a-f]{10} of 2026-11-23 12:00 UTC by cli:alice: lunch: 2 new$/,
    );
  });

  it('are not looked for in somebody else’s folder', async () => {
    await (await newStore()).close();
    await mkdir(join(folder, 'backups.git', 'objects'), { recursive: true });
    await expect(checkBackups(config())).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });

  it('name the remote, never what logs in there', async () => {
    const remoteOf = async (remote: string) => (await checkBackups(config({ remote })))[1];
    expect(await remoteOf('git@git.example.net:net/configs.git')).toMatchObject({
      level: 'ok',
      message: 'also pushed to git@git.example.net:net/configs.git',
    });
    expect(await remoteOf('https://hunter2@git.example.net/x.git')).toMatchObject({
      level: 'warn',
      message: 'also pushed to https://git.example.net/x.git, with a secret in its address',
    });
  });

  it.each([
    ['https://bob:hunter2@h/x', 'https://h/x'],
    ['https://bob:hun@ter2@h/x', 'https://h/x'],
    ['ssh://git:hunter2@h:22/x', 'ssh://git@h:22/x'],
    ['ssh://git@h/x', 'ssh://git@h/x'],
    ['https://h/x@y', 'https://h/x@y'],
    ['/srv/git/x@y', '/srv/git/x@y'],
  ])('%s is shown as %s', (remote, shown) => expect(withoutLogin(remote)).toBe(shown));
});

it('schedules are shown with their next time, and a selector that means nothing is said', () => {
  const schedule = { name: 'lunch', cron: '0 12 * * *', timezone: 'Europe/Amsterdam', job: 'backup', select: 'all' };
  const broken = { ...schedule, name: 'b', select: 'site=' };
  const findings = checkSchedules(configSchema.parse({ schedules: [schedule, broken] }), Date.UTC(2026, 10, 23, 12));
  expect(findings).toMatchObject([
    { level: 'ok', message: 'lunch: backup all, next Tue 2026-11-24 12:00 Europe/Amsterdam' },
    { level: 'fail', message: expect.stringMatching(/^b: /) },
  ]);
});
