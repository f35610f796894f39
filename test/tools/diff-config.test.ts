/** The comparison as a tool: words, room, the device’s own failure, and that no secret leaves. */
import { describe, expect, it } from 'vitest';
import { backupConfigs } from '../../src/tools/backup-configs.ts';
import { diffConfig } from '../../src/tools/diff-config.ts';
import { getResults } from '../../src/tools/get-results.ts';
import type { ScriptedDevice } from '../support/fake-runs.ts';
import { createToolSetting, fakeDevice } from '../support/tool-setting.ts';

const SECRET = 'hunter2-PLANTED';

function settingOf(names: readonly string[] = ['sw1']) {
  const script = new Map<string, ScriptedDevice>();
  const setting = createToolSetting({
    devices: names.map((name) => fakeDevice(name)),
    planted: SECRET,
    script: ({ name }) => script.get(name) ?? {},
  });
  /** What every device prints from now on. */
  const prints = (...lines: readonly string[]) => {
    for (const name of names) {
      const head = ['version 15.2', `hostname ${name}`, `enable password ${SECRET}`, 'ip classless', 'aaa new-model'];
      const text = [...head, ...lines, 'interface Vlan1', ' no ip address', 'line con 0', ' login', 'end', ''].join(
        '\n',
      );
      script.set(name, { answers: { 'show running-config': text } });
    }
  };
  const backup = () => setting.call(backupConfigs, { select: 'all' });
  const diff = (args: Record<string, unknown> = {}) => setting.call(diffConfig, { device: 'sw1', ...args });
  prints();
  return { setting, script, prints, backup, diff };
}

describe('diff_config', () => {
  it('shows the last change, and then that there is none since', async () => {
    const { prints, backup, diff } = settingOf();
    await backup();
    prints('ntp server 192.0.2.1');
    await backup();
    const last = await diff({ context: 0 });
    expect(last.headline).toMatch(/^sw1: 1 line added between [0-9a-f]{10} \(.*\) and [0-9a-f]{10} \(/);
    expect(last).toMatchObject({ added: 1, removed: 0, order_only: false, omitted_lines: 0 });
    expect(last.diff).toContain('+ntp server 192.0.2.1');
    const now = await diff({ to: 'running' });
    expect(now).toMatchObject({ diff: '', to: { revision: 'running' } });
    expect(now.headline).toMatch(/^sw1: no difference between .* and what runs \(/);
  });

  it('shows drift, in the middle of which no secret stands', async () => {
    const { prints, backup, diff } = settingOf();
    await backup();
    prints('ntp server 192.0.2.1');
    const drift = await diff({ to: 'running', context: 10 });
    expect(drift).toMatchObject({ added: 1, removed: 0 });
    expect(drift.diff).toContain(' enable password <secret>');
    expect(JSON.stringify(drift)).not.toContain(SECRET);
  });

  it('asks no device unless it is to compare with what runs', async () => {
    const { setting, backup, diff } = settingOf();
    await backup();
    const before = setting.runs.sent.length;
    expect((await diff()).headline).toMatch(/there is no earlier backup than/);
    expect(setting.runs.sent).toHaveLength(before);
  });

  it('cuts a long diff at a line, and counts the rest', async () => {
    const { prints, backup, diff } = settingOf();
    await backup();
    prints(...Array.from({ length: 2_000 }, (_, index) => `ip route 10.0.${index}.0 255.255.255.0 "Null0"`));
    await backup();
    const answer = await diff();
    expect(JSON.stringify(answer).length).toBeLessThanOrEqual(20_000);
    expect(answer.diff).toMatch(/\n$/);
    const shown = answer.diff
      .trimEnd()
      .split('\n')
      .filter((line) => line.startsWith('+ip route')).length;
    expect(shown).toBeGreaterThan(100);
    expect(shown + answer.omitted_lines).toBeGreaterThanOrEqual(2_000);
    expect(answer.added).toBe(2_000);
  });

  it('fails as the device does', async () => {
    const { script, backup, diff } = settingOf();
    await backup();
    const failsWith = { code: 'CONN_REFUSED', phase: 'tcp', message: 'Refused.', hint: 'Look.', detail: null } as const;
    script.set('sw1', { failsWith });
    await expect(diff({ to: 'running' })).rejects.toMatchObject({ code: 'CONN_REFUSED', hint: 'Look.' });
  });

  it('gives up on a device that does not finish, and cancels its run', async () => {
    const { setting, script, backup, diff } = settingOf();
    await backup();
    script.set('sw1', { hangs: true });
    await expect(diff({ to: 'running', wait_s: 0 })).rejects.toMatchObject({
      code: 'DEADLINE',
      hint: expect.stringContaining('wait_s'),
    });
    const runs = await setting.store.listRuns({ limit: 10 });
    expect(runs.map((run) => run.state)).toEqual(['done', 'cancelled']);
  });

  it.each([
    [{ device: 'sw11' }, 'UNKNOWN_DEVICE', /sw11/],
    [{ from: 'deadbeef' }, 'UNKNOWN_REVISION', /deadbeef/],
    [{ from: 'running', to: 'running' }, 'BAD_INPUT', /from and to/],
  ])('refuses %j as %s', async (args, code, message) => {
    const { backup, diff } = settingOf();
    await backup();
    await expect(diff(args)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('says that there is no backup yet', async () => {
    const { diff } = settingOf();
    await expect(diff()).rejects.toMatchObject({ code: 'NO_BACKUP', hint: expect.stringContaining('backup_configs') });
  });
});

describe('a group of equal changes', () => {
  it('is shown whole by get_results, once, with its devices', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `sw${String(index).padStart(2, '0')}`);
    const { setting, prints, backup } = settingOf(names);
    await backup();
    const lines = Array.from({ length: 40 }, (_, index) => `ip route 10.0.${index}.0 255.255.255.0 Null0`);
    prints(...lines);
    const { run_id, groups } = await backup();
    expect(groups.map(({ kind, count }) => ({ kind, count }))).toEqual([{ kind: 'change', count: 25 }]);
    const first = await setting.call(getResults, { run_id, group: 'g1' });
    expect(first.change).toEqual({
      title: '40 lines added',
      lines: lines.map((line) => `+ ${line}`),
      omitted_lines: 0,
    });
    expect(first.total).toBe(25);
    const second = await setting.call(getResults, { run_id, group: 'g1', cursor: first.next_cursor });
    expect(second.change).toBeNull();
    expect([...first.results, ...second.results].map(({ device }) => device)).toEqual(names);
  });

  it('leaves room for its devices, however long it is', async () => {
    const { setting, prints, backup } = settingOf();
    await backup();
    prints(...Array.from({ length: 3_000 }, (_, index) => `ip route 10.0.${index}.0 255.255.255.0 Null0`));
    const { run_id } = await backup();
    const page = await setting.call(getResults, { run_id, group: 'g1' });
    expect(JSON.stringify(page).length).toBeLessThanOrEqual(20_000);
    expect(page.results).toHaveLength(1);
    expect((page.change?.lines.length ?? 0) + (page.change?.omitted_lines ?? 0)).toBe(3_000);
  });

  it('is nothing for other groups', async () => {
    const { setting, backup } = settingOf();
    const { run_id } = await backup();
    expect((await setting.call(getResults, { run_id, group: 'g1' })).change).toBeNull();
    expect((await setting.call(getResults, { run_id })).change).toBeNull();
  });
});
