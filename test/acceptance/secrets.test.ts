/** Secrets the lab is known to hold, looked for in everything the program says and in all it leaves on disk in clear. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Program, type RunAnswer, startProgram } from '../support/program.ts';
import { type AcceptanceLab, rollcall, startAcceptanceLab } from './acceptance-lab.ts';

const DEVICES = 16;
/** What shows a running configuration, by platform. */
const SHOW_CONFIG: Readonly<Record<string, string>> = {
  cisco_ios: 'show running-config',
  cisco_iosxe: 'show running-config',
  cisco_nxos: 'show running-config',
  cisco_iosxr: 'show running-config',
  arista_eos: 'show running-config',
  frr: 'show running-config',
  juniper_junos: 'show configuration',
};

let lab: AcceptanceLab;
let program: Program;
/** Everything the shell said. */
let shellSaid = '';

beforeAll(async () => {
  lab = await startAcceptanceLab({
    devices: DEVICES,
    mix: Object.fromEntries(Object.keys(SHOW_CONFIG).map((platform) => [platform, 1])),
    faults: { faults: [{ fault: 'auth-denied', devices: 1 }] },
  });
  program = await startProgram({ configPath: lab.configPath });
}, 60_000);
afterAll(async () => {
  await program.close();
  await lab.stop();
});

const shell = async (...argv: readonly string[]) => {
  const said = await rollcall(lab.configPath, ...argv);
  shellSaid += said.stdout + said.stderr;
  return said;
};

/** What must be found nowhere: the logins of the lab, every BGP password, and every secret its configurations hold. */
function secrets(): readonly string[] {
  const { username, password, enableSecret, devices } = lab.lab;
  const peers = devices.flatMap((device) => device.facts.peers.map((peer) => peer.password));
  const configured = devices.flatMap((device) => configuredSecrets(device.runningConfig));
  expect(configured.length).toBeGreaterThan(DEVICES);
  return [...new Set([password, enableSecret, ...peers, ...configured])].filter((secret) => secret !== username);
}

/** The words after the keywords that carry a secret; hashes count, a community is a password. */
function configuredSecrets(config: string): string[] {
  const patterns = [
    /snmp-server (?:community|user \S+ \S+ auth \S+) (\S+)/g,
    /(?:enable|username \S+.*) (?:secret|password) (?:\S+ )?(\S+)$/gm,
    /(?:neighbor \S+ |^\s+)password (?:\d+ |encrypted )?(\S+)/gm,
    /(?:encrypted-password|authentication-key|secret) "([^"]+)"/g,
    /snmp \{[^}]*community (\S+)/g,
  ];
  return patterns
    .flatMap((pattern) => [...config.matchAll(pattern)].map(([, secret = '']) => secret.replace(/[;"]/g, '')))
    .filter((secret) => secret.length > 3);
}

function hits(text: string): string[] {
  return secrets().filter((secret) => text.includes(secret));
}

describe('nowhere', () => {
  const runIds: string[] = [];

  test.each(Object.entries(SHOW_CONFIG))('in the answers of %s', { timeout: 60_000 }, async (platform, command) => {
    const run = await program.run('run_command', { select: `platform=${platform}`, commands: [command] });
    runIds.push(run.run_id);
    expect(run.counts.pending).toBe(0);
    const texts = await program.results(run.run_id, { raw: true });
    expect(JSON.stringify(texts)).toContain('<secret:');
    expect(hits(program.said())).toEqual([]);
  });

  test('in lines picked by a pattern', { timeout: 60_000 }, async () => {
    const run = await program.run('run_command', {
      select: 'platform=cisco_ios,arista_eos',
      commands: ['show running-config'],
      match: '(?i)secret|password|community|key',
    });
    await program.results(run.run_id, { raw: true });
    expect(hits(program.said())).toEqual([]);
    // Whoever guesses a secret is not told that the guess was right.
    const [guess = ''] = configuredSecrets(lab.lab.devices.find(isIos)?.runningConfig ?? '');
    expect(guess).not.toBe('');
    const probed = await program.run('run_command', {
      select: 'platform=cisco_ios',
      commands: ['show running-config'],
      match: guess,
    });
    expect(probed.groups.every((group) => group.title.includes('no line matches'))).toBe(true);
  });

  test('in a check, in lists, in resources', { timeout: 60_000 }, async () => {
    const run = await program.run('check_devices', { select: 'all' });
    await program.ask<RunAnswer>('get_run', { run_id: run.run_id });
    await program.results(run.run_id, { raw: true });
    await program.ask('list_devices', { fields: ['host', 'groups', 'tags', 'version', 'data.lab'] });
    const uris = [`rollcall://runs/${run.run_id}`, ...lab.lab.devices.map(({ name }) => `rollcall://devices/${name}`)];
    const read = await Promise.all(uris.map((uri) => program.client.readResource(uri)));
    expect(hits(program.said() + JSON.stringify(read))).toEqual([]);
  });

  test('in error messages that quote what they were given', async () => {
    const { password } = lab.lab;
    const asked = [
      program.ask('check_devices', { select: password }),
      program.ask('run_command', { select: 'all', commands: [`reload ${password}`] }),
      program.ask('list_devices', { fields: [`data.${password}`] }),
      program.ask('get_run', { run_id: `r-${password}` }),
      program.ask('get_results', { run_id: runIds[0], device: password }),
    ];
    const errors = (await Promise.allSettled(asked)).map((result) => JSON.stringify(result, errorText));
    expect(hits(errors.join('\n'))).toEqual([]);
  });

  test('in old answers shown by a process that never logged in', { timeout: 60_000 }, async () => {
    const { devices, password, enableSecret } = lab.lab;
    const told = devices.find((device) => isIos(device) && device.fault === null);
    // No keyword before it: only who holds the secret can know it for one.
    told?.configure(`snmp-server location say ${password} or ${enableSecret} at the door`);
    const name = told?.name ?? '';
    const run = await program.run('run_command', { select: name, commands: ['show running-config'] });
    const texts = [
      await program.results(run.run_id, { raw: true }),
      await shell('results', run.run_id, '--raw'),
      await shell('results', run.run_id, '--raw', '--json'),
      await shell('runs', run.run_id),
    ].map((said) => JSON.stringify(said));
    expect(texts[1]).toContain('at the door');
    expect(hits(texts.join('\n'))).toEqual([]);
  });

  test('at the shell', { timeout: 60_000 }, async () => {
    await shell('run', 'show running-config', '--select', 'platform=cisco_ios,frr');
    await shell('check', '--select', 'all', '--json');
    await shell('devices', '--json');
    await shell('doctor');
    for (const runId of runIds) {
      await shell('results', runId, '--raw', '--limit', '100');
      await shell('results', runId, '--raw', '--limit', '100', '--json');
      await shell('runs', runId);
    }
    expect(shellSaid).toContain('<secret:');
    expect(hits(shellSaid)).toEqual([]);
  });

  test('in the data folder, as far as logins go', () => {
    const data = join(lab.folder, 'data');
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map((file) => file.name)).toContain('rollcall.db');
    const { password, enableSecret } = lab.lab;
    for (const file of files) {
      const bytes = readFileSync(join(file.parentPath, file.name));
      expect([file.name, bytes.includes(password), bytes.includes(enableSecret)]).toEqual([file.name, false, false]);
    }
  });
});

const isIos = (device: { readonly platform: string }) => device.platform === 'cisco_ios';
const errorText = (_: string, value: unknown) => (value instanceof Error ? value.message : value);
