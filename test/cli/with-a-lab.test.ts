import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import { getResults } from '../../src/tools/get-results.ts';
import { runAnswerSchema } from '../../src/tools/run-answer-schema.ts';
import { captured } from './captured-cli.ts';

let folder = '';
let lab: Lab;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-cli-'));
  lab = await startLab({
    devices: 6,
    mix: { cisco_ios: 1, arista_eos: 1 },
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
  const cli = captured({
    env: {},
    cwd: folder,
    loadApp: (configPath) => createApp({ env: {}, cwd: folder, logSink, ...(configPath && { configPath }) }),
  });
  const exitCode = await cli.run(...argv);
  return { exitCode, stdout: cli.stdout(), stderr: cli.stderr() };
};

describe('against a lab', () => {
  it('checks, prints the tool’s own answer as JSON, and exits 1 for a device that failed', async () => {
    const { exitCode, stdout } = await rollcall('check', '--select', 'all', '--json');
    const answer = runAnswerSchema.parse(JSON.parse(stdout));
    expect(answer).toMatchObject({ state: 'done', counts: { selected: 6, failed: 1, pending: 0 } });
    expect(answer.failures).toMatchObject([{ code: 'CONN_REFUSED', count: 1 }]);
    expect(exitCode).toBe(1);
  });

  it('runs a command on healthy devices with exit code 0, and finds the run and its text again', async () => {
    const [failed] = lab.devices.filter((device) => device.fault !== null);
    const select = `platform=cisco_ios !name=${failed?.name}`;
    const asked = await rollcall('run', 'show version', '--select', select);
    expect(asked.exitCode).toBe(0);
    expect(asked.stdout).toMatch(/^(\d) of \1 answered\.\n/);
    const runId = /r-\d{8}-\d{6}-[0-9a-f]{6}/.exec(asked.stdout)?.[0] ?? '';

    expect((await rollcall('runs')).stdout).toMatch(new RegExp(`^${runId} +done +\\d +cli:\\S+ +show version`, 'm'));
    const untimed = (text: string) => text.replace(/ · done · .*/, '');
    expect(untimed((await rollcall('runs', runId)).stdout)).toBe(untimed(asked.stdout));
    const raw = await rollcall('results', runId, '--raw');
    expect(raw.stdout).toContain('Cisco IOS Software');
    const page = getResults.output.parse(JSON.parse((await rollcall('results', runId, '--json')).stdout));
    expect(page.total).toBeGreaterThan(0);
  });

  it('exits 3 and sends nothing when policy refuses, 2 when the caller can mend it', async () => {
    const before = lab.counters();
    const refused = await rollcall('run', 'reload', '--select', 'all');
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toMatch(/^POLICY_DENIED: /);
    expect((await rollcall('check', '--select', 'nosuch')).exitCode).toBe(2);
    expect((await rollcall('runs', 'r-none')).exitCode).toBe(2);
    expect((await rollcall('results', 'r-none', '--limit', '9999')).stderr).toMatch(/^BAD_INPUT: `limit`/);
    expect(lab.counters()).toEqual(before);
  });

  it('lists devices', async () => {
    const { exitCode, stdout } = await rollcall('devices', '--fields', 'platform,port', '--limit', '2');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^6 devices\n/);
    expect(stdout).toMatch(/^NAME +PLATFORM +PORT$/m);
    expect(stdout).toContain('More: add --cursor');
  });

  it('enrolls host keys, which strict then demands, and files nothing unasked', async () => {
    const strict = join(folder, 'strict.yaml');
    const lines = (await readFile(join(folder, 'rollcall.yaml'), 'utf8')).replace('accept-new', 'strict');
    await writeFile(strict, lines.replace('data_dir: data', 'data_dir: strict'));
    const [device] = lab.devices.filter(({ fault }) => fault === null);
    const one = ['--select', device?.name ?? '', '--config', strict];

    expect((await rollcall('check', ...one)).stdout).toContain('HOSTKEY_UNKNOWN');
    const shown = await rollcall('enroll', ...one);
    expect(shown.stdout).toMatch(/^new {6}\S+ {2}SHA256:[\w+/]{43} ssh-\S+\n$/);
    expect(shown.stderr).toContain('Nothing filed');
    expect((await rollcall('enroll', ...one, '--yes')).stderr).toContain('1 key filed');
    expect((await rollcall('enroll', ...one)).stdout).toMatch(/^known/);
    expect((await rollcall('check', ...one, '--profile', 'reach')).exitCode).toBe(0);
  });

  it('says on enrolling which devices do not answer', async () => {
    const { exitCode, stdout } = await rollcall('enroll', '--select', 'all', '--json');
    const { devices } = JSON.parse(stdout) as { devices: { verdict: string; error: string | null }[] };
    expect(devices.filter(({ verdict }) => verdict === 'failed')).toMatchObject([
      { error: expect.stringContaining('CONN_REFUSED') },
    ]);
    expect(exitCode).toBe(1);
  });
});
