/** One backup after another: what counts as new, changed and unchanged, what is refused, and what is committed. */
import { describe, expect, it } from 'vitest';
import { backupPath } from '../../src/backup/backup-path.ts';
import { RollcallError } from '../../src/core/errors.ts';
import { BACKUP_KEYS } from '../../src/summary/backup-counts.ts';
import { fakeDevice } from '../support/tool-setting.ts';
import { type BackupSetting, createBackupSetting, iosConfig, SECRET } from './setting.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `sw${String(index).padStart(4, '0')}`);
const textOf = ({ repo }: BackupSetting, name: string) => repo.textOf(backupPath(name));
const countsOf = (marks: readonly { readonly key: string }[]) => {
  const counts: Record<string, number> = {};
  for (const { key } of marks) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
};

describe('a first backup', () => {
  it('is one commit with a file for each device and the list of them', async () => {
    const setting = createBackupSetting(names(50));
    const { marks, note, runId } = await setting.backup('before CHG-1');
    expect(countsOf(marks)).toEqual({ [BACKUP_KEYS.first]: 50 });
    expect(setting.repo.commits).toHaveLength(1);
    const [commit] = setting.repo.commits;
    expect(commit?.files.size).toBe(51);
    expect(commit).toMatchObject({ author: 'cli:alice', subject: 'before CHG-1: 50 new of 50' });
    expect(commit?.message).toContain(`Run: ${runId}\n`);
    expect(note).toBe(`Committed as ${commit?.commit.slice(0, 8)}.`);
    expect(setting.repo.open()).toBe(0);
    expect(setting.repo.textOf('devices.tsv')).toContain(`${backupPath('sw0007')}\tsw0007\tcisco_ios\n`);
  });

  it('keeps the text whole, secrets included, without what changes by itself', async () => {
    const setting = createBackupSetting(['sw1']);
    await setting.backup();
    expect(textOf(setting, 'sw1')).toContain(`snmp-server community ${SECRET} RO\n`);
    expect(textOf(setting, 'sw1')).not.toContain('Building configuration');
  });

  it('keeps the configuration out of the database', async () => {
    const setting = createBackupSetting(['sw1']);
    const { rows } = await setting.backup();
    expect(rows[0]).toMatchObject({ status: 'ok', answers: [], value: { state: 'new', path: backupPath('sw1') } });
  });

  it('stores odd names apart', async () => {
    const odd = ['..', 'a/b', 'CON', 'con', '.git', 'x'.repeat(300), 'SW1', 'sw1'];
    const setting = createBackupSetting(odd);
    await setting.backup();
    for (const name of odd) {
      expect(textOf(setting, name)).toContain(`hostname ${name}\n`);
      expect((await setting.backups.show(name)).text).toContain(`hostname ${name}\n`);
    }
  });
});

