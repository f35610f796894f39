import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import { runAnswerSchema } from '../../src/tools/run-answer-schema.ts';
import { captured } from './captured-cli.ts';

let folder = '';
let lab: Lab;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-cli-backup-'));
  lab = await startLab({
    devices: 5,
    mix: { cisco_ios: 3, arista_eos: 1 },
    seed: 3,
    outDir: folder,
    faults: { faults: [{ fault: 'conn-refused', devices: 1 }] },
  });
});
afterAll(async () => {
  await lab.stop();
  await rm(folder, { recursive: true });
});

const rollcall = async (...argv: string[]) => {
  const logSink = { level: 'error', write: () => {} } as const;
  const loadApp = () => createApp({ env: {}, cwd: folder, logSink });
  const cli = captured({ env: {}, cwd: folder, loadApp });
  const exitCode = await cli.run(...argv);
  return { exitCode, stdout: cli.stdout(), stderr: cli.stderr() };
};

it('backs up, searches, compares, lists, shows and restores at a shell', async () => {
  const well = lab.devices.filter(({ fault }) => fault === null);
  const [name = '', ...others] = well.map((device) => device.name);
  const healthy = well.map((device) => device.name).join(',');
  expect((await rollcall('diff', name)).stderr).toMatch(/^NO_BACKUP: /);

  const first = await rollcall('backup', '--select', 'all', '--reason', 'first light', '--json');
  expect(runAnswerSchema.parse(JSON.parse(first.stdout))).toMatchObject({
    kind: 'backup',
    state: 'done',
    counts: { selected: 5, failed: 1 },
  });
  expect(first.exitCode).toBe(1);
  const again = await rollcall('backup', '--select', healthy);
  expect(again.stdout).toMatch(/^4 of 4 backed up: /);

  const log = await rollcall('backups', 'log', name);
  expect(log.stdout).toMatch(/^REVISION .*\n[0-9a-f]{10} +\d{4}-\d\d-\d\d \d\d:\d\d UTC +cli:\S+ +first light/);
  expect(log.stdout.trim().split('\n').length).toBe(2);

  const found = await rollcall('search', '^hostname', '--select', healthy);
  expect(found.exitCode).toBe(0);
  expect(found.stdout).toMatch(/^4 of 4 devices have it/);
  const lacking = await rollcall('search', 'no such line', '--missing', '--json');
  expect(JSON.parse(lacking.stdout)).toMatchObject({ counts: { selected: 5, without_line: 4, no_backup: 1 } });
  expect((await rollcall('search', '(')).exitCode).toBe(2);

  const drift = await rollcall('diff', name, '--to', 'running');
  expect(drift.stdout).toMatch(/: no difference between /);
  expect(drift.exitCode).toBe(0);
  expect((await rollcall('diff', others[0] ?? '', '--context', 'x')).exitCode).toBe(2);

  const shown = await rollcall('backups', 'show', name);
  const restored = await rollcall('backups', 'restore-file', name, 'back.cfg');
  expect([shown.exitCode, restored.exitCode]).toEqual([0, 0]);
  const raw = await readFile(join(folder, 'back.cfg'), 'utf8');
  expect((await stat(join(folder, 'back.cfg'))).mode & 0o777).toBe(0o600);
  const secret = / secret (?:\d|sha512) (\S{8,})/.exec(raw)?.[1] ?? '';
  expect(secret).not.toBe('');
  expect(shown.stdout).not.toContain(secret);
  expect(shown.stdout).toMatch(/ secret (?:\d|sha512) <secret:[0-9a-f]{6}>/);
});
