/** The search as a tool: words, pages, room and bad input. */
import { describe, expect, it } from 'vitest';
import { backupConfigs } from '../../src/tools/backup-configs.ts';
import { searchConfigs } from '../../src/tools/search-configs.ts';
import { createToolSetting, fakeDevice } from '../support/tool-setting.ts';

const SECRET = 'hunter2-PLANTED';

function configOf(name: string, lines: readonly string[]): string {
  const head = [
    'version 15.2',
    `hostname ${name}`,
    `username admin password ${SECRET}`,
    'ip classless',
    'no ip http server',
  ];
  return [
    ...head,
    ...lines,
    'line con 0',
    ' logging synchronous',
    'line vty 0 4',
    ' transport input ssh',
    'end',
    '',
  ].join('\n');
}

async function backedUp(configs: Readonly<Record<string, readonly string[] | null>>) {
  const setting = createToolSetting({
    devices: Object.keys(configs).map((name) => fakeDevice(name)),
    planted: SECRET,
    script: ({ name }) => {
      const lines = configs[name];
      return lines == null ? {} : { answers: { 'show running-config': configOf(name, lines) } };
    },
  });
  await setting.call(backupConfigs, { select: 'all' });
  const search = (pattern: string, more: Record<string, unknown> = {}) =>
    setting.call(searchConfigs, { pattern, ...more });
  return { setting, search };
}

describe('search_configs', () => {
  it('says how many have the line, lack it, and are unknown, and how old that is', async () => {
    const { search } = await backedUp({ sw1: ['ntp server 192.0.2.1'], sw2: [], sw3: null });
    const answer = await search('^ntp server');
    expect(answer).toMatchObject({
      headline: '1 of 3 devices have it; 1 lack it; 1 have no backup and are unknown.',
      counts: { selected: 3, with_line: 1, without_line: 1, not_applicable: 0, no_backup: 1 },
      no_backup: ['sw3'],
      oldest_backup: '2026-11-23T10:15:02.000Z',
      next: ['backup_configs select="all"'],
      next_cursor: null,
    });
    expect(answer.devices).toEqual([
      {
        device: 'sw1',
        platform: 'cisco_ios',
        count: 1,
        lines: [{ number: 6, text: 'ntp server 192.0.2.1', under: [] }],
        more: 0,
      },
    ]);
    const missing = await search('^ntp server', { missing: true });
    expect(missing.headline).toBe('1 of 3 devices lack it; 1 have it; 1 have no backup and are unknown.');
    expect(missing.devices.map(({ device }) => device)).toEqual(['sw2']);
  });

  it('searches only what is selected', async () => {
    const { search } = await backedUp({ sw1: [], sw2: [] });
    expect((await search('hostname', { select: 'sw2' })).counts.selected).toBe(1);
  });

  it('gives every device once over its pages', async () => {
    const names = Array.from({ length: 90 }, (_, index) => `sw${String(index).padStart(3, '0')}`);
    const lines = Array.from(
      { length: 5 },
      (_, index) => `ip route 10.0.${index}.0 255.255.255.0 "${'x'.repeat(150)}"`,
    );
    const { search } = await backedUp(Object.fromEntries(names.map((name) => [name, lines])));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof search>> = await search('^ip route', cursor === null ? {} : { cursor });
      expect(page.total).toBe(90);
      expect(JSON.stringify(page).length).toBeLessThanOrEqual(6_000);
      seen.push(...page.devices.map(({ device }) => device));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(names);
  });

  it('shows many lines of the only device, and counts those that do not fit', async () => {
    const lines = Array.from(
      { length: 400 },
      (_, index) => `ip route 10.${index}.0.0 255.255.0.0 "${'"'.repeat(100)}"`,
    );
    const { search } = await backedUp({ sw1: lines });
    const answer = await search('^ip route');
    const [found] = answer.devices;
    expect(JSON.stringify(answer).length).toBeLessThanOrEqual(20_000);
    expect(found?.count).toBe(400);
    expect(found?.lines.length).toBeGreaterThan(20);
    expect((found?.lines.length ?? 0) + (found?.more ?? 0)).toBe(400);
  });

  it('cannot be asked for a secret', async () => {
    const { search } = await backedUp({ sw1: [] });
    expect((await search(SECRET)).counts.with_line).toBe(0);
    expect(JSON.stringify(await search('username'))).not.toContain(SECRET);
  });

  it.each([
    [{ pattern: 'a(b' }, 'pattern: missing closing )'],
    [{ pattern: 'x(?=y)' }, 'pattern: '],
    [{ pattern: 'a', under: '[z-a]' }, 'under: invalid character class range'],
  ])('refuses %j with its reason', async (args, message) => {
    const { setting } = await backedUp({ sw1: [] });
    const asked = setting.call(searchConfigs, args);
    await expect(asked).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining(message) });
  });

  it('knows nothing before the first backup, and says what to do', async () => {
    const setting = createToolSetting({ devices: [fakeDevice('sw1')] });
    const answer = await setting.call(searchConfigs, { pattern: 'x', missing: true });
    expect(answer).toMatchObject({
      counts: { without_line: 0, no_backup: 1 },
      oldest_backup: null,
      devices: [],
      next: ['backup_configs select="all"'],
    });
  });
});
