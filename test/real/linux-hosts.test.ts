/** Real OpenSSH and dropbear servers, asked through the built program: plain, old, asking, and behind two hops. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type Program, type RunAnswer, startProgram, textOf } from '../support/program.ts';
import type { RealLabFacts } from '../support/real/real-lab.ts';
import { makeWorkspace, type Workspace, type WorkspaceOptions } from '../support/real/workspace.ts';

const realLab = inject('realLab');

describe.skipIf(realLab === null)('Linux hosts', () => {
  const lab = realLab as RealLabFacts;
  const workspaces: Workspace[] = [];
  const programs: Program[] = [];

  afterEach(async () => {
    for (const program of programs.splice(0)) await program.close();
    for (const workspace of workspaces.splice(0)) workspace.remove();
  });

  async function open(
    options: WorkspaceOptions,
  ): Promise<{ readonly workspace: Workspace; readonly program: Program }> {
    const workspace = makeWorkspace(lab, options);
    workspaces.push(workspace);
    const program = await startProgram({ configPath: workspace.configPath });
    programs.push(program);
    return { workspace, program };
  }

  /** The host name each device answers with, or its failure code. */
  async function hostnames(options: WorkspaceOptions): Promise<Record<string, string>> {
    const { program } = await open(options);
    const answer: RunAnswer = await program.run('run_command', { select: 'all', commands: ['hostname'] });
    const results = await program.results(answer.run_id, { raw: true });
    return Object.fromEntries(
      results.map(({ device, code }) => [device, code ?? textOf(results, device, 'hostname').trim()]),
    );
  }

  it.each(['password', 'key'] as const)('OpenSSH and dropbear answer after a login by %s', async (login) => {
    expect(await hostnames({ hosts: [lab.linux, lab.dropbear], login })).toEqual({
      linux01: 'linux01',
      dropbear01: 'dropbear01',
    });
  });

  it('a host that asks for the password by keyboard-interactive is answered', async () => {
    expect(await hostnames({ hosts: [lab.interactive] })).toEqual({ interactive01: 'interactive01' });
  });

  it('a host behind two jump hosts is reached', async () => {
    expect(await hostnames({ hosts: [lab.inner] })).toEqual({ inner01: 'inner01' });
  });

  it('answers so short that their end comes with their beginning are whole', async () => {
    const { program } = await open({ hosts: [lab.inner, lab.linux] });
    const commands = ['hostname', 'uname -a', 'whoami', 'nproc', 'uptime -p'];
    for (let round = 0; round < 6; round++) {
      const answer = await program.run('run_command', { select: 'all', commands });
      expect(answer.counts).toMatchObject({ selected: 2, ok: 2 });
    }
  });

  it('a host of SHA-1 days is refused by default and reached where it is named as legacy', async () => {
    const hosts = [lab.legacy, lab.linux];
    expect(await hostnames({ hosts })).toEqual({ legacy01: 'ALGO_MISMATCH', linux01: 'linux01' });
    const devices = [{ select: lab.legacy.name, algorithms: 'legacy' }];
    expect(await hostnames({ hosts, devices })).toEqual({ legacy01: 'legacy01', linux01: 'linux01' });
  });

  it('a group exchange of 8,192 bits neither fails nor takes the half minute of a primality test', async () => {
    const { program } = await open({ hosts: [lab.groupExchange] });
    const answer = await program.run('run_command', { select: 'all', commands: ['hostname'] });
    expect(answer.counts).toMatchObject({ selected: 1, ok: 1 });
    expect(answer.timing.device_p95_ms).toBeLessThan(10_000);
  });

  it('a wrong password is one failed login, and is not shown', async () => {
    const { program } = await open({ hosts: [lab.linux], password: 'not-the-password' });
    const answer = await program.run('check_devices', { select: 'all', profile: 'reach' });
    expect(answer.failures.map(({ code, count }) => ({ code, count }))).toEqual([{ code: 'AUTH_FAILED', count: 1 }]);
    expect(program.said()).not.toContain('not-the-password');
    const log = readFileSync(join(lab.folder, 'linux01.sshd.log'), 'utf8');
    expect(log.split('\n').filter((line) => line.includes('Failed password'))).toHaveLength(1);
  });

  it('a proved host key is kept, and a changed one is refused', async () => {
    const { program, workspace } = await open({ hosts: [lab.linux] });
    const file = join(workspace.dataDir, 'known_hosts');
    await program.run('check_devices', { select: 'all', profile: 'reach' });
    await program.close();
    const [place = '', type = '', key = ''] = readFileSync(file, 'utf8').trim().split(' ');
    const fingerprint = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace('=', '');
    expect(`SHA256:${fingerprint}`).toBe(lab.linux.hostKey);

    const other = readFileSync(join(lab.folder, 'jump01.hostkey.pub'), 'utf8').split(' ')[1];
    writeFileSync(file, `${place} ${type} ${other}\n`);
    const again = await startProgram({ configPath: workspace.configPath });
    const answer = await again.run('check_devices', { select: 'all', profile: 'reach' });
    await again.close();
    expect(answer.failures.map((failure) => failure.code)).toEqual(['HOSTKEY_MISMATCH']);
  });

  it('strict host keys refuse a host nobody enrolled', async () => {
    expect(await hostnames({ hosts: [lab.linux], ssh: { host_keys: 'strict' } })).toEqual({
      linux01: 'HOSTKEY_UNKNOWN',
    });
  });
});
