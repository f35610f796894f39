import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Backups } from '../../src/backup/backups.ts';
import { RollcallError } from '../../src/core/errors.ts';
import { createToolSetting, fakeDevice } from '../support/tool-setting.ts';
import { captured } from './captured-cli.ts';
import { createFakeApp } from './fake-app.ts';

const SECRET = 'hunter2';
const RAW = `hostname sw1\n!\nenable secret 0 ${SECRET}\nbanner motd ^C\n\tkeep out\u001b[31m\n^C\nend\n`;
const revision = {
  commit: '3fa90c1b2d4e5f60718293a4b5c6d7e8f9012345',
  at: '2026-11-23T12:00:01.000Z',
  author: 'cli:alice',
  subject: 'before CHG-1234: 1 changed of 1',
};
const stored = { device: 'sw1', path: 'configs/sw1~0a1b2c3d4e5f6071.cfg', revision };

let folder = '';
let asked: unknown[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-backups-'));
  asked = [];
});
afterEach(() => rm(folder, { recursive: true }));

const known = (device: string) => {
  if (device !== 'sw1') throw new RollcallError('NO_BACKUP', `There is no backup of ${device}.`);
};

const cli = () => {
  const { context } = createToolSetting({ devices: [fakeDevice('sw1')], planted: SECRET });
  const backups: Pick<Backups, 'log' | 'show' | 'readRaw'> = {
    log: async (device, options) => {
      known(device);
      asked.push(options);
      return [revision, { ...revision, commit: 'b'.repeat(40), subject: `backup of ${SECRET}` }];
    },
    show: async (device, at) => {
      known(device);
      asked.push(at);
      return { ...stored, text: RAW.replace(SECRET, '<secret>') };
    },
    readRaw: async (device, at) => {
      known(device);
      asked.push(at);
      return { ...stored, text: RAW };
    },
  };
  const { app, isClosed } = createFakeApp({ ...context, backups: backups as Backups });
  const one = captured({ cwd: folder, loadApp: async () => app });
  return { ...one, isClosed };
};

const rollcall = async (...argv: string[]) => {
  const one = cli();
  const exitCode = await one.run('backups', ...argv);
  return { exitCode, stdout: one.stdout(), stderr: one.stderr(), isClosed: one.isClosed() };
};

it('lists revisions', async () => {
  const { exitCode, stdout, isClosed } = await rollcall('log', 'sw1', '--after', 'abcd', '-n', '5');
  expect([exitCode, isClosed]).toEqual([0, true]);
  expect(asked).toEqual([{ limit: 5, after: 'abcd' }]);
  expect(stdout).toMatch(/^REVISION +WHEN +WHO +WHY\n3fa90c1b2d +2026-11-23 12:00 UTC +cli:alice +before CHG-1234/);
  expect(stdout).not.toContain(SECRET);
  const asJson = await rollcall('log', 'sw1', '--json');
  expect(JSON.parse(asJson.stdout)).toMatchObject({
    device: 'sw1',
    revisions: [revision, { subject: 'backup of <secret>' }],
  });
});

it('shows a backup redacted', async () => {
  const { exitCode, stdout, stderr } = await rollcall('show', 'sw1', '-r', '3fa9');
  expect(exitCode).toBe(0);
  expect(asked).toEqual(['3fa9']);
  expect(stdout).toContain('enable secret 0 <secret>\n');
  expect(stdout).not.toContain('\u001b');
  expect(stderr).toBe(
    'sw1, revision 3fa90c1b2d of 2026-11-23 12:00 UTC by cli:alice: before CHG-1234: 1 changed of 1\n',
  );
  expect(JSON.parse((await rollcall('show', 'sw1', '--json')).stdout)).toMatchObject({ ...stored });
});

it('restores to a new file that only its owner can read, and says what it holds', async () => {
  const { exitCode, stdout, stderr } = await rollcall(
    'restore-file',
    'sw1',
    'out.cfg',
    '--revision',
    '2026-11-23T13:00Z',
  );
  const file = join(folder, 'out.cfg');
  expect(exitCode).toBe(0);
  expect(asked).toEqual(['2026-11-23T13:00Z']);
  expect(await readFile(file, 'utf8')).toBe(RAW);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(stdout).toContain(`Wrote ${file}\n`);
  expect(stderr).toMatch(/holds secrets/);
  expect(stdout + stderr).not.toContain(SECRET);
});

it('replaces a file, or what a link points to, only when told, and then not through the link', async () => {
  const target = join(folder, 'target');
  await writeFile(target, 'mine', { mode: 0o644 });
  await symlink(target, join(folder, 'link'));
  for (const name of ['target', 'link']) {
    const refused = await rollcall('restore-file', 'sw1', name);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/exists and was left as it is[\s\S]*--force/);
  }
  expect((await rollcall('restore-file', 'sw1', 'link', '--force', '--json')).exitCode).toBe(0);
  expect(await readFile(target, 'utf8')).toBe('mine');
  expect((await lstat(join(folder, 'link'))).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).sort()).toEqual(['link', 'target']);
});

it('leaves nothing behind when it cannot write', async () => {
  for (const more of [[], ['--force']]) {
    const { exitCode, stderr } = await rollcall('restore-file', 'sw1', 'no/such/folder.cfg', ...more);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^LOCAL_IO: Cannot write .*: ENOENT\./);
  }
  expect(await readdir(folder)).toEqual([]);
});

it('prints secrets only when asked, to the byte', async () => {
  for (const argv of [['sw1'], ['sw1', '-']]) {
    const refused = await rollcall('restore-file', ...argv);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/--stdout/);
    expect(refused.stdout).toBe('');
  }
  expect((await rollcall('restore-file', 'sw1', 'x', '--stdout')).exitCode).toBe(2);
  expect((await rollcall('restore-file', 'sw1', '--stdout', '--json')).exitCode).toBe(2);
  expect(asked).toEqual([]);
  expect((await rollcall('restore-file', 'sw1', '--stdout')).stdout).toBe(RAW);
});

it('says what it did as data, without the text', async () => {
  const { stdout } = await rollcall('restore-file', 'sw1', 'x.cfg', '--json');
  expect(JSON.parse(stdout)).toEqual({
    ...stored,
    file: join(folder, 'x.cfg'),
    size_bytes: Buffer.byteLength(RAW),
    holds_secrets: true,
  });
});

it('explains wrong use, below the command too', async () => {
  expect((await rollcall('log', 'nobody')).stderr).toMatch(/^NO_BACKUP: There is no backup of nobody\./);
  expect((await rollcall('log', 'nobody')).exitCode).toBe(2);
  expect((await rollcall('log')).stderr).toMatch(/missing required argument 'device'/);
  expect((await rollcall()).exitCode).toBe(2);
  expect((await rollcall('shwo', 'sw1')).stderr).toMatch(/unknown command 'shwo'/);
  const help = await rollcall('restore-file', '--help');
  expect([help.exitCode, help.stdout]).toEqual([0, expect.stringContaining('Examples:')]);
});
