/** Who has a line and who lacks it: in whole configurations, in blocks, and never by a secret. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigQuery } from '../../src/backup/search-configs.ts';
import { compileLineMatch } from '../../src/core/line-match.ts';
import type { Device } from '../../src/inventory/device.ts';
import { fakeDevice } from '../support/tool-setting.ts';
import { type BackupSetting, createBackupSetting, iosConfig, SECRET } from './setting.ts';

const query = (devices: readonly Device[], pattern: string, more: Partial<ConfigQuery> = {}): ConfigQuery => ({
  devices,
  pattern: compileLineMatch(pattern),
  under: null,
  isMissing: false,
  after: null,
  limit: 100,
  linesPerDevice: 5,
  ...more,
});

async function searched(configs: Readonly<Record<string, readonly string[] | null>>) {
  const setting = createBackupSetting(Object.keys(configs));
  for (const [name, lines] of Object.entries(configs)) {
    if (lines === null) setting.texts.delete(name);
    else setting.texts.set(name, iosConfig(name, lines));
  }
  await setting.backup();
  const ask = async (pattern: string, more: Partial<ConfigQuery> & { readonly below?: string } = {}) => {
    const { below, ...rest } = more;
    const under = below === undefined ? null : compileLineMatch(below);
    const answer = await setting.backups.search(query(setting.devices, pattern, { under, ...rest }));
    const { selected, having, lacking, notApplicable, noBackup } = answer.counts;
    expect(having + lacking + notApplicable + noBackup).toBe(selected);
    return { ...answer, names: answer.found.map(({ device }) => device.name) };
  };
  return { setting, ask };
}

describe('a line', () => {
  const configs = { sw1: ['ntp server 192.0.2.1'], sw2: [], sw3: null };

  it('is found with its number and what it stands under', async () => {
    const { ask, setting } = await searched(configs);
    const { counts, found, total, noBackup } = await ask('^(ntp server|transport input)');
    expect(counts).toEqual({ selected: 3, having: 2, lacking: 0, notApplicable: 0, noBackup: 1 });
    expect(total).toBe(2);
    expect(noBackup.map(({ name }) => name)).toEqual(['sw3']);
    const text = (await setting.backups.show('sw1')).text.split('\n');
    const [ntp, transport] = found[0]?.lines ?? [];
    expect(ntp).toMatchObject({ text: 'ntp server 192.0.2.1', under: [] });
    expect(text[(ntp?.number ?? 0) - 1]).toBe('ntp server 192.0.2.1');
    expect(transport).toMatchObject({ text: 'transport input ssh', under: ['line vty 0 4'] });
    expect(found[0]?.count).toBe(2);
  });

  it('is missing where the backup lacks it; without a backup nothing is known', async () => {
    const { ask } = await searched(configs);
    const { names, counts, found } = await ask('^ntp server', { isMissing: true });
    expect(names).toEqual(['sw2']);
    expect(counts).toMatchObject({ having: 1, lacking: 1, noBackup: 1 });
    expect(found[0]).toMatchObject({ count: 0, lines: [] });
  });

  it('is looked at without its indentation', async () => {
    const { ask } = await searched(configs);
    expect((await ask('^transport input')).names).toEqual(['sw1', 'sw2']);
    expect((await ask('^ transport')).names).toEqual([]);
    expect((await ask('^$')).names).toEqual([]);
  });

  it('is shown some times, and counted always', async () => {
    const { ask } = await searched({ sw1: Array.from({ length: 30 }, (_, index) => `ip route 10.0.${index}.0 x`) });
    const { found } = await ask('^ip route', { linesPerDevice: 3 });
    expect(found[0]?.count).toBe(30);
    expect(found[0]?.lines).toHaveLength(3);
  });

  it('comes in pages, in order', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `sw${index}`);
    const { ask } = await searched(Object.fromEntries(names.map((name) => [name, []])));
    const first = await ask('vty', { limit: 3 });
    expect(first).toMatchObject({ names: ['sw0', 'sw1', 'sw2'], total: 7 });
    expect((await ask('vty', { limit: 3, after: 'sw2' })).names).toEqual(['sw3', 'sw4', 'sw5']);
    expect((await ask('vty', { limit: 3, after: 'sw5' })).names).toEqual(['sw6']);
  });
});

describe('below another line', () => {
  const port = (number: number, ...lines: readonly string[]) => [
    `interface Gi1/0/${number}`,
    ...lines.map((line) => ` ${line}`),
  ];
  const configs = {
    sw1: [...port(1, 'shutdown'), ...port(2, 'switchport mode access', 'spanning-tree portfast')],
    sw2: [...port(1, 'spanning-tree portfast'), ...port(2, 'spanning-tree portfast')],
    sw3: ['spanning-tree portfast default'],
    sw4: [...port(1, 'shutdown'), ...port(2)],
  };

  it('only what stands there counts', async () => {
    const { ask } = await searched(configs);
    const { names, counts, found } = await ask('portfast', { below: '^interface Gi' });
    expect(names).toEqual(['sw1', 'sw2']);
    expect(counts).toMatchObject({ having: 2, lacking: 1, notApplicable: 1 });
    expect(found[0]?.lines[0]).toMatchObject({ under: ['interface Gi1/0/2'] });
  });

  it('missing looks at each block by itself, an empty one too', async () => {
    const { ask } = await searched(configs);
    const { names, counts, found } = await ask('portfast', { below: '^interface Gi', isMissing: true });
    expect(names).toEqual(['sw1', 'sw4']);
    expect(counts).toMatchObject({ having: 1, lacking: 2, notApplicable: 1 });
    expect(found.map(({ lines }) => lines.map(({ text }) => text))).toEqual([
      ['interface Gi1/0/1'],
      ['interface Gi1/0/1', 'interface Gi1/0/2'],
    ]);
  });

  it('a line that only mentions the word is no block', async () => {
    const { ask } = await searched({ sw1: ['ip tacacs source-interface Vlan1', ...port(1, 'shutdown')] });
    const { found } = await ask('shutdown', { below: 'interface', isMissing: true });
    expect(found[0]?.lines.map(({ text }) => text)).toEqual(['interface Vlan1']);
  });

  it('holds at any depth', async () => {
    const { ask } = await searched({
      sw1: ['router bgp 65001', ' address-family ipv4 vrf a', '  neighbor 192.0.2.1 activate', ' exit-address-family'],
    });
    const { found } = await ask('activate', { below: '^router bgp' });
    expect(found[0]?.lines[0]?.under).toEqual(['router bgp 65001', 'address-family ipv4 vrf a']);
  });
});

describe('another platform', () => {
  it('is read by its own syntax', async () => {
    const junos = fakeDevice('mx1', { platform: 'juniper_junos' });
    const setting = createBackupSetting([junos]);
    const text = 'system {\n    host-name mx1;\n    services {\n        telnet;\n        ssh;\n    }\n}\n';
    setting.scripts.set('mx1', { answers: { 'show configuration': text } });
    await setting.backup();
    const { found } = await setting.backups.search(
      query([junos], '^telnet;', { under: compileLineMatch('^services') }),
    );
    expect(found[0]?.lines).toEqual([{ number: 4, text: 'telnet;', under: ['system {', 'services {'] }]);
  });
});

describe('a secret', () => {
  const guess = async (setting: BackupSetting, pattern: string) =>
    (await setting.backups.search(query(setting.devices, pattern))).counts.having;

  it('is never what a pattern sees', async () => {
    const { setting } = await searched({ sw1: [] });
    expect(await guess(setting, 'snmp-server community')).toBe(1);
    expect(await guess(setting, SECRET)).toBe(0);
    expect(await guess(setting, `community ${SECRET.slice(0, 1)}`)).toBe(0);
    expect(await guess(setting, 'community <secret:')).toBe(1);
  });

  it('cannot be guessed letter by letter', async () => {
    const { setting } = await searched({ sw1: [] });
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    for (const letter of letters) expect(await guess(setting, `community ${letter}`)).toBe(0);
  });
});

it('agrees with a plain look at every line', async () => {
  const word = fc.constantFrom('ntp', 'ip', 'a', 'b b', 'x1');
  const configs = fc.array(fc.array(word, { maxLength: 6 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(configs, word, fc.boolean(), async (all, pattern, isMissing) => {
      const named = Object.fromEntries(all.map((lines, index) => [`sw${index}`, lines.map((line) => `set ${line}`)]));
      const { ask } = await searched(named);
      const expected = Object.entries(named)
        .filter(([, lines]) => lines.some((line) => line === `set ${pattern}`) !== isMissing)
        .map(([name]) => name);
      expect((await ask(`^set ${pattern}$`, { isMissing })).names).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});
