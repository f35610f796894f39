/** Wrong input, by MCP and at the shell: it is named, its mending is named, and no device hears of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Program, startProgram } from '../support/program.ts';
import { type AcceptanceLab, rollcall, startAcceptanceLab, variant } from './acceptance-lab.ts';

const USAGE = 2;
const REFUSED = 3;

let lab: AcceptanceLab;
let program: Program;

beforeAll(async () => {
  lab = await startAcceptanceLab({ devices: 12, mix: { cisco_ios: 1, juniper_junos: 1, linux: 1 } });
  program = await startProgram({ configPath: lab.configPath });
}, 60_000);
afterAll(async () => {
  await program.close();
  await lab.stop();
});
afterEach(() => {
  expect(lab.lab.counters()).toMatchObject({ connections: 0, commands: 0 });
  expect(lab.writes()).toBe('');
});

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The tool's error, as a model reads it. */
async function refusal(tool: string, args: Readonly<Record<string, unknown>>): Promise<Fault> {
  const reply = await program.client.callTool(tool, args);
  expect(reply.isError, reply.text.slice(0, 300)).toBe(true);
  expect(reply.text.length).toBeLessThan(3_000);
  return (JSON.parse(reply.text) as { error: Fault }).error;
}

/** The same at the shell: exit code, the words for a person, and the document for a script. */
async function shellRefusal(configPath: string, ...argv: readonly string[]) {
  const said = await rollcall(configPath, ...argv);
  expect(said.stdout).toBe('');
  const { stdout } = await rollcall(configPath, ...argv, '--json');
  return { ...said, error: (JSON.parse(stdout) as { error: Fault }).error };
}

describe('selectors', () => {
  const first = () => lab.lab.devices[0]?.name ?? '';
  const misspelt = () => first().replace(/\d$/, 'x');

  test.each([
    ['an unknown device', misspelt, /UNKNOWN_DEVICE|BAD_SELECTOR/, first],
    ['a path for a name', () => '../../etc/passwd', /UNKNOWN_DEVICE|BAD_SELECTOR/, () => '../../etc/passwd'],
    ['an unknown site', () => 'site=amz', /UNKNOWN_DEVICE|BAD_SELECTOR|EMPTY_SELECTION/, () => 'amz'],
    ['nothing selected', () => 'platform=cisco_ios !platform=cisco_ios', /EMPTY_SELECTION/, () => 'no device'],
    ['an empty selector', () => ' ', /BAD_SELECTOR|BAD_INPUT|EMPTY_SELECTION/, () => 'selector'],
    ['an unknown field', () => 'stie=ams', /BAD_SELECTOR/, () => 'site'],
    ['a broken expression', () => 'name/(/', /BAD_SELECTOR/, () => '('],
  ])('%s', async (_, select, code, words) => {
    const error = await refusal('check_devices', { select: select() });
    expect(error.code).toMatch(code);
    expect(`${error.message} ${error.hint}`).toContain(words());
    expect(error.hint).not.toBe('');
    const shell = await shellRefusal(lab.configPath, 'check', '--select', select());
    expect(shell.code).toBe(USAGE);
    expect(shell.error).toEqual(error);
    expect(shell.stderr).toContain(`${error.code}: `);
    expect(shell.stderr).toContain(error.hint);
  });
});