describe('a second backup', () => {
  it('of unchanged devices makes no commit, though clocks went on', async () => {
    const setting = createBackupSetting(names(5));
    const clock = (time: string) => {
      for (const [name] of setting.texts) {
        setting.texts.set(name, iosConfig(name).replace('\n\n', `\n\n! Last configuration change at ${time} by bob\n`));
      }
    };
    clock('10:00:00 UTC Mon Nov 23 2026');
    await setting.backup();
    clock('11:00:00 UTC Mon Nov 23 2026');
    const { marks, note } = await setting.backup();
    expect(countsOf(marks)).toEqual({ [BACKUP_KEYS.unchanged]: 5 });
    expect(setting.repo.commits).toHaveLength(1);
    expect(note).toBe('Nothing changed: no commit.');
    expect(setting.repo.open()).toBe(0);
  });

  it('groups one line that changed on 37 devices, each in its own name', async () => {
    const setting = createBackupSetting(names(60));
    await setting.backup();
    for (const name of names(37)) {
      setting.texts.set(name, iosConfig(name, [' ip helper-address 192.0.2.1', `ntp server ${name}.ntp.example.net`]));
    }
    const { marks, rows } = await setting.backup();
    const changes = marks.filter((mark) => mark.kind === 'change');
    expect(changes).toHaveLength(37);
    expect(new Set(changes.map((mark) => mark.key)).size).toBe(1);
    expect(changes[0]).toMatchObject({ title: '2 lines added', severity: 'info' });
    expect(await setting.store.getOutput(changes[0]?.bodyHash ?? '')).toBe(
      '  interface Vlan1\n+   ip helper-address 192.0.2.1\n+ ntp server <hostname>.ntp.example.net',
    );
    expect(rows.filter((row) => row.status === 'ok' && row.attention)).toEqual([]);
    expect(setting.repo.commits[1]).toMatchObject({ subject: 'backup: 37 changed of 60' });
    expect(setting.repo.commits[1]?.changed).toHaveLength(37);
    expect(setting.repo.reads()).toBeLessThan(37);
  });

  it('says so when only the order of lines changed, and keeps the new text', async () => {
    const setting = createBackupSetting(['sw1']);
    setting.texts.set('sw1', iosConfig('sw1', ['ip domain-name a', 'ip http server']));
    await setting.backup();
    setting.texts.set('sw1', iosConfig('sw1', ['ip http server', 'ip domain-name a']));
    const { marks } = await setting.backup();
    expect(countsOf(marks)).toEqual({ [BACKUP_KEYS.reordered]: 1 });
    expect(setting.repo.commits[1]?.subject).toBe('backup: 1 changed of 1');
  });

  it('shows that a secret was rotated, and never the secret', async () => {
    const setting = createBackupSetting(['sw1']);
    await setting.backup();
    setting.texts.set('sw1', iosConfig('sw1').replaceAll(SECRET, 'An0therSecret'));
    const { marks, rows } = await setting.backup();
    expect(marks).toEqual([expect.objectContaining({ kind: 'change', title: '1 line added, 1 removed' })]);
    const body = await setting.store.getOutput(marks[0]?.bodyHash ?? '');
    expect(body).toMatch(/^- snmp-server community <secret:\w+> RO$/m);
    expect(JSON.stringify([marks, rows, body, setting.logged])).not.toMatch(/S3cr3tOf|An0ther/);
  });

  it('finds the configuration that was not saved', async () => {
    const setting = createBackupSetting(['sw1', 'sw2']);
    const head = (changed: string, saved: string) =>
      iosConfig('sw1').replace(
        '\n\n',
        `\n\n! Last configuration change at ${changed} UTC Mon Nov 23 2026 by bob\n! NVRAM config last updated at ${saved} UTC Mon Nov 23 2026 by bob\n`,
      );
    setting.texts.set('sw1', head('12:00:00', '11:00:00'));
    const { rows } = await setting.backup();
    expect(rows.map((row) => row.attention)).toEqual([true, false]);
    expect(rows[0]?.marks.find((mark) => mark.kind === 'finding')).toMatchObject({
      title: 'config not saved',
      severity: 'warning',
    });
    expect(await setting.store.latestFacts()).toContainEqual(
      expect.objectContaining({ device: 'sw1', key: 'config_saved', value: 'false' }),
    );
  });
});

