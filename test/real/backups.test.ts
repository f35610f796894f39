/** Twenty real routers backed up through the built program: quiet the second time, and a change by hand is its one line. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Program, startProgram } from '../support/program.ts';
import { BGP_PASSWORD, typeInVtysh } from '../support/real/frr-routers.ts';
import type { RealLabFacts } from '../support/real/real-lab.ts';
import { makeWorkspace, type Workspace } from '../support/real/workspace.ts';

const realLab = inject('realLab');

interface Diff {
  readonly added: number;
  readonly removed: number;
  readonly diff: string;
}

describe.skipIf(realLab === null)('backups of FRR routers', () => {
  const lab = realLab as RealLabFacts;
  const name = 'frr03';
  const typeByHand = (line: string) => typeInVtysh(lab.user, 3, ['router bgp 65003', line]);
  let workspace: Workspace;
  let program: Program;
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['--git-dir', join(workspace.dataDir, 'backups.git'), ...args], { encoding: 'utf8' });
  const backup = () => program.run('backup_configs', { select: 'all' });

  beforeAll(async () => {
    workspace = makeWorkspace(lab, { hosts: lab.routers });
    program = await startProgram({ configPath: workspace.configPath });
  });
  afterAll(async () => {
    await typeByHand('no neighbor 10.3.0.2 description');
    await program?.close();
    workspace?.remove();
  });

  it('are stored whole the first time and quiet the second', async () => {
    const first = await backup();
    expect(first.failures).toEqual([]);
    expect(first.headline).toMatch(/^20 of 20 backed up: 20 new[;.]/);
    const second = await backup();
    expect(second.headline).toMatch(/^20 of 20 backed up: 20 unchanged[;.]/);
    expect(second.note).toBe('Nothing changed: no commit.');
    expect(git('rev-list', '--count', 'main').trim()).toBe('1');
  });

  it('show a change made by hand as exactly that line: as drift, in the next backup, and as the last change', async () => {
    await typeByHand('neighbor 10.3.0.2 description upstream by hand');
    const line = '+ neighbor 10.3.0.2 description upstream by hand';
    const drift = await program.ask<Diff>('diff_config', { device: name, to: 'running', context: 0 });
    expect([drift.added, drift.removed]).toEqual([1, 0]);
    expect(drift.diff.split('\n').filter((each) => /^[+-](?![+-])/.test(each))).toEqual([line]);

    const third = await backup();
    expect(third.headline).toMatch(/^20 of 20 backed up: 1 changed, 19 unchanged[;.]/);
    const [change] = third.groups.filter(({ kind }) => kind === 'change');
    expect(change).toMatchObject({ count: 1, title: '1 line added', devices: [name] });
    expect(change?.difference?.filter((each) => each.startsWith('+'))).toHaveLength(1);
    const last = await program.ask<Diff>('diff_config', { device: name, context: 0 });
    expect(last.diff.split('\n').filter((each) => /^[+-](?![+-])/.test(each))).toEqual([line]);
  });

  it('are not said to be unsaved: FRR does not tell what it would start with', async () => {
    const again = await backup();
    expect(again.counts).toMatchObject({ ok: 20, attention: 0 });
    const [row] = await program.results(again.run_id, { device: name });
    expect(row?.value).toMatchObject({ config_saved: null });
  });

  it('never show the BGP password, which the repository holds', async () => {
    await program.ask('search_configs', { pattern: 'password' });
    const resource = await program.client.readResource(`rollcall://backups/${name}`);
    expect(JSON.stringify(resource)).toMatch(/password <secret:[0-9a-f]{6}>/);
    expect(`${program.said()}${JSON.stringify(resource)}`).not.toContain(BGP_PASSWORD);
    const guess = await program.ask<{ total: number }>('search_configs', { pattern: BGP_PASSWORD });
    expect(guess.total).toBe(0);
    expect(git('grep', '-c', '-F', BGP_PASSWORD, 'main').trim().split('\n')).toHaveLength(20);
  });
});
