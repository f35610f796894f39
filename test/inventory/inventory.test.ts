import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createInventorySource } from '../../src/inventory/inventory.ts';
import { config, folderWith, load, platformNames, rejection, resolvePlatform } from './support.ts';

const HOSTS =
  'sw2: {platform: ios, data: {site: ams}}\nsw1: {platform: ios, data: {site: lon}}\nSW1: {platform: linux}\n';

test('devices come in order of name, by code unit', async () => {
  const { devices, get } = await load({
    inventory: [{ type: 'nornir', path: await folderWith({ 'hosts.yaml': HOSTS }) }],
  });
  expect(devices.map(({ name }) => name)).toEqual(['SW1', 'sw1', 'sw2']);
  expect(get('sw1')?.site).toBe('lon');
  expect(get('constructor')).toBeUndefined();
});

test('a configuration without inventory says what to add', async () => {
  expect((await rejection(load({}), 'INVENTORY_INVALID')).hint).toContain('inventory');
});

describe('rules of the configuration', () => {
  const withRules = async (devices: unknown[], fields: Record<string, unknown> = {}) => {
    const path = await folderWith({ 'hosts.yaml': HOSTS });
    const credentials = { default: { username: 'a' }, core: { username: 'b' } };
    return load({ inventory: [{ type: 'nornir', path }], credentials, devices, ...fields });
  };

  test('apply in order, the last one wins, and see what earlier ones did', async () => {
    const { get, warnings } = await withRules([
      { select: 'all', credential: 'core' },
      { select: 'site=ams', credential: 'default', algorithms: 'legacy', platform: 'eos' },
      { select: 'platform=arista_eos', platform: 'linux' },
      { select: 'zz*', algorithms: 'legacy' },
    ]);
    expect(get('sw1')).toMatchObject({ credential: 'core', algorithms: 'modern', platform: 'cisco_ios' });
    expect(get('sw2')).toMatchObject({ credential: 'default', algorithms: 'legacy', platform: 'linux' });
    expect(warnings.join()).toContain('devices[3].select');
  });

  test.each([
    ['site=amz', 'devices[0].select: No device has the site `amz`'],
    ['version<17', 'devices[0].select: A rule cannot ask'],
    ['run=r-1', 'devices[0].select: A rule cannot ask'],
    ['(', 'devices[0].select: '],
  ])('%s is refused', async (select, message) => {
    expect((await rejection(withRules([{ select }]), 'CONFIG_INVALID')).message).toContain(message);
  });

  test('a platform that is none is refused', async () => {
    const error = await rejection(withRules([{ select: 'sw1', platform: 'cisco_iso' }]), 'INVENTORY_INVALID');
    expect(error.hint).toContain('cisco_ios');
  });

  test('a rule can give a platform where the inventory has none, or a wrong one', async () => {
    const path = await folderWith({ 'hosts.yaml': 'sw1: {}\nsw2: {platform: odd}\n' });
    const { devices } = await load({
      inventory: [{ type: 'nornir', path }],
      devices: [{ select: 'all', platform: 'ios' }],
    });
    expect(devices.map(({ platform }) => platform)).toEqual(['cisco_ios', 'cisco_ios']);
  });
});

describe('an inventory source', () => {
  const open = (path: string) => {
    const fields = { inventory: [{ type: 'nornir', path, platform: 'linux' }] };
    return createInventorySource({ config: config(fields), env: {}, resolvePlatform, platformNames });
  };

  test('is read again only when a file has changed, appeared or gone', async () => {
    const path = await folderWith({ 'hosts.yaml': 'sw1: {}\n' });
    const source = open(path);
    const first = await source.current();
    expect(await source.current()).toBe(first);
    await writeFile(join(path, 'hosts.yaml'), 'sw1: {}\nsw22: {}\n');
    const second = await source.current();
    expect(second.devices).toHaveLength(2);
    await writeFile(join(path, 'defaults.yaml'), 'data: {site: ams}\n');
    expect((await source.current()).get('sw1')?.site).toBe('ams');
    await rm(join(path, 'defaults.yaml'));
    expect((await source.current()).get('sw1')?.site).toBe(null);
  });

  test('shares one reading between callers', async () => {
    const source = open(await folderWith({ 'hosts.yaml': 'sw1: {}\n' }));
    const [a, b] = await Promise.all([source.current(), source.current()]);
    expect(a).toBe(b);
  });

  test('says what is wrong until it is mended', async () => {
    const path = await folderWith({ 'hosts.yaml': 'sw1: [\n' });
    const source = open(path);
    await rejection(source.current(), 'INVENTORY_INVALID');
    await rejection(source.current(), 'INVENTORY_INVALID');
    await writeFile(join(path, 'hosts.yaml'), 'sw1: {}\n');
    expect((await source.current()).devices).toHaveLength(1);
  });
});

// A quadratic slip would take longer than a test may.
test('2,500 devices are read', async () => {
  const hosts = Array.from(
    { length: 2_500 },
    (_, i) => `sw${i}: {hostname: 10.0.${i >> 8}.${i & 255}, groups: [g], data: {site: s${i % 20}}}`,
  );
  const path = await folderWith({
    'hosts.yaml': hosts.join('\n'),
    'groups.yaml': 'g: {platform: ios}\n',
    ssh: Array.from({ length: 500 }, (_, i) => `Host sw${i} 10.0.${i}.*\n  Port 2222\n`).join(''),
  });
  const { devices } = await load({ inventory: [{ type: 'nornir', path }], ssh: { config_file: join(path, 'ssh') } });
  expect(devices).toHaveLength(2_500);
});
