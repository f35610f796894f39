/** Which two states are compared, what is said of them, and that no secret is. */
import { describe, expect, it } from 'vitest';
import type { CompareOptions } from '../../src/backup/backups.ts';
import { readsDevice } from '../../src/backup/backups.ts';
import { RollcallError } from '../../src/core/errors.ts';
import { type BackupSetting, createBackupSetting, iosConfig, SECRET } from './setting.ts';

/** Three revisions of sw1 with sw2 changing in between: commits 0 and 1 and 3 are sw1's. */
async function history(): Promise<BackupSetting> {
  const setting = createBackupSetting(['sw1', 'sw2']);
  const set = (name: string, ...lines: readonly string[]) => setting.texts.set(name, iosConfig(name, lines));
  await setting.backup();
  set('sw1', 'ntp server 192.0.2.1');
  await setting.backup();
  set('sw2', 'ntp server 192.0.2.1');
  await setting.backup();
  set('sw1', 'ntp server 192.0.2.2');
  await setting.backup();
  return setting;
}

const compare = (setting: BackupSetting, more: Partial<CompareOptions> = {}, device = 0) => {
  const chosen = setting.devices[device];
  if (chosen === undefined) throw new Error('no such device');
  return setting.backups.compare({ device: chosen, from: null, to: null, running: null, contextLines: 0, ...more });
};
const commit = (setting: BackupSetting, index: number) => setting.repo.commits[index]?.commit ?? '';
const changed = (unified: string) => unified.split('\n').filter((line) => /^[+-](?![+-])/.test(line));

describe('without from and to', () => {
  it('the last change of the device is shown', async () => {
    const setting = await history();
    const shown = await compare(setting);
    expect(shown).toMatchObject({ added: 1, removed: 1, isOrderOnly: false });
    expect([shown.from?.revision, shown.to.revision]).toEqual([commit(setting, 1), commit(setting, 3)]);
    expect(shown.to.at).toBe('2026-11-23T14:00:00.000Z');
    expect(changed(shown.unified)).toEqual(['-ntp server 192.0.2.1', '+ntp server 192.0.2.2']);
  });

  it('a device with one revision has nothing to compare with', async () => {
    const setting = createBackupSetting(['sw1']);
    await setting.backup();
    expect(await compare(setting)).toMatchObject({ from: null, to: { revision: commit(setting, 0) }, unified: '' });
  });

  it('a device without a backup says so', async () => {
    const setting = createBackupSetting(['sw1']);
    await expect(compare(setting)).rejects.toMatchObject({ code: 'NO_BACKUP', message: 'sw1 has no backup.' });
  });
});

describe('a revision', () => {
  it('may be some digits, or a time: the last one not after it', async () => {
    const setting = await history();
    const byTime = await compare(setting, { from: '2026-11-23T12:30:00Z', to: commit(setting, 3).slice(0, 8) });
    expect(byTime.from?.revision).toBe(commit(setting, 1));
    expect(byTime.from?.at).toBe('2026-11-23T12:00:00.000Z');
  });

  it('as to alone shows the last change up to it, also where it was another device’s', async () => {
    const setting = await history();
    const shown = await compare(setting, { to: commit(setting, 2) });
    expect(shown.from?.revision).toBe(commit(setting, 0));
    expect(changed(shown.unified)).toEqual(['+ntp server 192.0.2.1']);
    expect((await compare(setting, { to: commit(setting, 0) })).from).toBeNull();
  });

  it('as from alone is compared with the newest', async () => {
    const setting = await history();
    expect(changed((await compare(setting, { from: commit(setting, 0) })).unified)).toEqual(['+ntp server 192.0.2.2']);
  });

  it('that is not there is an error', async () => {
    const setting = await history();
    for (const from of ['ffffffff', 'yesterday', '2020-01-01T00:00Z', '--help']) {
      await expect(compare(setting, { from })).rejects.toMatchObject({ code: 'UNKNOWN_REVISION' });
    }
  });

  it('from before the device was backed up is an error of its own', async () => {
    const setting = createBackupSetting(['sw1', 'sw2']);
    setting.texts.delete('sw2');
    await setting.backup();
    setting.texts.set('sw2', iosConfig('sw2'));
    await setting.backup();
    const early = compare(setting, { from: commit(setting, 0) }, 1);
    await expect(early).rejects.toMatchObject({
      code: 'NO_BACKUP',
      message: expect.stringContaining('sw2 has no backup at'),
    });
  });
});

