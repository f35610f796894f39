/** The inventory as a reader sees it: counts, pages, fields, remembered facts, and no credential. */
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { checkDevices } from '../../src/tools/check-devices.ts';
import { listDevices } from '../../src/tools/list-devices.ts';
import { createToolSetting, fakeDevice } from '../support/tool-setting.ts';

type Page = z.infer<typeof listDevices.output>;

const many = Array.from({ length: 47 }, (_, index) =>
  fakeDevice(`sw${String(index).padStart(2, '0')}`, { site: index < 5 ? null : `site${index % 14}` }),
);

describe('counts', () => {
  it('name the ten largest and count the rest', async () => {
    const page: Page = await createToolSetting({ devices: many }).call(listDevices, {});
    const { top, other_names, other_devices } = page.by_site;
    expect(page.total).toBe(47);
    expect(top).toHaveLength(10);
    expect(top[0]).toEqual({ name: null, devices: 5 });
    expect(other_names).toBe(5);
    expect(top.reduce((sum, kind) => sum + kind.devices, other_devices)).toBe(47);
  });
});

describe('pages', () => {
  it('reach every device once, in order of name', async () => {
    const setting = createToolSetting({ devices: many });
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await setting.call(listDevices, { limit: 10, ...(cursor !== null && { cursor }) });
      seen.push(...page.devices.map((device) => device['name']));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(many.map((device) => device.name));
  });

  it('go on after the largest devices there can be', async () => {
    const word = 'w'.repeat(300);
    const long = {
      site: word,
      role: word,
      groups: Array(50).fill(word),
      tags: Array(50).fill(word),
      data: { rack: word, owner: word },
    };
    const devices = [...'abcdefgh'].map((name) => fakeDevice(name.repeat(200), long));
    const fields = ['platform', 'site', 'role', 'host', 'groups', 'tags', 'jumps', 'data.rack', 'data.owner'];
    const setting = createToolSetting({ devices });
    const page: Page = await setting.call(listDevices, { fields });
    expect(JSON.stringify(page).length).toBeLessThanOrEqual(6_000);
    expect(page.devices.length).toBeGreaterThan(0);
    expect(page.next_cursor).toBe(page.devices.at(-1)?.['name']);
  });
});

describe('fields', () => {
  it('come from the inventory and from the last check', async () => {
    const device = fakeDevice('sw1', { data: { rack: 12, nested: { password: 'x' } }, tags: ['lab'] });
    const version = 'Cisco IOS Software, Version 15.2(7)E2, RELEASE SOFTWARE (fc3)\nsw1 uptime is 2 weeks\n';
    const setting = createToolSetting({ devices: [device], script: () => ({ answers: { 'show version': version } }) });
    const fields = ['host', 'tags', 'data.rack', 'data.nested', 'data.missing', 'version'];
    const shown = {
      name: 'sw1',
      host: 'sw1.example.net',
      tags: ['lab'],
      'data.rack': 12,
      'data.nested': null,
      'data.missing': null,
    };
    const before: Page = await setting.call(listDevices, { fields });
    expect(before.devices).toEqual([{ ...shown, version: null }]);
    await setting.call(checkDevices, { select: 'all' });
    const after: Page = await setting.call(listDevices, { fields });
    expect(after.devices).toEqual([{ ...shown, version: '15.2(7)E2' }]);
    const newer = setting.call(listDevices, { select: 'version>=16' });
    await expect(newer).rejects.toMatchObject({ code: 'EMPTY_SELECTION' });
  });

  it.each(['credential', 'data.ansible_password', 'data.enable_secret', 'data.snmp_community', 'constructor', 'data.'])(
    'do not show %s',
    async (field) => {
      const device = fakeDevice('sw1', { data: { ansible_password: 'x', enable_secret: 'x', snmp_community: 'x' } });
      const call = createToolSetting({ devices: [device] }).call(listDevices, { fields: [field] });
      await expect(call).rejects.toMatchObject({ code: 'BAD_INPUT', hint: expect.stringContaining('data.<name>') });
    },
  );

  it('do not include the credential set by default', async () => {
    const page: Page = await createToolSetting({ devices: [fakeDevice('sw1', { credential: 'core-admins' })] }).call(
      listDevices,
      {},
    );
    expect(JSON.stringify(page)).not.toContain('core-admins');
  });
});
