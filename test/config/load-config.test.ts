import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { folderWith, rejection } from '../inventory/support.ts';

/** Loads `text` as rollcall.yaml of the working directory; HOME is that directory too. */
async function read(text: string | Uint8Array, env: Record<string, string> = {}) {
  const cwd = await folderWith({ 'rollcall.yaml': text });
  return { cwd, ...(await loadConfig({ cwd, env: { HOME: cwd, ...env } })) };
}
const refused = async (text: string | Uint8Array, env: Record<string, string> = {}) =>
  rejection(read(text, env), 'CONFIG_INVALID');

describe('where it is looked for', () => {
  const files = {
    'a.yaml': 'mode: read-write',
    'b.yaml': '',
    'w/rollcall.yaml': '',
    '.config/rollcall/rollcall.yaml': '',
  };

  test("an explicit path, ROLLCALL_CONFIG, the working directory, the user's folder", async () => {
    const home = await folderWith(files);
    const env = { HOME: home, ROLLCALL_CONFIG: '~/b.yaml' };
    const cwd = join(home, 'w');
    expect((await loadConfig({ explicitPath: '../a.yaml', env, cwd })).file).toBe(join(home, 'a.yaml'));
    expect((await loadConfig({ env, cwd })).file).toBe(join(home, 'b.yaml'));
    expect((await loadConfig({ env: { HOME: home }, cwd })).file).toBe(join(cwd, 'rollcall.yaml'));
    const last = await loadConfig({ env: { HOME: home }, cwd: home });
    expect(last.file).toBe(join(home, '.config/rollcall/rollcall.yaml'));
    const moved = loadConfig({ env: { HOME: home, XDG_CONFIG_HOME: join(home, 'x') }, cwd: home });
    expect((await rejection(moved, 'CONFIG_INVALID')).hint).toContain('rollcall init');
  });

  test('an explicit path that does not exist is an error, not a reason to look on', async () => {
    const home = await folderWith(files);
    const error = await rejection(
      loadConfig({ explicitPath: 'none.yaml', env: {}, cwd: join(home, 'w') }),
      'CONFIG_INVALID',
    );
    expect(error.message).toMatch(/none.yaml: does not exist/);
    await rejection(loadConfig({ explicitPath: home, env: {}, cwd: home }), 'CONFIG_INVALID');
  });
});

test('an empty file is every default', async () => {
  const { config, cwd } = await read('# nothing yet\n');
  expect(config).toMatchObject({
    mode: 'read-only',
    inventory: [],
    default_credential: 'default',
    ssh: { config_file: join(cwd, '.ssh/config'), host_keys: 'accept-new', algorithms: 'modern' },
    retention_days: 90,
    log_level: 'info',
  });
  expect(config.limits.connect_ms).toBe(10_000);
  expect(config.data_dir.startsWith(cwd)).toBe(true);
  expect(config.ssh.known_hosts).toBe(join(config.data_dir, 'known_hosts'));
});

test('every path is absolute, from the folder of the file or the home folder', async () => {
  const { config, cwd } = await read(
    `
data_dir: data
inventory:
  - { type: nornir, path: inv, groups: ~/g.yaml }
  - { type: csv, path: ~/d.csv, columns: { name: Device } }
  - { type: ansible, path: /abs/hosts }
credentials:
  default: { username: ops, password: "file:pw", keys: ["file:~/k", "env:K"], agent: agent.sock }
ssh: { config_file: false }
`,
  );
  expect(config.data_dir).toBe(join(cwd, 'data'));
  expect(config.ssh).toMatchObject({ config_file: false, known_hosts: join(cwd, 'data/known_hosts') });
  expect(config.inventory).toMatchObject([
    { path: join(cwd, 'inv'), groups: join(cwd, 'g.yaml') },
    { path: join(cwd, 'd.csv') },
    { path: '/abs/hosts' },
  ]);
  expect(config.credentials['default']).toEqual({
    username: 'ops',
    password: `file:${join(cwd, 'pw')}`,
    keys: [`file:${join(cwd, 'k')}`, 'env:K'],
    agent: join(cwd, 'agent.sock'),
  });
});

test('the environment overrides the data folder and the mode', async () => {
  const { config, cwd } = await read('data_dir: data\n', { ROLLCALL_DATA_DIR: 'other', ROLLCALL_MODE: 'read-write' });
  expect(config).toMatchObject({ data_dir: join(cwd, 'other'), mode: 'read-write' });
  expect((await read('', { XDG_DATA_HOME: '/xdg' })).config.data_dir).toBe('/xdg/rollcall');
  expect((await refused('', { ROLLCALL_MODE: 'yolo' })).message).toContain('ROLLCALL_MODE');
});

