import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/config.ts';
import type { Device } from '../../src/inventory/device.ts';
import { device, folderWith, load, rejection } from './support.ts';

const FLEET = fileURLToPath(new URL('../fixtures/inventory/fleet/', import.meta.url));

const OXIDIZED_COLUMNS = Object.fromEntries(
  ['name', 'ip', 'model', 'port', 'username', 'group', 'tags', 'site', 'role', 'pair', 'rack', 'owner', 'jump']
    .concat('rollcall_algorithms')
    .map((field, i) => [field, i]),
);

interface Format {
  readonly title: string;
  readonly source: (folder: string) => Record<string, unknown>;
  /** The fixture's file that lists devices. */
  readonly file: string;
  /** One device with this name and address. */
  readonly one: (name: string, host: string) => string;
  /** The same with a password in the format's usual place. */
  readonly secret: (password: string) => string;
  /** Ansible lets a host be written down in several places. */
  readonly duplicatesMerge?: boolean;
}

const FORMATS: readonly Format[] = [
  {
    title: 'nornir',
    source: (folder) => ({ type: 'nornir', path: folder }),
    file: 'nornir/hosts.yaml',
    one: (name, host) => `${JSON.stringify(name)}: {hostname: ${host}, platform: ios}\n`,
    secret: (password) =>
      `sw1: {hostname: h, platform: ios, password: ${password}, data: {snmp_community: ${password}}}\n`,
  },
  {
    title: 'ansible yaml',
    source: (folder) => ({ type: 'ansible', path: join(folder, 'inventory.yml') }),
    file: 'ansible-yaml/inventory.yml',
    one: (name, host) =>
      `all: {children: {g: {hosts: {${JSON.stringify(name)}: {ansible_host: ${host}, ansible_network_os: ios}}}}}\n`,
    secret: (password) =>
      `all: {hosts: {sw1: {ansible_network_os: ios, ansible_ssh_pass: ${password}, snmp: {community: ${password}}}}}\n`,
    duplicatesMerge: true,
  },
  {
    title: 'ansible ini',
    source: (folder) => ({ type: 'ansible', path: join(folder, 'hosts') }),
    file: 'ansible-ini/hosts',
    one: (name, host) => `'${name}' ansible_host=${host} ansible_network_os=ios\n`,
    secret: (password) => `sw1 ansible_network_os=ios ansible_become_password=${password} api_key=${password}\n`,
    duplicatesMerge: true,
  },
  {
    title: 'csv',
    source: (folder) => ({ type: 'csv', path: join(folder, 'devices.csv') }),
    file: 'csv/devices.csv',
    one: (name, host) => `name,host,platform\n"${name}",${host},ios\n`,
    secret: (password) => `name,platform,password,Enable Secret\nsw1,ios,${password},${password}\n`,
  },
  {
    title: 'oxidized',
    source: (folder) => ({ type: 'oxidized', path: join(folder, 'router.db') }),
    file: 'oxidized/router.db',
    one: (name, host) => `${name}:${host}:ios\n`,
    secret: (password) => `sw1:10.0.0.1:ios:admin:${password}:${password}\n`,
  },
];

const EXPECTED: readonly Device[] = [
  device('ams-acc-1', {
    target: { host: '10.1.0.1', port: 22, identityFiles: [] },
    groups: ['access', 'ams', 'campus'],
    tags: ['floor1', 'poe'],
    site: 'ams',
    role: 'access',
    data: { pair: 'ams-acc-2', rack: 'r12', owner: 'netteam' },
  }),
  device('ams-acc-2', {
    target: { host: '10.1.0.2', port: 2222, identityFiles: [] },
    groups: ['access', 'ams', 'campus'],
    tags: ['floor1'],
    site: 'ams',
    role: 'access',
    data: { pair: 'ams-acc-1', rack: 'r13', owner: 'netteam' },
  }),
  device('lon-core-1', {
    platform: 'arista_eos',
    target: { host: 'core1.lon.example.net', port: 22, user: 'netops', identityFiles: [] },
    jumps: [{ host: 'bastion.example.net', port: 22, identityFiles: [] }],
    algorithms: 'legacy',
    groups: ['campus', 'core'],
    site: 'lon',
    role: 'core',
    data: { rack: 'r1', owner: 'netteam' },
  }),
];

test('every type of source of the configuration is covered', () => {
  const options = configSchema.shape.inventory.unwrap().element.options.map((option) => option.shape.type.value);
  expect(options.length).toBeGreaterThan(3);
  for (const type of options) expect(FORMATS.some(({ title }) => title.startsWith(type))).toBe(true);
});

