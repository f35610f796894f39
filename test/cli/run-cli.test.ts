import { describe, expect, it } from 'vitest';
import { exitCodeOfError, exitCodeOfRun } from '../../src/cli/exit-code.ts';
import { ERROR_CODES, type ErrorCode, RollcallError } from '../../src/core/errors.ts';
import { captured } from './captured-cli.ts';

describe('exit codes', () => {
  it('tell usage, policy and failure apart, for every code', () => {
    const codes = (Object.keys(ERROR_CODES) as ErrorCode[]).map((code) => [
      ERROR_CODES[code].group,
      exitCodeOfError(new RollcallError(code, '')),
    ]);
    expect(new Set(codes.map((pair) => pair.join(' ')))).toEqual(
      new Set([
        'reach 1',
        'protocol 1',
        'identity 1',
        'auth 1',
        'session 1',
        'command 1',
        'policy 3',
        'write 1',
        'input 2',
        'local 1',
      ]),
    );
    expect(exitCodeOfError(new TypeError('x'))).toBe(1);
  });

  it('say well only of a run that is done with every device well', () => {
    const counts = { selected: 3, ok: 3 };
    expect(exitCodeOfRun({ state: 'done', counts })).toBe(0);
    expect(exitCodeOfRun({ state: 'done', counts: { selected: 3, ok: 2 } })).toBe(1);
    expect(exitCodeOfRun({ state: 'cancelled', counts })).toBe(1);
  });
});

describe('the command line', () => {
  it('helps with exit code 0 on stdout, in general and for each command', async () => {
    const general = captured();
    expect(await general.run('--help')).toBe(0);
    const names = [
      'check run backup search diff backups plan approve push rollback plans changes recover audit-log',
      'devices runs results mcp serve init doctor enroll demo lab',
    ].flatMap((line) => line.split(' '));
    for (const name of names) {
      expect(general.stdout()).toMatch(new RegExp(`^  ${name} `, 'm'));
      const one = captured();
      expect(await one.run(name, '--help')).toBe(0);
      expect(one.stdout()).toContain('Examples:');
      expect(one.stderr()).toBe('');
    }
  });

  it.each([
    [['chekc'], /unknown command 'chekc'[\s\S]*check/],
    [['check'], /required option '-s, --select <selector>'/],
    [['run', '--select', 'all'], /missing required argument 'command'/],
    [['check', '--select', 'all', '--bogus'], /unknown option '--bogus'/],
    [['runs', '--limit', 'many'], /whole number/],
    [[], /Usage: rollcall/],
  ])('explains wrong use on stderr with exit code 2: %j', async (argv, message) => {
    const cli = captured();
    expect(await cli.run(...argv)).toBe(2);
    expect(cli.stderr()).toMatch(message);
    expect(cli.stdout()).toBe('');
  });

  it('prints its version', async () => {
    const cli = captured();
    expect(await cli.run('--version')).toBe(0);
    expect(cli.stdout()).toBe('1.2.3\n');
  });

  it('explains our errors with code, message and hint, and as JSON when asked', async () => {
    const loadApp = () => Promise.reject(new RollcallError('CONFIG_INVALID', 'There is no configuration.'));
    const people = captured({ loadApp });
    expect(await people.run('check', '--select', 'all')).toBe(2);
    expect(people.stderr()).toMatch(/^CONFIG_INVALID: There is no configuration\.\n {2}\S/);
    expect(people.stdout()).toBe('');
    const script = captured({ loadApp });
    expect(await script.run('check', '--select', 'all', '--json')).toBe(2);
    expect(JSON.parse(script.stdout())).toMatchObject({
      error: { code: 'CONFIG_INVALID', message: 'There is no configuration.' },
    });
  });

  it('gives a fault of ours an id', async () => {
    const cli = captured({ loadApp: () => Promise.reject(new TypeError('boom')) });
    expect(await cli.run('devices')).toBe(1);
    expect(cli.stderr()).toMatch(/^INTERNAL: Unexpected fault f-[0-9a-f]{8} in devices\.\n/);
  });

  it('serves MCP with the configuration named', async () => {
    const served: (string | undefined)[] = [];
    const cli = captured({ serveMcp: async (config) => void served.push(config) });
    expect(await cli.run('mcp', '--config', '/x.yaml')).toBe(0);
    expect(served).toEqual(['/x.yaml']);
  });
});
