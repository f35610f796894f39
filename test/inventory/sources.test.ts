import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvRows } from '../../src/inventory/sources/csv-rows.ts';
import { folderWith, load, rejection } from './support.ts';

const BOMB = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join()}]`),
].join('\n');

describe('nornir', () => {
  const read = async (files: Record<string, string>) =>
    load({ inventory: [{ type: 'nornir', path: await folderWith(files) }] });

  test('a host takes from itself, then its groups depth first in their order, then the defaults', async () => {
    const { devices } = await read({
      'hosts.yaml': 'sw1: {groups: [b, c], data: {own: host, shared: host}}\n',
      'groups.yaml': [
        'a: {port: 1001, username: from-a, data: {deep: a, shared: a}}',
        'b: {groups: [a], data: {first: b}}',
        'c: {port: 1003, username: from-c, platform: eos, data: {first: c, deep: c}}',
      ].join('\n'),
      'defaults.yaml': 'platform: ios\nport: 9\ndata: {first: d, last: d}\n',
    });
    expect(devices[0]).toMatchObject({
      platform: 'arista_eos',
      target: { port: 1001, user: 'from-a' },
      groups: ['a', 'b', 'c'],
      data: { own: 'host', shared: 'host', deep: 'a', first: 'b', last: 'd' },
    });
  });

  test('SSH connection options win over the host; platform is a hint', async () => {
    const { devices } = await read({
      'hosts.yaml': [
        'sw1:',
        '  hostname: 10.0.0.1',
        '  connection_options:',
        '    netmiko: {port: 2200, platform: ios, extras: {secret: s3cr3t-enable}}',
        '    napalm: {port: 443, platform: eos}',
        'sw2: {platform: linux, connection_options: {napalm: {platform: eos}}}',
      ].join('\n'),
    });
    expect(devices[0]).toMatchObject({ platform: 'cisco_ios', target: { host: '10.0.0.1', port: 2200 } });
    expect(devices[1]).toMatchObject({ platform: 'linux', target: { host: 'sw2', port: 22 } });
    expect(JSON.stringify(devices)).not.toContain('s3cr3t');
  });

  test('a group that is not there is named with near matches', async () => {
    const files = { 'hosts.yaml': '\nsw1: {groups: [acess]}\n', 'groups.yaml': 'access: {platform: ios}\n' };
    const error = await rejection(read(files), 'INVENTORY_INVALID');
    expect(error.message).toMatch(/hosts.yaml:2: there is no group `acess`/);
    expect(error.hint).toContain('access');
  });

  test.each([
    ['broken YAML', 'sw1: {platform: ios}\nsw2: [\nsw3: x\n', /hosts\.yaml:[234]: /],
    [
      'a duplicate key',
      'sw1: {platform: ios}\nsw2: {platform: ios}\nsw1: {platform: ios}\n',
      /:3: the key `sw1` is already there at line 1/,
    ],
    ['an alias bomb', BOMB, /alias too often/],
    ['a tag', 'sw1: !!js/function "x"\n', /hosts.yaml:1: /],
    ['a list of hosts', '- sw1\n', /must be a map/],
    ['a host that is text', 'sw1: ios\n', /hosts.yaml:1: must be a map/],
    ['deep nesting', '['.repeat(50_000), /nested too deeply|hosts.yaml:1/],
  ])('%s is refused', async (_, text, message) => {
    expect((await rejection(read({ 'hosts.yaml': text }), 'INVENTORY_INVALID')).message).toMatch(message);
  });

  test('one anchor used by thousands of hosts is no bomb', async () => {
    const hosts = Array.from({ length: 3_000 }, (_, i) => `sw${i}: {<<: *base, hostname: h${i}}`).join('\n');
    const { devices } = await read({ 'hosts.yaml': `sw-base: &base {platform: ios}\n${hosts}\n` });
    expect(devices).toHaveLength(3_001);
  });

  test('keys of JavaScript objects are keys like any other', async () => {
    const { devices } = await read({
      'hosts.yaml': '__proto__: {platform: ios, data: {__proto__: x, constructor: y}}\nconstructor: {platform: ios}\n',
    });
    expect(devices.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
    expect(Object.keys(devices[0]?.data ?? {})).toEqual(['__proto__', 'constructor']);
  });
});

describe('ansible', () => {
  const read = async (name: string, files: Record<string, string>) =>
    load({ inventory: [{ type: 'ansible', path: join(await folderWith(files), name), platform: 'linux' }] });

  test('a port behind the name counts, part of an IPv6 address does not', async () => {
    const { devices } = await read('hosts', { hosts: 'sw[1:2]:2222\n2001:db8::1\n' });
    expect(devices.map(({ name, target }) => [name, target.port])).toEqual([
      ['2001:db8::1', 22],
      ['sw1', 2222],
      ['sw2', 2222],
    ]);
  });

  test('ranges count with leading zeros, steps, letters and several at once', async () => {
    const { devices } = await read('hosts', { hosts: 'sw[08:10]\nr[1:5:2]-[a:b]\n' });
    expect(devices.map(({ name }) => name)).toEqual([
      'r1-a',
      'r1-b',
      'r3-a',
      'r3-b',
      'r5-a',
      'r5-b',
      'sw08',
      'sw09',
      'sw10',
    ]);
  });

  test.each([
    ['sw[1:999999]', /too long/],
    ['sw[9:1]', /empty/],
    ['[a:hosts:x]', /hosts:1/],
    ['[g:foo]', /:foo/],
    ['[g:vars]\nno value', /hosts:2: expected `name=value`/],
    ['sw1 novalue', /hosts:1: expected/],
    ["sw1 a='open", /hosts:1: a quote/],
    ['[a:children]\nb\n[b:children]\na\n[a]\nsw1', /inside itself/],
  ])('the INI %j is refused with its line', async (text, message) => {
    expect((await rejection(read('hosts', { hosts: text }), 'INVENTORY_INVALID')).message).toMatch(message);
  });

  test('deep groups win over shallow, hosts over groups, files over the inventory', async () => {
    const { devices } = await read('inv.yml', {
      'inv.yml': [
        'all:',
        '  vars: {v: all, w: all, x: all, y: all}',
        '  children:',
        '    zone: {vars: {w: zone, x: zone, y: zone}, children: {access: {hosts: {sw1: {y: host}}}}}',
        '    access: {vars: {x: access, y: access}}',
      ].join('\n'),
      'group_vars/zone.yml': 'f: zone\ng: zone\n',
      'group_vars/access/main.yml': 'g: access\n',
      'host_vars/sw1.yml': 'y: file\n',
    });
    expect(devices[0]?.data).toEqual({ v: 'all', w: 'zone', x: 'access', y: 'file', f: 'zone', g: 'access' });
    expect(devices[0]?.groups).toEqual(['access', 'zone']);
  });

  test('vaulted values and files, templates and local connections are said, not used', async () => {
    const { devices, warnings } = await read('inv.yml', {
      'inv.yml': [
        'all:',
        '  hosts:',
        '    sw1:',
        '      ansible_host: "{{ inventory_hostname }}.example.net"',
        "      ansible_user: \"{{ lookup('env', 'USER') }}\"",
        '      ansible_password: !vault |',
        '        $ANSIBLE_VAULT;1.1;AES256',
        '        6162',
        '      ansible_ssh_common_args: -o ProxyCommand="ssh -W %h:%p b"',
        '    localhost: {ansible_connection: local}',
      ].join('\n'),
      'group_vars/all.yml': '$ANSIBLE_VAULT;1.1;AES256\n6162\n',
    });
    expect(devices.map(({ name }) => name)).toEqual(['sw1']);
    expect(devices[0]?.target).toEqual({ host: 'sw1.example.net', port: 22, identityFiles: [] });
    const all = warnings.join('\n');
    for (const part of ['inv.yml: encrypted', 'all.yml: encrypted', 'ansible_user', 'common_args', 'localhost']) {
      expect(all).toContain(part);
    }
  });

  test('a key file comes from the inventory', async () => {
    const { devices } = await read('hosts', { hosts: 'sw1 ansible_ssh_private_key_file=/keys/a ansible_user=ops\n' });
    expect(devices[0]?.target).toEqual({ host: 'sw1', port: 22, user: 'ops', identityFiles: ['/keys/a'] });
  });
});

describe('csv', () => {
  const read = async (text: string, fields: Record<string, unknown> = {}) =>
    load({ inventory: [{ type: 'csv', path: join(await folderWith({ 'd.csv': text }), 'd.csv'), ...fields }] });

  test('columns can be mapped, and a delimiter set', async () => {
    const text = 'Gerät;Adresse;OS;Etage\r\nsw1;10.0.0.1;ios;"3;4"\r\n';
    const { devices } = await read(text, { delimiter: ';', columns: { name: 'Gerät', host: 'adresse' } });
    expect(devices[0]).toMatchObject({ name: 'sw1', target: { host: '10.0.0.1' }, data: { Etage: '3;4' } });
  });

  test('`hostname` is the address beside a name, and the name without one', async () => {
    const beside = await read('name,hostname,platform\nsw1,h1,ios\n');
    expect(beside.devices[0]).toMatchObject({ name: 'sw1', target: { host: 'h1' } });
    const alone = await read('hostname,ip,platform\nsw1,10.0.0.1,ios\n');
    expect(alone.devices[0]).toMatchObject({ name: 'sw1', target: { host: '10.0.0.1' } });
  });

  test.each([
    ['name;platform\nsw1;ios\n', /no column is called `name`/],
    ['device,Name,platform\nsw1,x,ios\n', /two columns give `name`/],
    ['name,platform\nsw1,ios,extra\n', /d.csv:2: has 3 fields where the header has 2/],
    ['name,platform\n\n"sw1,ios\n', /d.csv:3: a quoted field starts here/],
    ['name,rollcall_credential,platform\nsw1,nobody,ios\n', /d.csv:2: .*`nobody`/],
    ['name,algorithms,platform\nsw1,old,ios\n', /modern or legacy/],
    ['name,ip\nsw1,10.0.0.1\n', /`sw1` has no platform/],
  ])('%j is refused', async (text, message) => {
    expect((await rejection(read(text), 'INVENTORY_INVALID')).message).toMatch(message);
  });

  test('what a spreadsheet writes is read back, whatever the fields hold', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', 'é', '\r') });
    const row = fc.array(field, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
        const text = rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join(end);
        const found = csvRows(text, ',') as readonly { fields: readonly string[] }[];
        expect(found.map(({ fields }) => fields)).toEqual(rows.filter((cells) => cells.some((cell) => cell !== '')));
      }),
    );
  });
});

describe('oxidized', () => {
  const read = async (text: string, fields: Record<string, unknown> = {}) =>
    load({
      inventory: [{ type: 'oxidized', path: join(await folderWith({ 'router.db': text }), 'router.db'), ...fields }],
    });

  test('both usual layouts are understood', async () => {
    const { devices } = await read('sw1:ios\nsw2:ios:admin\nsw3:10.0.0.3:eos\nsw4:10.0.0.4:ios:ops\n');
    expect(devices.map(({ platform, target }) => [platform, target.host, target.user])).toEqual([
      ['cisco_ios', 'sw1', undefined],
      ['cisco_ios', 'sw2', 'admin'],
      ['arista_eos', '10.0.0.3', undefined],
      ['cisco_ios', '10.0.0.4', 'ops'],
    ]);
  });

  test('a mapped column that is not ours becomes data', async () => {
    const { devices } = await read('sw1;ios;42\n', { delimiter: ';', columns: { name: 0, model: 1, constructor: 2 } });
    expect(devices[0]?.data).toEqual({ constructor: '42' });
  });

  test('a line with more fields than the layout has is refused', async () => {
    const error = await rejection(read('\nsw1:fe80::1:ios:a:b:c\n'), 'INVENTORY_INVALID');
    expect(error.message).toMatch(/router.db:2: has 8 fields/);
  });
});
