import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, load, rejection } from './support.ts';

interface World {
  /** ~/.ssh/config and files beside it. */
  readonly ssh: string | Readonly<Record<string, string>>;
  /** Nornir hosts, one per line; platform is filled in by the source. */
  readonly hosts?: string;
  readonly env?: Record<string, string>;
}

async function read({ ssh, hosts = 'sw1: {}\n', env = {} }: World) {
  const files = typeof ssh === 'string' ? { config: ssh } : ssh;
  const home = await folderWith({
    'hosts.yaml': hosts,
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`.ssh/${name}`, text])),
  });
  const inventory = await load(
    {
      inventory: [{ type: 'nornir', path: home, platform: 'linux' }],
      credentials: { default: { username: 'fallback' } },
      ssh: { config_file: '~/.ssh/config' },
    },
    { HOME: home, USER: 'me', ...env },
  );
  const sw1 = inventory.get('sw1');
  if (!sw1) throw new Error('the fixture has sw1');
  return { ...inventory, sw1, home };
}

const hop = (host: string, fields: Record<string, unknown> = {}) => ({ host, port: 22, identityFiles: [], ...fields });

test('the first value said wins, wildcards and negations hold, keywords in any case', async () => {
  const { sw1 } = await read({
    ssh: [
      'Host * !sw1',
      '  User nobody',
      'host SW?',
      '  hostname 10.0.0.9',
      '  PORT=2222',
      'Host *',
      '  Port 1',
      '  User ops # who',
      '  HostKeyAlias box',
    ].join('\n'),
  });
  expect(sw1.target).toEqual(hop('10.0.0.9', { port: 2222, user: 'ops', hostKeyAlias: 'box' }));
});

test('the inventory wins', async () => {
  const { sw1 } = await read({
    ssh: 'Host 10.0.0.1\n  Port 1\n  User nobody\n  ProxyJump wrong\nHost sw1\n  HostName 10.9.9.9\n',
    hosts: 'sw1: {hostname: 10.0.0.1, port: 22, username: ops, data: {jump: "me@b1:2200,b2"}}\n',
  });
  expect(sw1.target).toEqual(hop('10.0.0.1', { user: 'ops' }));
  expect(sw1.jumps).toEqual([hop('b1', { port: 2200, user: 'me' }), hop('b2')]);
});

test('`jump: none` in the inventory means a direct connection', async () => {
  const { sw1 } = await read({ ssh: 'Host *\n ProxyJump b1\n', hosts: 'sw1: {data: {proxyjump: none}}\n' });
  expect(sw1.jumps).toEqual([]);
});

test('several identity files, tokens, variables and the agent', async () => {
  const { sw1, home } = await read({
    ssh: [
      'Host sw1',
      '  HostName %h.example.net',
      '  User ops',
      '  IdentityFile ~/.ssh/%r@%h-%p-%n-%u-%%',
      '  IdentityFile "%d/my key"',
      '  IdentityAgent SSH_AUTH_SOCK',
      'Host *',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: OpenSSH's own variables
      '  IdentityFile ${KEYS}/last',
    ].join('\n'),
    env: { SSH_AUTH_SOCK: '/run/agent', KEYS: '/keys' },
  });
  expect(sw1.target.host).toBe('sw1.example.net');
  expect(sw1.target.identityAgent).toBe('/run/agent');
  expect(sw1.target.identityFiles).toEqual([
    join(home, '.ssh/ops@sw1.example.net-22-sw1-me-%'),
    join(home, 'my key'),
    '/keys/last',
  ]);
});

test.each([
  ['none', {}],
  ['~/agent.sock', { identityAgent: 'HOME/agent.sock' }],
  ['$OTHER', { identityAgent: '/run/other' }],
])('IdentityAgent %s', async (agent, expected) => {
  const { sw1, home } = await read({ ssh: `IdentityAgent ${agent}\n`, env: { OTHER: '/run/other' } });
  expect(sw1.target).toEqual(hop('sw1', JSON.parse(JSON.stringify(expected).replace('HOME', home))));
});

test('each hop is reached as the file says of it, the first one through its own jumps', async () => {
  const { sw1 } = await read({
    ssh: [
      'Host sw*',
      '  ProxyJump b2,ops@b3:2200',
      'Host b2',
      '  HostName b2.example.net',
      '  ProxyJump ssh://b1',
      'Host b1',
      '  Port 2022',
      'Host b3',
      '  User nobody',
      '  ProxyJump never',
    ].join('\n'),
  });
  expect(sw1.jumps).toEqual([hop('b1', { port: 2022 }), hop('b2.example.net'), hop('b3', { port: 2200, user: 'ops' })]);
});