describe.each(FORMATS)('$title', ({ source, file, one, secret, duplicatesMerge, title }) => {
  const name = file.split('/').at(-1) ?? '';
  const read = async (text: string | Uint8Array) => load({ inventory: [source(await folderWith({ [name]: text }))] });

  test('gives the same devices as every other format', async () => {
    const folder = join(FLEET, file.split('/')[0] ?? '');
    const columns = title === 'oxidized' ? { columns: OXIDIZED_COLUMNS } : {};
    const inventory = await load({ inventory: [{ ...source(folder), ...columns }] });
    expect(inventory.devices).toEqual(EXPECTED);
    expect(inventory.get('ams-acc-2')?.target.port).toBe(2222);
    expect(inventory.warnings).toEqual([]);
  });

  test('a missing file is named', async () => {
    const error = await rejection(load({ inventory: [source(join(FLEET, 'nowhere'))] }), 'INVENTORY_INVALID');
    expect(error.message).toMatch(/nowhere.*does not exist/);
  });

  test('a folder in the place of a file is named', async () => {
    const folder = await folderWith({ [`${name}/x`]: '' });
    const error = await rejection(load({ inventory: [source(folder)] }), 'INVENTORY_INVALID');
    expect(error.message).toContain('is a folder');
  });

  test('text that is not UTF-8 is refused', async () => {
    const error = await rejection(read(Buffer.from('name\nsw\xe9\n', 'latin1')), 'INVENTORY_INVALID');
    expect(error.message).toContain('not UTF-8');
  });

  test('an empty file is an empty inventory, said so', async () => {
    const error = await rejection(read(''), 'INVENTORY_INVALID');
    expect(error.message).toContain('no devices');
  });

  test('an empty source beside another is a warning', async () => {
    const folder = await folderWith({ [name]: '', 'more/hosts.yaml': 'sw1: {platform: ios}\n' });
    const inventory = await load({ inventory: [source(folder), { type: 'nornir', path: join(folder, 'more') }] });
    expect(inventory.devices.map((found) => found.name)).toEqual(['sw1']);
    expect(inventory.warnings.join()).toContain('lists no device');
  });

  test.each(['a/b', '..', '.git', '../../etc/passwd', 'CON', 'sw1.example.net', 'Büro 1'])(
    'the name %s is allowed',
    async (given) => {
      const inventory = await read(one(given, '10.0.0.1'));
      expect(inventory.get(given)?.target.host).toBe('10.0.0.1');
    },
  );

  test.each(['-oProxyCommand=x', 'sw\u202e1', 'sw\u200b1', `s${'w'.repeat(300)}`])(
    'the name %j is refused',
    async (given) => {
      const error = await rejection(read(one(given, '10.0.0.1')), 'INVENTORY_INVALID');
      expect(error.message).toMatch(new RegExp(`${name}:\\d+: the name`));
      expect(error.message).not.toMatch(/[\u202e\u200b]/);
    },
  );

  test('an unknown platform is named with its device, place and near matches', async () => {
    const text = one('sw1', '10.0.0.1').replace('ios', 'cisco_iso');
    const error = await rejection(read(text), 'INVENTORY_INVALID');
    expect(error.message).toMatch(new RegExp(`${name}:\\d+: \`sw1\` has the unknown platform \`cisco_iso\``));
    expect(error.hint).toContain('cisco_ios');
  });

  test('passwords are left out, with a warning that does not repeat them', async () => {
    const { devices, warnings } = await read(secret('hunter2hunter2'));
    expect(devices).toHaveLength(1);
    expect(warnings.length).toBeGreaterThan(0);
    expect(warnings.join('\n')).toContain('is ignored');
    expect(JSON.stringify([devices, warnings])).not.toContain('hunter2');
  });

  test('a name in two sources names both places', async () => {
    const folder = await folderWith({
      [name]: one('sw1', '10.0.0.1'),
      'more/hosts.yaml': 'x: {platform: ios}\nsw1: {platform: ios}\n',
    });
    const sources = [source(folder), { type: 'nornir', path: join(folder, 'more') }];
    const error = await rejection(load({ inventory: sources }), 'INVENTORY_INVALID');
    expect(error.message).toMatch(new RegExp(`more/hosts.yaml:2: .*\`sw1\`.*${name}:\\d+`));
  });

  test('a name twice in one file names both lines, where the format does not merge them', async () => {
    const text = one('sw1', '10.0.0.1');
    const again = text.startsWith('name,') ? text.split('\n').slice(1).join('\n') : text;
    if (duplicatesMerge) {
      const merged = title === 'ansible ini' ? `${text}[more]\n'sw1' rack=r1\n` : text;
      expect((await read(merged)).devices).toHaveLength(1);
      return;
    }
    const error = await rejection(read(text + again), 'INVENTORY_INVALID');
    expect(error.message).toMatch(/:\d+: .*sw1.*(?:line |:)\d+/);
  });
});

describe('a port', () => {
  test.each([
    ['hosts.yaml', 'sw1: {platform: ios, port: 70000}\n', { type: 'nornir' }],
    ['hosts.yml', 'all: {hosts: {sw1: {ansible_port: 70000, ansible_network_os: ios}}}\n', { type: 'ansible' }],
    ['hosts', 'sw1 ansible_port=no ansible_network_os=ios\n', { type: 'ansible' }],
    ['devices.csv', 'name,port,platform\nsw1,0,ios\n', { type: 'csv' }],
    ['router.db', 'sw1:22x:ios\n', { type: 'oxidized', columns: { name: 0, ssh_port: 1, model: 2 } }],
  ])('that is none is refused in %s', async (name, text, fields) => {
    const folder = await folderWith({ [name]: text });
    const error = await rejection(load({ inventory: [{ ...fields, path: join(folder, name) }] }), 'INVENTORY_INVALID');
    expect(error.message).toMatch(/:\d: `port` must be/);
  });
});