describe('what runs', () => {
  const running = { text: iosConfig('sw1', ['ntp server 192.0.2.9']), readAt: '2026-11-23T15:00:00.000Z' };

  it('is compared with the newest backup', async () => {
    const setting = await history();
    const shown = await compare(setting, { to: 'running', running });
    expect(shown.from?.revision).toBe(commit(setting, 3));
    expect(shown.to).toEqual({ revision: 'running', at: running.readAt });
    expect(changed(shown.unified)).toContain('+ntp server 192.0.2.9');
  });

  it('may be the older side', async () => {
    const setting = await history();
    const shown = await compare(setting, { from: 'running', running });
    expect(changed(shown.unified)).toContain('-ntp server 192.0.2.9');
  });

  it('is asked for by either word, and not twice', async () => {
    const setting = await history();
    expect(readsDevice({ from: null, to: 'running' })).toBe(true);
    expect(readsDevice({ from: 'running', to: null })).toBe(true);
    expect(readsDevice({ from: 'abcd', to: null })).toBe(false);
    const both = compare(setting, { from: 'running', to: 'running', running });
    await expect(both).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('is read by a run of one device, which keeps nothing of it', async () => {
    const setting = await history();
    const [device] = setting.devices;
    if (device === undefined) throw new Error('no device');
    const reading = setting.backups.reading({ device, principal: 'mcp', params: {} });
    expect(reading.result()).toBeNull();
    const runId = await setting.runs.start(reading.spec);
    const result = reading.result();
    if (result === null || result instanceof RollcallError) throw new Error('it was read');
    expect(result.text).toContain(SECRET);
    const { rows } = await setting.store.outcomes(runId, { limit: 10 });
    expect(rows[0]).toMatchObject({ status: 'ok', answers: [], marks: [] });
  });

  it('fails with the device’s own failure', async () => {
    const setting = await history();
    const [device] = setting.devices;
    if (device === undefined) throw new Error('no device');
    setting.texts.set('sw1', 'cut');
    const reading = setting.backups.reading({ device, principal: 'mcp', params: {} });
    await setting.runs.start(reading.spec);
    expect(reading.result()).toMatchObject({ code: 'CONFIG_INCOMPLETE', phase: 'command' });
  });
});

describe('what is said', () => {
  it('tells order from meaning', async () => {
    const setting = createBackupSetting(['sw1']);
    setting.texts.set('sw1', iosConfig('sw1', ['ip http server', 'ip domain-name a']));
    await setting.backup();
    setting.texts.set('sw1', iosConfig('sw1', ['ip domain-name a', 'ip http server']));
    await setting.backup();
    const shown = await compare(setting);
    expect(shown).toMatchObject({ added: 0, removed: 0, isOrderOnly: true });
    expect(changed(shown.unified)).toHaveLength(2);
  });

  it('holds no secret, and shows that one was rotated', async () => {
    const setting = createBackupSetting(['sw1']);
    await setting.backup();
    setting.texts.set('sw1', iosConfig('sw1').replaceAll(SECRET, 'An0therSecret'));
    await setting.backup();
    const { unified } = await compare(setting, { contextLines: 50 });
    expect(changed(unified)).toHaveLength(2);
    expect(unified).not.toMatch(/S3cr3tOf|An0ther/);
  });
});

describe('the way back', () => {
  it('lists what changed the device, newest first, in pages', async () => {
    const setting = await history();
    const all = await setting.backups.log('sw1', { limit: 10 });
    expect(all.map((revision) => revision.commit)).toEqual([3, 1, 0].map((index) => commit(setting, index)));
    const rest = await setting.backups.log('sw1', { limit: 10, after: commit(setting, 1) });
    expect(rest.map((revision) => revision.commit)).toEqual([commit(setting, 0)]);
    await expect(setting.backups.log('none', { limit: 10 })).rejects.toMatchObject({ code: 'NO_BACKUP' });
  });

  it('shows redacted text, and raw text only where it is asked for by name', async () => {
    const setting = await history();
    const shown = await setting.backups.show('sw1');
    expect(shown).toMatchObject({ device: 'sw1', revision: { commit: commit(setting, 3), author: 'cli:alice' } });
    expect(shown.text).not.toContain(SECRET);
    const raw = await setting.backups.readRaw('sw1', commit(setting, 0));
    expect(raw.text).toContain(SECRET);
    expect(raw.text).not.toContain('ntp server');
  });

  it('goes on for a device that has left the inventory', async () => {
    const setting = await history();
    expect((await setting.backups.show('sw2')).text).toContain('hostname sw2');
  });
});