describe('a configuration that is not whole', () => {
  it.each([
    ['cut in the middle', (text: string) => text.slice(0, text.length / 2)],
    ['without its end', (text: string) => text.replace('\nend\n', '\n')],
    ['empty', () => ''],
    ['a few words', () => '% Please try later\n'],
  ])('%s is refused, and the last good one kept', async (_, cut) => {
    const setting = createBackupSetting(['sw1', 'sw2']);
    await setting.backup();
    const before = textOf(setting, 'sw1');
    setting.texts.set('sw1', cut(iosConfig('sw1')));
    const { rows } = await setting.backup();
    expect(rows[0]).toMatchObject({ status: 'failed', code: 'CONFIG_INCOMPLETE', marks: [] });
    expect(rows[0]?.answers).toHaveLength(1);
    expect(rows[1]?.status).toBe('ok');
    expect(textOf(setting, 'sw1')).toBe(before);
    expect(setting.repo.commits).toHaveLength(1);
  });

  it('that lost most of its lines is refused by its size, unless the operator lets it through', async () => {
    const long = iosConfig(
      'sw1',
      Array.from({ length: 200 }, (_, index) => `ip route 10.0.${index}.0 255.255.255.0 Null0`),
    );
    for (const [leastRatio, status] of [
      [0.5, 'failed'],
      [0, 'ok'],
    ] as const) {
      const setting = createBackupSetting(['sw1'], { leastRatio });
      setting.texts.set('sw1', long);
      await setting.backup();
      setting.texts.set('sw1', iosConfig('sw1'));
      const { rows } = await setting.backup();
      expect(rows[0]?.status).toBe(status);
      if (status === 'failed') expect(rows[0]).toMatchObject({ code: 'CONFIG_INCOMPLETE', phase: 'command' });
    }
  });

  it('fails with the device’s own refusal when there is one', async () => {
    const setting = createBackupSetting(['sw1', 'sw2']);
    setting.texts.delete('sw1');
    const { rows } = await setting.backup();
    expect(rows.map((row) => row.code)).toEqual(['CMD_REJECTED', null]);
    expect(setting.repo.commits[0]?.subject).toBe('backup: 1 new of 2');
    expect(setting.repo.commits[0]?.message).toContain('Stored: 1 device, not stored: 1');
  });
});

describe('what a platform needs', () => {
  it('is asked once, and a command that tells whether it is saved may be refused', async () => {
    const eos = fakeDevice('eos1', { platform: 'arista_eos' });
    const setting = createBackupSetting(['sw1', eos]);
    setting.texts.set('eos1', iosConfig('eos1').replace('Building configuration...\n\n', ''));
    const { rows } = await setting.backup();
    expect(rows.map((row) => row.status)).toEqual(['ok', 'ok']);
    const asked = setting.runs.sent.filter((line) => line.startsWith('sw1'));
    expect(asked).toEqual(['sw1: show running-config']);
  });
});

describe('the end of a run', () => {
  it('makes no commit when nothing could be read', async () => {
    const setting = createBackupSetting(['sw1']);
    setting.texts.delete('sw1');
    expect((await setting.backup()).note).toBe('Nothing was stored.');
    expect(setting.repo.commits).toEqual([]);
    expect(setting.repo.open()).toBe(0);
  });

  it('remembers devices of other backups in the list', async () => {
    const setting = createBackupSetting(['sw1', 'sw2']);
    await setting.backup();
    const { backups, runs, devices } = setting;
    setting.texts.set('sw2', iosConfig('sw2', ['ip http server']));
    await backups.start(runs, { devices: devices.slice(1), reason: null, principal: 'mcp', params: {} });
    expect(setting.repo.textOf('devices.tsv')).toContain('\tsw1\t');
    expect(setting.repo.commits[1]?.changed).toEqual([backupPath('sw2')]);
  });

  it('remembers when each device was last read, also when nothing changed', async () => {
    const setting = createBackupSetting(['sw1']);
    await setting.backup();
    await setting.backup();
    expect(await setting.store.latestFacts()).toContainEqual(
      expect.objectContaining({ device: 'sw1', key: 'backup_bytes', observedAt: '2026-11-23T12:00:00.000Z' }),
    );
  });

  it('cleans the reason, which becomes a commit’s first line', async () => {
    const setting = createBackupSetting(['sw1']);
    await setting.backup(`two\nlines \u001b[31m snmp-server community ${SECRET} RO ${'x'.repeat(200)}`);
    const [commit] = setting.repo.commits;
    expect(commit?.subject).toMatch(/^two lines snmp-server community <secret:\w+> RO x+…: 1 new of 1$/);
    expect(commit?.message).not.toContain(SECRET);
  });

  it('salts the commit, so that its id tells nobody whether a guess at a secret is right', async () => {
    const messages = [];
    for (let index = 0; index < 2; index++) {
      const setting = createBackupSetting(['sw1']);
      await setting.backup();
      messages.push(setting.repo.commits[0]?.message ?? '');
    }
    const salts = messages.map((message) => /^Salt: ([0-9a-f]{32})$/m.exec(message)?.[1]);
    expect(salts[0]).toBeDefined();
    expect(salts[0]).not.toBe(salts[1]);
  });

  it('fails the run when the commit fails, and leaves no writer behind', async () => {
    const setting = createBackupSetting(['sw1']);
    setting.repo.failNext('commit', new RollcallError('LEASE_HELD', 'Another backup is being stored.'));
    await expect(setting.backup()).rejects.toMatchObject({ code: 'LEASE_HELD' });
    expect(setting.repo.open()).toBe(0);
    expect(await setting.store.latestFacts()).not.toContainEqual(expect.objectContaining({ key: 'backup_bytes' }));
  });

  it('leaves no writer behind when the repository cannot be read at the end', async () => {
    const setting = createBackupSetting(['sw1']);
    await setting.backup();
    setting.repo.failNext('read', new RollcallError('GIT_FAILED', 'git failed.'));
    await expect(setting.backup()).rejects.toMatchObject({ code: 'GIT_FAILED' });
    expect(setting.repo.open()).toBe(0);
  });
});

