/** `--json` at the shell is what the tool answers over MCP: the same document for the same question. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Program, type RunAnswer, startProgram } from '../support/program.ts';
import { type AcceptanceLab, rollcall, startAcceptanceLab } from './acceptance-lab.ts';

let lab: AcceptanceLab;
let program: Program;

beforeAll(async () => {
  lab = await startAcceptanceLab({
    devices: 30,
    mix: { cisco_ios: 1, arista_eos: 1 },
    faults: { faults: [{ fault: 'conn-refused', devices: 2 }] },
  });
  program = await startProgram({ configPath: lab.configPath });
}, 60_000);
afterAll(async () => {
  await program.close();
  await lab.stop();
});

const json = async (...argv: readonly string[]) => {
  const { stdout, stderr } = await rollcall(lab.configPath, ...argv, '--json');
  expect(stderr).toBe('');
  return JSON.parse(stdout) as RunAnswer;
};

/** Every path of a document, with list places as `[]`: its shape without its values. */
function pathsOf(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [at];
  const paths = Array.isArray(value)
    ? value.flatMap((item) => pathsOf(item, `${at}[]`))
    : Object.entries(value).flatMap(([key, item]) => pathsOf(item, `${at}.${key}`));
  return [...new Set([at, ...paths])].sort();
}

test.each([
  ['check', ['check', '--select', 'all'], 'check_devices', { select: 'all' }],
  [
    'run',
    ['run', 'show version', 'show ip interface brief', '--select', 'all'],
    'run_command',
    { select: 'all', commands: ['show version', 'show ip interface brief'] },
  ],
] as const)('%s', { timeout: 60_000 }, async (_, argv, tool, args) => {
  const shell = await json(...argv);
  const model = await program.run(tool, args);
  expect(pathsOf(shell)).toEqual(pathsOf(model));
  expect(shell.counts).toEqual(model.counts);
  expect(shell.headline).toBe(model.headline);
  const stored = await json('runs', model.run_id);
  // The one process measured how long it took, the other reads it from two stamps.
  const timing = { ...model.timing, elapsed_ms: stored.timing.elapsed_ms };
  expect(stored).toEqual({ ...model, timing });

  const { run_id } = model;
  expect(await json('results', run_id)).toEqual(await program.ask('get_results', { run_id }));
  expect(await json('results', run_id, '--status', 'failed')).toEqual(
    await program.ask('get_results', { run_id, status: 'failed' }),
  );
  expect(await json('results', run_id, '--raw', '--limit', '2')).toEqual(
    await program.ask('get_results', { run_id, raw: true, limit: 2 }),
  );
});

test('devices', async () => {
  expect(await json('devices')).toEqual(await program.ask('list_devices', {}));
  const fields = ['platform', 'host', 'tags', 'version'];
  expect(await json('devices', '--select', 'platform=cisco_ios', '--fields', fields.join(), '--limit', '3')).toEqual(
    await program.ask('list_devices', { select: 'platform=cisco_ios', fields, limit: 3 }),
  );
});

test('text and structured content of a reply are the same', async () => {
  const reply = await program.client.callTool('list_devices', { select: 'all' });
  expect(JSON.parse(reply.text)).toEqual(reply.value);
});
