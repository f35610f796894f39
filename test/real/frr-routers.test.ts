/** Twenty real routers, asked through the built program: every answer whole and grouped, and no secret anywhere. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Program, type RunAnswer, type ShownResult, startProgram, textOf } from '../support/program.ts';
import { BGP_PASSWORD } from '../support/real/frr-routers.ts';
import type { RealLabFacts } from '../support/real/real-lab.ts';
import { makeWorkspace, type Workspace } from '../support/real/workspace.ts';

const COMMANDS = ['show version', 'show running-config'];

const realLab = inject('realLab');

describe.skipIf(realLab === null)('FRR routers', () => {
  const lab = realLab as RealLabFacts;
  let workspace: Workspace;
  let program: Program;
  let answer: RunAnswer;
  let results: ShownResult[];

  beforeAll(async () => {
    workspace = makeWorkspace(lab, { hosts: lab.routers });
    program = await startProgram({ configPath: workspace.configPath });
    answer = await program.run('run_command', { select: 'all', commands: COMMANDS });
    results = await program.results(answer.run_id, { raw: true });
  });

  afterAll(async () => {
    await program?.close();
    workspace?.remove();
  });

  it('all answer', () => {
    expect(answer.failures).toEqual([]);
    expect(answer.counts).toEqual({ selected: 20, ok: 20, attention: 0, failed: 0, skipped: 0, pending: 0 });
  });

  it('give the same version, so they are one group', () => {
    const groups = answer.groups.filter((group) => group.title.includes('show version'));
    expect(groups.map((group) => group.count)).toEqual([20]);
  });

  it('give configurations that differ in more than a name, so each is a group of one', () => {
    const groups = answer.groups.filter((group) => group.title.includes('show running-config'));
    expect(groups.every((group) => group.count === 1)).toBe(true);
    expect(groups.length + answer.omitted.groups).toBe(20);
  });

  it('give each configuration whole', () => {
    for (const [i, router] of lab.routers.entries()) {
      const text = textOf(results, router.name, 'show running-config');
      expect(text).toContain(`hostname ${router.name}\n`);
      expect(text).toContain(`router bgp ${65_001 + i}\n`);
      expect(text.trimEnd().split('\n').at(-1)).toBe('end');
    }
  });

  it('never show the BGP password', async () => {
    const device = await program.client.readResource(`rollcall://devices/${lab.routers[0]?.name}`);
    const run = await program.client.readResource(`rollcall://runs/${answer.run_id}`);
    expect(textOf(results, 'frr01', 'show running-config')).toMatch(/neighbor 10\.1\.0\.2 password /);
    expect(`${program.said()}${JSON.stringify([device, run])}`).not.toContain(BGP_PASSWORD);
    expect(program.said()).not.toContain(lab.password);
  });

  it('leave on disk only what the user alone may read', () => {
    for (const entry of readdirSync(workspace.dataDir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      expect([path, (statSync(path).mode & 0o077).toString(8)]).toEqual([path, '0']);
      expect(readFileSync(path).includes(lab.password), path).toBe(false);
    }
  });

  it('are known afterwards by the keys they proved', () => {
    const known = readFileSync(join(workspace.dataDir, 'known_hosts'), 'utf8');
    for (const router of lab.routers) expect(known).toContain(`[127.0.0.1]:${router.port} `);
  });

  it('tell their facts', async () => {
    const checked = await program.run('check_devices', { select: 'all', profile: 'facts' });
    expect(checked.counts).toMatchObject({ selected: 20, failed: 0, pending: 0 });
    const [first] = await program.results(checked.run_id, { device: 'frr01' });
    expect(first?.value).toMatchObject({ hostname: 'frr01', version: expect.stringMatching(/^\d+\.\d+/) });
  });

  it('refuse nothing that a wrong question would have changed', async () => {
    for (const command of ['configure terminal', 'show version | redirect tftp://x', 'show version\nreload', 'write']) {
      const asked = program.run('run_command', { select: 'all', commands: [command] });
      await expect(asked, command).rejects.toThrow(/POLICY_DENIED|BAD_INPUT/);
    }
  });
});
