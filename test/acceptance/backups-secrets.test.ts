/** Secrets in configurations that were backed up: looked for in everything the program says, and in who may read what. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backupPath } from '../../src/backup/backup-path.ts';
import { type Program, startProgram } from '../support/program.ts';
import { type AcceptanceLab, rollcall, startAcceptanceLab } from './acceptance-lab.ts';
import { gitOf, PLATFORMS } from './backups-setting.ts';

const DEVICES = 21;
const ROTATED = 'Rotated-Tacacs-9Qx';

let lab: AcceptanceLab;
let program: Program;
let shellSaid = '';
/** What must be found nowhere, before and after it was changed. */
let secrets: Set<string>;

beforeAll(async () => {
  lab = await startAcceptanceLab({
    devices: DEVICES,
    mix: PLATFORMS,
    faults: { faults: [{ fault: 'config-cut', devices: 2, params: { skip: 1 } }] },
  });
  program = await startProgram({ configPath: lab.configPath });
  const { username, password, enableSecret, devices } = lab.lab;
  secrets = new Set([
    password,
    enableSecret,
    ROTATED,
    ...devices.flatMap(({ runningConfig }) => within(runningConfig)),
  ]);
  secrets.delete(username);
}, 60_000);
afterAll(async () => {
  await program.close();
  await lab.stop();
});

/** The words after the keywords that carry a secret; hashes count, a community is a password. */
function within(config: string): string[] {
  const patterns = [
    /snmp-server (?:community|user \S+ \S+ auth \S+) (\S+)/g,
    /(?:enable|username \S+.*) (?:secret|password) (?:\S+ )?(\S+)$/gm,
    /(?:neighbor \S+ |^\s+)password (?:\d+ |encrypted )?(\S+)/gm,
    /(?:encrypted-password|authentication-key|secret) "([^"]+)"/g,
    /^\s*key 7 (\S+)/gm,
    /snmp \{[^}]*community (\S+)/g,
  ];
  return patterns
    .flatMap((pattern) => [...config.matchAll(pattern)].map(([, secret = '']) => secret.replace(/[;"]/g, '')))
    .filter((secret) => secret.length > 3 && secret !== 'public');
}

const hits = (text: string): string[] => [...secrets].filter((secret) => text.includes(secret));

async function shell(...argv: readonly string[]) {
  const said = await rollcall(lab.configPath, ...argv);
  shellSaid += said.stdout + said.stderr;
  return said;
}

test('there are enough of them, on every platform', () => {
  expect(secrets.size).toBeGreaterThan(DEVICES * 2);
  for (const platform of Object.keys(PLATFORMS)) {
    const of = lab.lab.devices.filter((device) => device.platform === platform);
    expect([platform, of.some(({ runningConfig }) => within(runningConfig).length > 0)]).toEqual([platform, true]);
  }
});

test('in no reply, diff, search result, resource, error or log', { timeout: 90_000 }, async () => {
  await program.run('backup_configs', { select: 'all', reason: `before password ${ROTATED}` });
  const { devices, password } = lab.lab;
  for (const device of devices.filter(({ platform }) => platform.startsWith('cisco'))) {
    device.configure(`enable secret 0 ${ROTATED}`);
    device.configure(`snmp-server community ${ROTATED} RO`);
  }
  const changed = await program.run('backup_configs', { select: 'all' });
  expect(changed.groups.some(({ kind }) => kind === 'change')).toBe(true);
  expect(changed.failures).toMatchObject([{ code: 'CONFIG_INCOMPLETE', count: 2 }]);
  await program.results(changed.run_id, { raw: true });
  await program.ask('search_configs', { pattern: '(?i)secret|password|community|key', limit: 200 });
  const resources = [];
  for (const { name } of devices) {
    await program.ask('diff_config', { device: name, context: 50 });
    resources.push(await program.client.readResource(`rollcall://backups/${name}`));
  }
  const [first] = devices;
  await program.ask('diff_config', { device: first?.name, to: 'running' });
  // Errors that quote what they were given.
  await Promise.allSettled([
    program.ask('diff_config', { device: first?.name, from: password }),
    program.ask('search_configs', { pattern: `(${password}` }),
    program.ask('backup_configs', { select: password }),
  ]);
  const said = program.said() + JSON.stringify(resources);
  expect(said).toContain('<secret:');
  expect(hits(said)).toEqual([]);
});

test('a pattern that guesses a secret is not told that it was right', async () => {
  for (const secret of [...secrets].slice(0, 12)) {
    const found = await program.ask<{ total: number }>('search_configs', {
      pattern: secret.replace(/[^\w]/g, '\\$&'),
    });
    expect(found.total).toBe(0);
  }
});

test('in nothing said at a shell', { timeout: 90_000 }, async () => {
  const name = lab.lab.devices[0]?.name ?? '';
  await shell('backup', '--select', 'all');
  await shell('search', '(?i)secret|password|community|key', '--limit', '200');
  await shell('diff', name, '--context', '50');
  await shell('diff', name, '--to', 'running');
  await shell('backups', 'log', name);
  await shell('backups', 'show', name);
  await shell('backups', 'show', name, '--json');
  await shell('runs');
  await shell('doctor');
  expect(shellSaid).toContain('<secret:');
  expect(hits(shellSaid)).toEqual([]);
});

test('in the repository, which only its owner may read; restore-file gives it back byte for byte', {
  timeout: 60_000,
}, async () => {
  const folder = join(lab.folder, 'data', 'backups.git');
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    expect([path, lstatSync(path).mode & 0o077]).toEqual([path, 0]);
  }
  expect(lstatSync(folder).mode & 0o777).toBe(0o700);
  const git = gitOf(lab.folder);
  expect(hits(git('log', '--format=%an %s %b'))).toEqual([]);
  for (const device of lab.lab.devices.slice(0, 7)) {
    const file = join(lab.folder, `${device.name}.cfg`);
    expect((await shell('backups', 'restore-file', device.name, file)).code).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(text).toBe(git('show', `main:${backupPath(device.name)}`));
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
    const own = within(device.runningConfig);
    expect(own.filter((secret) => !text.includes(secret) && device.fault === null)).toEqual([]);
  }
});
