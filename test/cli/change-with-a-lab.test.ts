/** A change at a shell, from plan to rollback, against a lab whose own record is the oracle. */
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import { runAnswerSchema } from '../../src/tools/run-answer-schema.ts';
import { captured } from './captured-cli.ts';

let folder = '';
let lab: Lab;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-cli-change-'));
  lab = await startLab({
    devices: 6,
    mix: { cisco_ios: 1, arista_eos: 1, frr: 1 },
    seed: 3,
    outDir: folder,
    faults: { faults: [{ fault: 'line-refused', devices: 1, params: { line: 2 } }] },
  });
  await appendFile(join(folder, 'rollcall.yaml'), '\nmode: read-write\nchange:\n  waves: [1, 50]\n');
});
afterAll(async () => {
  await lab.stop();
  await rm(folder, { recursive: true });
});

type Ask = (question: string) => Promise<string>;

const rollcall = async (argv: readonly string[], ask: Ask | null = null) => {
  const logSink = { level: 'error', write: () => {} } as const;
  const loadApp = () => createApp({ env: {}, cwd: folder, logSink });
  const cli = captured({ env: {}, cwd: folder, loadApp, ask });
  const exitCode = await cli.run(...argv);
  return { exitCode, stdout: cli.stdout(), stderr: cli.stderr() };
};

/** Says yes to every risk, and types the code it is shown. */
const yes: Ask = async (question) => /type its code (\w+)/.exec(question)?.[1] ?? 'yes';

const well = () => lab.devices.filter(({ fault }) => fault === null).map(({ name }) => name);
const hashes = () => lab.devices.map((device) => [device.name, device.configHash()]);
const planOf = async (...argv: readonly string[]) => {
  const answer = runAnswerSchema.parse(JSON.parse((await rollcall(['plan', ...argv, '--json'])).stdout));
  return answer.plan?.plan_id ?? `no plan: ${JSON.stringify(answer)}`;
};

// A push waits for each wave, and looks at each device anew.
describe('a change at a shell', { timeout: 60_000 }, () => {
  it('is planned, approved, pushed, shown, undone and on record', async () => {
    const before = hashes();
    const select = well().join(',');
    const planned = await rollcall(['plan', '--select', select, '--title', 'NTP', '-c', 'ntp server 192.0.2.99']);
    expect(planned.stdout).toMatch(/^ {2}waves +1, 4$/m);
    expect(planned.stdout).toMatch(/^ {6}\+ ntp server 192\.0\.2\.99$/m);
    expect(planned.exitCode).toBe(0);
    const planId = /p-\d{8}-\d{6}-[0-9a-f]{6}/.exec(planned.stdout)?.[0] ?? '';
    expect((await rollcall(['plans'])).stdout).toMatch(new RegExp(`^${planId} +waiting +5 +cli:`, 'm'));
    expect((await rollcall(['plans', 'show', planId])).stdout).toContain('all 5 devices');

    expect(await rollcall(['push', planId])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/^NEEDS_APPROVAL/),
    });
    expect(await rollcall(['approve', planId])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/^POLICY_DENIED.*no/),
    });
    expect(lab.writes()).toEqual([]);
    const approved = await rollcall(['approve', planId], yes);
    expect(approved).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`rollcall push ${planId}`) });
    expect(approved.stderr).toMatch(/^ {6}\+ ntp server 192\.0\.2\.99$/m);

    const pushed = await rollcall(['push', planId]);
    expect(pushed.stdout).toMatch(/^5 of 5 changed and verified\.\n/);
    expect(pushed.stderr).toMatch(/^Wave 1 of 2, the canary: 1 device\n/);
    expect(pushed.exitCode).toBe(0);
    const changeId = /rollcall rollback (c-[\w-]+)\./.exec(pushed.stdout)?.[1] ?? '';
    expect(await rollcall(['push', planId])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/^ALREADY_APPLIED/),
    });
    expect((await rollcall(['changes'])).stdout).toMatch(new RegExp(`^${changeId} +done .* NTP$`, 'm'));
    expect((await rollcall(['changes', 'show', changeId])).stdout).toMatch(/^ {2}saved 5 {2}changed, verified/m);

    const back = await rollcall(['rollback', changeId, '--json']);
    const undo = runAnswerSchema.parse(JSON.parse(back.stdout)).plan?.plan_id ?? '';
    expect(await rollcall(['rollback', changeId])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/^NEEDS_APPROVAL/),
    });
    await rollcall(['approve', undo], yes);
    expect(await rollcall(['rollback', changeId])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^5 of 5 changed/),
    });
    expect(hashes()).toEqual(before);

    expect(await rollcall(['recover'])).toMatchObject({ exitCode: 0, stdout: 'No change was interrupted.\n' });
    const { stdout: head } = await rollcall(['audit-log', 'head']);
    expect(await rollcall(['audit-log', 'verify', '--head', head.trim()])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Intact: \d+ entries\n/),
    });
    expect((await rollcall(['audit-log', 'show', '-n', '1'])).stdout).toMatch(/ end {2}cli:\S+ {2}.*changed=5 /);
  });

  it('names the device that refused a line, and exits 1', async () => {
    const [refusing] = lab.devices.filter(({ fault }) => fault !== null);
    await writeFile(join(folder, 'ntp.j2'), 'ntp server {{ first }}\r\nntp server {{ second }}\r\n');
    await writeFile(join(folder, 'ntp.yaml'), 'first: 192.0.2.97\nsecond: 192.0.2.1\n');
    const source = ['--template', 'ntp.j2', '--vars-file', 'ntp.yaml', '--var', 'second=192.0.2.98'];
    const planId = await planOf('--select', refusing?.name ?? '', '--title', 'NTP', ...source);
    await rollcall(['approve', planId], yes);
    const { exitCode, stdout } = await rollcall(['push', planId]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^Did not end well\n {2}COMMIT_REJECTED/m);
    expect(stdout).toMatch(
      new RegExp(`^ {2}${refusing?.name} {2}wave 1 {2}\\w+ COMMIT_REJECTED\\n.*\\n {6}> ntp server 192.0.2.98$`, 'm'),
    );
  });

  it('changes nothing for who only looks, declines, or types another code', async () => {
    const before = lab.writes().length;
    await writeFile(join(folder, 'ntp.txt'), 'ntp server 192.0.2.96\n');
    const planId = await planOf('--select', well()[0] ?? '', '--title', 'NTP', '--file', 'ntp.txt');
    const shown = await rollcall(['approve', planId, '--json'], yes);
    expect(shown.exitCode).toBe(3);
    expect(JSON.parse(shown.stdout)).toMatchObject({ plan_id: planId, state: 'waiting', sent: [{ count: 1 }] });
    expect(await rollcall(['approve', planId], async () => '')).toMatchObject({ exitCode: 3, stdout: '' });
    expect(await rollcall(['approve', planId], async () => 'ffffff')).toMatchObject({ stdout: '' });
    expect(await rollcall(['push', planId])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/^NEEDS_APPROVAL/),
    });
    expect(lab.writes().length).toBe(before);
  });
});