describe('without git', () => {
  it('no device is contacted', async () => {
    const setting = createBackupSetting(['sw1']);
    setting.repo.failNext('begin', new RollcallError('GIT_MISSING', 'git is not installed.'));
    await expect(setting.backup()).rejects.toMatchObject({ code: 'GIT_MISSING' });
    expect(setting.runs.sent).toEqual([]);
  });

  it('a run that cannot be started leaves no writer behind', async () => {
    const setting = createBackupSetting(['sw1']);
    const runs = { ...setting.runs, start: async () => Promise.reject(new RollcallError('LOCAL_IO', 'Disk full.')) };
    const started = setting.backups.start(runs, {
      devices: setting.devices,
      reason: null,
      principal: 'mcp',
      params: {},
    });
    await expect(started).rejects.toMatchObject({ code: 'LOCAL_IO' });
    expect(setting.repo.open()).toBe(0);
  });
});

describe('a remote', () => {
  const remote = 'ssh://git@git.example.net/configs.git';

  it('gets every backup, also one without a commit: the push before may have failed', async () => {
    const setting = createBackupSetting(['sw1'], { remote });
    expect((await setting.backup()).note).toMatch(/^Committed as [0-9a-f]{8}\. Pushed to the remote\.$/);
    expect((await setting.backup()).note).toBe('Nothing changed: no commit. Pushed to the remote.');
    expect(setting.repo.pushed).toEqual([remote, remote]);
  });

  it('that refuses is a note and a line in the log, not a failure', async () => {
    const setting = createBackupSetting(['sw1'], { remote });
    setting.repo.failNext('push', new RollcallError('GIT_FAILED', 'The remote refused.', { detail: 'no such host' }));
    const { note, rows } = await setting.backup();
    expect(note).toContain('The push to the remote failed');
    expect(rows[0]?.status).toBe('ok');
    expect(setting.logged.join()).toMatch(/backup_not_pushed.*no such host/);
  });

  it('that hangs holds nobody up, until the program ends', async () => {
    let passTen = () => {};
    const after = (ms: number, fire: () => void) => {
      if (ms === 10_000) passTen = fire;
      return () => {};
    };
    const setting = createBackupSetting(['sw1'], { remote, after });
    let finish = () => {};
    setting.repo.pushTo = () =>
      new Promise<void>((resolve) => {
        finish = resolve;
        queueMicrotask(() => passTen());
      });
    expect((await setting.backup()).note).toMatch(/The push to the remote goes on\.$/);
    let isClosed = false;
    const closing = setting.backups.close().then(() => {
      isClosed = true;
    });
    await new Promise(setImmediate);
    expect(isClosed).toBe(false);
    finish();
    await closing;
  });
});