describe('Match', () => {
  test.each([
    ['Match all', true],
    ['Match host 10.*', true],
    ['Match host sw1', false],
    ['Match originalhost sw*,!sw2', true],
    ['Match originalhost sw*,!sw1', false],
    ['Match user fallback', true],
    ['Match !user root host 10.*', true],
    ['Match !host 10.*', false],
    ['Match exec true', false],
  ])('%s', async (line, holds) => {
    const { sw1 } = await read({ ssh: `Host sw1\n  HostName 10.0.0.1\n${line}\n  Port 99\n` });
    expect(sw1.target.port).toBe(holds ? 99 : 22);
  });

  test('what is not evaluated is said, and no command runs', async () => {
    const marker = await folderWith({});
    const { warnings } = await read({ ssh: `Match exec "touch ${marker}/ran"\n  Port 9\n` });
    expect(warnings.join()).toContain('`Match exec` is not evaluated');
    await expect(import('node:fs/promises').then((fs) => fs.readdir(marker))).resolves.toEqual([]);
  });
});

describe('Include', () => {
  test('wildcards, several files, and only where its block holds', async () => {
    const { sw1 } = await read({
      ssh: {
        config: 'Include conf.d/*.conf missing\nHost other\n  Include other\nHost sw1\n  Port 33\n',
        'conf.d/10-a.conf': 'Host sw1\n  User ops\n',
        'conf.d/20-b.conf': 'Host sw1\n  User late\n  HostKeyAlias b\n',
        'conf.d/ignored': 'Host sw1\n  HostName wrong\n',
        other: 'Host *\n  Port 44\n',
      },
    });
    expect(sw1.target).toEqual(hop('sw1', { user: 'ops', port: 33, hostKeyAlias: 'b' }));
  });

  test('a file that includes itself is refused', async () => {
    const error = await rejection(
      read({ ssh: { config: 'Include a', a: 'Include b', b: 'Include a' } }),
      'INVENTORY_INVALID',
    );
    expect(error.message).toMatch(/\.ssh\/a: is included by itself/);
  });

  test('more than sixteen levels are refused', async () => {
    const chain = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, `Include f${i + 1}\n`]));
    await rejection(read({ ssh: { config: 'Include f0', ...chain } }), 'INVENTORY_INVALID');
  });
});

test('a circle of jumps is refused with its way', async () => {
  const error = await rejection(read({ ssh: 'Host *\n  ProxyJump bastion\n' }), 'INVENTORY_INVALID');
  expect(error.message).toContain('sw1 -> bastion -> bastion');
  expect(error.hint).toContain('!bastion');
});

test.each(['a b', '@x', 'x:y', 'x:99999', '-oProxyCommand=x', 'a,,b'])('the jump %j is refused', async (jump) => {
  const hosts = `sw1: {data: {jump: ${JSON.stringify(jump)}}}\n`;
  expect((await rejection(read({ ssh: '', hosts }), 'INVENTORY_INVALID')).message).toContain('jump host');
});

test('ProxyCommand and old algorithms are said once, not obeyed', async () => {
  const { sw1, warnings } = await read({
    ssh: 'Host *\n  ProxyCommand ssh -W %h:%p b1\n  KexAlgorithms +diffie-hellman-group14-sha1\n',
    hosts: 'sw1: {}\nsw2: {}\nsw3: {}\n',
  });
  expect(sw1.jumps).toEqual([]);
  expect(sw1.algorithms).toBe('modern');
  expect(warnings).toHaveLength(2);
  expect(warnings.join('\n')).toMatch(/ProxyCommand is not run.*\(sw1 and 2 more\)/);
  expect(warnings.join('\n')).toContain('algorithms: legacy');
});

test.each(['Host\n', 'Port 70000\n', 'User "open\n', 'Compression\nHost sw1\n'])(
  'the broken file %j is refused',
  async (ssh) => {
    await rejection(read({ ssh }), 'INVENTORY_INVALID');
  },
);

test('a file that was asked for must exist; the default may be missing', async () => {
  const folder = await folderWith({ 'hosts.yaml': 'sw1: {}\n' });
  const inventory = [{ type: 'nornir', path: folder, platform: 'linux' }];
  const loaded = await load({ inventory, ssh: {} }, { HOME: folder });
  expect(loaded.devices).toHaveLength(1);
  await rejection(
    load({ inventory, ssh: { config_file: join(folder, 'none') } }, { HOME: folder }),
    'INVENTORY_INVALID',
  );
});
