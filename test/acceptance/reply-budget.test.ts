/** Two hundred devices of which no two answer alike: the default reply stays short, and nothing is lost from its counts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Program, type RunAnswer, startProgram } from '../support/program.ts';
import { type AcceptanceLab, countedDevices, startAcceptanceLab } from './acceptance-lab.ts';

const DEVICES = 200;
const LONGEST_REPLY = 6_000;

let lab: AcceptanceLab;
let program: Program;

beforeAll(async () => {
  lab = await startAcceptanceLab({ devices: DEVICES });
  program = await startProgram({ configPath: lab.configPath });
}, 60_000);
afterAll(async () => {
  await program.close();
  await lab.stop();
});

const shown = (answer: RunAnswer) => answer.groups.reduce((sum, { devices, more }) => sum + devices.length + more, 0);

test('run_command', { timeout: 60_000 }, async () => {
  const answer = await program.run('run_command', { select: 'all', commands: ['show running-config'] });
  expect(program.lastReply().length).toBeLessThanOrEqual(LONGEST_REPLY);
  expect(answer.counts).toMatchObject({ selected: DEVICES, ok: DEVICES });
  expect(countedDevices(answer.counts)).toBe(DEVICES);
  expect(answer.groups.length).toBeGreaterThan(0);
  expect(answer.groups.every((group) => group.count === group.devices.length + group.more)).toBe(true);
  expect(answer.groups.length + answer.omitted.groups).toBe(DEVICES);
  expect(shown(answer) + answer.omitted.groups).toBe(DEVICES);
});

test('the groups left out are all in the results', { timeout: 60_000 }, async () => {
  const { run_id } = await program.run('run_command', { select: 'all', commands: ['show running-config'] });
  const results = await program.results(run_id);
  expect(new Set(results.map((result) => result.device)).size).toBe(DEVICES);
});

test('check_devices', { timeout: 60_000 }, async () => {
  const answer = await program.run('check_devices', { select: 'all' });
  expect(program.lastReply().length).toBeLessThanOrEqual(LONGEST_REPLY);
  expect(countedDevices(answer.counts)).toBe(DEVICES);
  const again = await program.ask<RunAnswer>('get_run', { run_id: answer.run_id });
  expect(program.lastReply().length).toBeLessThanOrEqual(LONGEST_REPLY);
  expect(again.counts).toEqual(answer.counts);
});