describe('a wrong field is named by its path with the reason', () => {
  test.each([
    ['mood: read-only', /mood: unknown key; did you mean mode\?/],
    ['ssh: {hostkeys: strict}', /ssh.hostkeys: unknown key; did you mean host_keys\?/],
    ['ssh: {zzz: 1}', /ssh.zzz: unknown key; known here: config_file, known_hosts/],
    ['limits: {connect_msec: 1}', /limits.connect_msec: .*connect_ms\?/],
    ['inventory: [{type: csv, path: x, colums: {}}]', /inventory\[0\].colums: .*columns\?/],
    ['credentials: {lab: {username: u, pasword: "env:A"}}', /credentials.lab.pasword: .*password\?/],
    ['mode: write', /mode: expected one of/],
    ['limits: {connect_ms: fast}', /limits.connect_ms: expected number, received string/],
    ['limits: {connect_ms: 1}', /limits.connect_ms: .*>=10/],
    ['inventory: [{type: excel}]', /inventory\[0\].type/],
    ['inventory: [{type: nornir}]', /inventory\[0\]: needs `path` or `hosts`/],
    ['inventory: {type: csv}', /inventory: expected array/],
    ['ssh: {config_file: true}', /ssh.config_file: must be a path, or false/],
    ['retention_days: 0', /retention_days/],
    ['allow_commands: {cisco_ios: ["show\\nreload"]}', /allow_commands.cisco_ios\[0\]: must be one line/],
    ['default_credential: nobody', /default_credential: there is no credential set `nobody`/],
    ['devices: [{select: all, credential: x}]', /devices\[0\].credential: there is no/],
    ['- a list', /the file: expected object/],
    ['text', /the file: expected object/],
    ['constructor: 1', /constructor: unknown key/],
  ])('%s', async (text, message) => {
    expect((await refused(text)).message).toMatch(message);
  });

  test('many problems are told in a few', async () => {
    const text = `limits: {${Array.from({ length: 9 }, (_, i) => `x${i}: 1`).join()}}\nmode: a\nlog_level: b\n`;
    expect((await refused(text)).message.length).toBeLessThan(3_000);
  });
});

describe('secrets', () => {
  test.each(['hunter2', 'plain:hunter2', 'env:', 'env:1hunter2', 'cmd: ', 'env:A hunter2'])(
    '%s is refused and not repeated',
    async (value) => {
      const error = await refused(`credentials: {lab: {username: u, password: "${value}"}}`);
      expect(error.message).toMatch(/credentials.lab.password: must be a reference \(env:NAME/);
      expect(error.message + error.hint).not.toContain('hunter2');
    },
  );

  test('keyring has a hint of its own', async () => {
    expect((await refused('credentials: {lab: {username: u, keys: ["keyring:x"]}}')).message).toContain(
      'not supported yet',
    );
  });

  test.each(['hunter2\n  x: [', '*hunter2', '!hunter2', '@hunter2', '| hunter2', '"a" hunter2', '"\\hunter2"'])(
    'broken YAML after `password: %j` does not show its text',
    async (value) => {
      const error = await refused(`credentials:\n  lab: \n    password: ${value}\n`);
      expect(error.message).toMatch(/rollcall.yaml(?::\d+)?: /);
      expect(error.message + error.hint).not.toContain('hunter2');
    },
  );
});

describe('the file itself', () => {
  const levels = 'abcdefghi'.split('');
  const bomb = levels
    .map(
      (name, i) =>
        `${name}: &${name} [${Array(9)
          .fill(i === 0 ? 'x' : `*${levels[i - 1]}`)
          .join()}]`,
    )
    .join('\n');

  test.each([
    [
      'a duplicate key',
      'mode: read-only\nlog_level: info\nmode: read-write\n',
      /:3: the key `mode` is already there at line 1/,
    ],
    ['an alias bomb', bomb, /alias too often/],
    ['a tag', 'mode: !!js/function "x"\n', /rollcall.yaml:1: /],
    ['two documents', 'mode: read-only\n---\nmode: read-write\n', /rollcall.yaml:2: /],
    ['bytes that are not UTF-8', Buffer.from('mode: \xe9', 'latin1'), /not UTF-8/],
    ['a binary file', 'mode: read-only\0', /not UTF-8/],
    ['more than 4 MiB', '#'.repeat(4 * 1024 * 1024 + 1), /larger than 4 MiB/],
    ['deep nesting', '['.repeat(50_000), /nested too deeply|rollcall.yaml:1/],
  ])('%s is refused', async (_, text, message) => {
    expect((await refused(text)).message).toMatch(message);
  });
});

test('every field of the schema is described', () => {
  interface Node {
    readonly description?: string;
    readonly properties?: Record<string, Node>;
    readonly items?: Node;
    readonly additionalProperties?: Node | boolean;
    readonly oneOf?: Node[];
  }
  const missing: string[] = [];
  const visit = (node: Node, path: string) => {
    for (const [key, field] of Object.entries(node.properties ?? {})) {
      if (!field.description) missing.push(`${path}.${key}`);
      visit(field, `${path}.${key}`);
    }
    for (const inner of [node.items, node.additionalProperties, ...(node.oneOf ?? [])]) {
      if (typeof inner === 'object') visit(inner, path);
    }
  };
  const root = z.toJSONSchema(configSchema, { io: 'input' }) as Node;
  visit(root, '');
  expect(Object.keys(root.properties ?? {}).length).toBeGreaterThan(10);
  expect(missing).toEqual([]);
});