describe('commands', () => {
  // 128 KiB is the most one argument of a program may have on Linux; MCP gets the whole megabyte.
  const long = (bytes: number) => `show ${'a'.repeat(bytes)}`;

  test.each([
    ['a redirect', 'show run | redirect tftp://x', REFUSED],
    ['a file for output', 'show version | tee flash:x', REFUSED],
    ['a change', 'configure terminal', REFUSED],
    ['a reload', 'reload', REFUSED],
    ['two lines', 'show version\nreload', REFUSED],
    ['a carriage return', 'show version\rreload', REFUSED],
    ['two commands', 'show version ; reload', REFUSED],
    ['a help character', 'show version ?', REFUSED],
    ['an end of text', 'show version\u0003reload', REFUSED],
    ['full-width letters', 'ｓｈｏｗ version', REFUSED],
    ['a Cyrillic letter', 'shоw version', REFUSED],
    ['a no-break space', 'show\u00a0version', REFUSED],
    ['a zero-width space', 'show\u200b version', REFUSED],
    ['a right-to-left override', 'show \u202enoisrev', REFUSED],
    ['blanks', '   ', REFUSED],
  ])('%s', async (_, command, exitCode) => {
    const error = await refusal('run_command', { select: 'platform=cisco_ios', commands: [command] });
    expect(error.code).toMatch(/POLICY_DENIED|BAD_INPUT/);
    expect(error.hint).not.toBe('');
    expect(error.message).toMatch(/nothing was sent|`commands/);
    const shell = await shellRefusal(lab.configPath, 'run', command, '--select', 'platform=cisco_ios');
    expect(shell.error).toEqual(error);
    expect(shell.code).toBe(error.code === 'POLICY_DENIED' ? exitCode : USAGE);
  });

  test('one good command does not carry a bad one', async () => {
    const args = { select: 'platform=cisco_ios', commands: ['show version', 'write erase'] };
    expect((await refusal('run_command', args)).message).toContain('"write erase" is refused');
  });

  test('one platform that refuses keeps all from being asked', async () => {
    const { message } = await refusal('run_command', { select: 'all', commands: ['show version'] });
    expect(message).toMatch(/refused for linux \(4 devices of 12 selected\), so nothing was sent to any device/);
  });

  test('a megabyte', async () => {
    const error = await refusal('run_command', { select: 'all', commands: [long(1_048_576)] });
    expect(error.code).toMatch(/POLICY_DENIED|BAD_INPUT/);
    expect(error.message).toContain('commands');
    const shell = await shellRefusal(lab.configPath, 'run', long(100_000), '--select', 'all');
    expect([USAGE, REFUSED]).toContain(shell.code);
    expect(shell.stderr.length).toBeLessThan(3_000);
  });
});

describe('files', () => {
  /** A configuration with this text as its inventory of the given kind. */
  const withInventory = (type: 'csv' | 'nornir', text: string) => {
    const file = `devices-${type}.txt`;
    writeFileSync(join(lab.folder, file), text);
    const source = type === 'csv' ? { type, path: file } : { type, hosts: file };
    return variant(lab.configPath, `with-${type}.yaml`, { inventory: [source] });
  };

  test.each([
    ['broken YAML', 'data_dir: data\ninventory: [\n  - type: csv\n', /line \d|:\d+/],
    ['a key twice', 'data_dir: data\ndata_dir: other\n', /data_dir/],
    ['a field nobody knows', 'data_dir: data\ninventroy: []\n', /inventroy/],
    ['a wrong type', 'data_dir: data\nlimits:\n  connect_ms: soon\n', /limits\.connect_ms/],
  ])('a configuration with %s', async (_, text, words) => {
    const file = join(lab.folder, 'broken.yaml');
    writeFileSync(file, text);
    const shell = await shellRefusal(file, 'check', '--select', 'all');
    expect(shell.code).toBe(USAGE);
    expect(shell.error.code).toBe('CONFIG_INVALID');
    expect(shell.error.message).toMatch(words);
    expect(shell.error.message).toContain('broken.yaml');
  });

  test.each([
    ['broken YAML', 'nornir', 'sw1:\n  hostname: 127.0.0.1\n sw2: [\n', /line 3|:3/],
    ['one name twice, in YAML', 'nornir', 'sw1:\n  hostname: 127.0.0.1\nsw1:\n  hostname: 127.0.0.2\n', /sw1/],
    ['one name twice, in CSV', 'csv', 'name,host,platform\nsw1,127.0.0.1,cisco_ios\nsw1,127.0.0.2,cisco_ios\n', /sw1/],
    ['an option for a name', 'csv', 'name,host,platform\n--help,127.0.0.1,cisco_ios\n', /--help/],
    ['an unknown platform', 'csv', 'name,host,platform\nsw1,127.0.0.1,cisco_iso\n', /cisco_iso/],
    ['a port that is none', 'csv', 'name,host,platform,port\nsw1,127.0.0.1,cisco_ios,99999\n', /99999|port/],
  ] as const)('an inventory with %s', async (_, type, text, words) => {
    const config = withInventory(type, text);
    const shell = await shellRefusal(config, 'check', '--select', 'all');
    expect(shell.error.code).toBe('INVENTORY_INVALID');
    expect(shell.error.message).toMatch(words);
    expect(shell.error.message).toContain(`devices-${type}.txt`);
    expect(shell.code).toBe(USAGE);
    const other = await startProgram({ configPath: config });
    const asked = other.ask('check_devices', { select: 'all' });
    await expect(asked).rejects.toThrow('INVENTORY_INVALID');
    await other.close();
  });
});
