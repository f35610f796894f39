import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guessInventoryType } from '../../src/cli/starter-config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { captured } from './captured-cli.ts';

let folder = '';
let env: Record<string, string> = {};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-init-'));
  env = { HOME: folder, XDG_CONFIG_HOME: join(folder, '.config') };
  await writeFile(
    join(folder, 'devices.csv'),
    'name,host,platform\nsw1,192.0.2.1,cisco_ios\nsw2,192.0.2.2,cisco_ios\n',
  );
});
afterEach(() => rm(folder, { recursive: true }));

const cli = (over: Parameters<typeof captured>[0] = {}) => captured({ env, cwd: folder, ...over });
const init = (...more: string[]) =>
  cli().run('init', '--yes', '--inventory', 'devices.csv', '--username', 'netops', '--login', 'env:SWITCH_PW', ...more);
const desktopFolder = async () => {
  const claude = join(folder, process.platform === 'darwin' ? 'Library/Application Support/Claude' : '.config/Claude');
  await mkdir(claude, { recursive: true });
  return join(claude, 'claude_desktop_config.json');
};

describe('init', () => {
  it('writes a private configuration that loads, and never overwrites one', async () => {
    expect(await init()).toBe(0);
    const file = join(folder, 'rollcall.yaml');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { config } = await loadConfig({ env, cwd: folder });
    expect(config.inventory[0]).toMatchObject({ type: 'csv', path: join(folder, 'devices.csv') });
    expect(config.credentials).toEqual({ default: { username: 'netops', password: 'env:SWITCH_PW' } });
    await writeFile(file, '# mine\n');
    expect(await init()).toBe(2);
    expect(await readFile(file, 'utf8')).toBe('# mine\n');
    expect(await init('--force')).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('netops');
  });

  it('registers with Claude Desktop where it is installed, by absolute paths, and shows how for Claude Code', async () => {
    const desktop = await desktopFolder();
    const one = cli();
    expect(await one.run('init', '--yes', '--inventory', 'devices.csv', '--login', 'agent')).toBe(0);
    expect(JSON.parse(await readFile(desktop, 'utf8')).mcpServers.rollcall).toEqual({
      command: '/usr/bin/node',
      args: ['/opt/rollcall/dist/main.js', 'mcp', '--config', join(folder, 'rollcall.yaml')],
    });
    expect(one.stdout()).toContain('claude mcp add rollcall -- /usr/bin/node /opt/rollcall/dist/main.js mcp --config');
  });

  it('leaves Claude Desktop alone when told to, and a broken file of it always', async () => {
    const desktop = await desktopFolder();
    await writeFile(desktop, '{broken');
    expect(await init('--no-register')).toBe(0);
    expect(await init('--force')).toBe(1);
    expect(await readFile(desktop, 'utf8')).toBe('{broken');
    expect(await readdir(join(desktop, '..'))).toEqual(['claude_desktop_config.json']);
  });

  it('asks for what was not given', async () => {
    const questions: string[] = [];
    const answers = ['devices.csv', '', 'alice', 'file:~/pw'];
    const ask = async (question: string) => {
      questions.push(question);
      return answers.shift() ?? '';
    };
    expect(await cli({ ask }).run('init')).toBe(0);
    expect(questions.length).toBe(4);
    const { config } = await loadConfig({ env, cwd: folder });
    expect(config.credentials['default']).toEqual({ username: 'alice', password: `file:${join(folder, 'pw')}` });
  });

  it.each([
    [['--yes'], /Where is the inventory/],
    [['--yes', '--inventory', 'nothing.csv'], /no inventory at nothing\.csv|no inventory at .*nothing\.csv/],
    [['--yes', '--inventory', 'devices.csv', '--login', 'hunter2'], /never the password itself/],
  ])('refuses %j', async (argv, message) => {
    const one = cli();
    expect(await one.run('init', ...argv)).toBe(2);
    expect(one.stderr()).toMatch(message);
    expect(one.stderr()).not.toContain('hunter2');
    expect(await readdir(folder)).toEqual(['devices.csv']);
  });

  it.each([
    ['x.csv', '', 'csv'],
    ['router.db', '', 'oxidized'],
    ['hosts.ini', '', 'ansible'],
    ['a.yaml', 'all:\n  children:\n    leaf:\n      hosts:\n', 'ansible'],
    ['b.yml', 'sw1:\n  hostname: 192.0.2.1\n  groups: [a]\n', 'nornir'],
    ['strange', '', null],
  ])('guesses what %s is', async (name, text, type) => {
    await writeFile(join(folder, name), text);
    expect(await guessInventoryType(join(folder, name))).toBe(type);
  });
});

describe('doctor', () => {
  const doctor = async () => {
    const one = cli();
    const exitCode = await one.run('doctor', '--json');
    const { findings } = JSON.parse(one.stdout()) as { findings: { check: string; level: string; message: string }[] };
    const of = (check: string) => findings.filter((finding) => finding.check === check);
    return { exitCode, findings, of };
  };

  it('finds nothing wrong after init, and shows no secret', async () => {
    await init();
    env['SWITCH_PW'] = 'hunter2';
    const { exitCode, findings, of } = await doctor();
    expect(findings.filter(({ level }) => level === 'fail')).toEqual([]);
    expect(exitCode).toBe(0);
    expect(of('inventory')[0]?.message).toBe('2 devices: cisco_ios 2');
    expect(of('credentials')[0]?.message).toBe('default: user netops, password, for 2 devices');
    expect(JSON.stringify(findings)).not.toContain('hunter2');
    const people = cli();
    await people.run('doctor');
    expect(people.stdout()).toMatch(/^ok {4}inventory {4,}2 devices/m);
  });

  it('says where there is no configuration and stops there', async () => {
    const { exitCode, of } = await doctor();
    expect(exitCode).toBe(1);
    expect(of('config')[0]).toMatchObject({ level: 'fail', message: expect.stringContaining(folder) });
    expect(of('inventory')).toEqual([]);
  });

  it('says what fails and how to mend it, and goes on', async () => {
    await init();
    const file = join(folder, 'rollcall.yaml');
    await chmod(file, 0o666);
    await writeFile(file, `${await readFile(file, 'utf8')}data_dir: data\n`);
    await mkdir(join(folder, 'data'), { mode: 0o755 });
    await writeFile(join(folder, 'data', 'rollcall.db'), 'not a database'.repeat(100));
    const { exitCode, of } = await doctor();
    expect(exitCode).toBe(1);
    expect(of('config')[0]?.level).toBe('warn');
    expect(of('data folder')[0]?.level).toBe('warn');
    expect(of('database')[0]).toMatchObject({ level: 'fail', message: expect.stringContaining('rollcall.db') });
    expect(of('credentials')[0]).toMatchObject({ level: 'fail', message: expect.stringContaining('SWITCH_PW') });
    expect(of('inventory')[0]?.level).toBe('ok');
  });
});
