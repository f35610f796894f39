/** How answers become groups: equality after normalisation, matched lines, rejected commands. */
import { expect, it } from 'vitest';
import { compileLineMatch } from '../../src/core/line-match.ts';
import type { DeviceOutcome } from '../../src/core/outcome.ts';
import { commandRun } from '../../src/health/command-run.ts';
import type { VisitValue } from '../../src/health/visit-value.ts';
import { type ScriptedDevice, sessionOf } from '../support/fake-runs.ts';
import { fakeDevice } from '../support/tool-setting.ts';

const SECRET = 'hunter2-PLANTED';

async function digestOf(name: string, scripted: ScriptedDevice, commands: readonly string[], match?: string) {
  const device = fakeDevice(name);
  const spec = commandRun({
    devices: [device],
    commands,
    lines: new Map([['cisco_ios', commands]]),
    match: match === undefined ? null : compileLineMatch(match),
    publicText: (text) => text.replaceAll(SECRET, '<secret>'),
    principal: 'test',
    params: {},
  });
  const value = await spec.visit(sessionOf(device, scripted), device);
  const base = { device: name, startedAt: '', durationMs: 1, attempts: 1 };
  const outcome: DeviceOutcome<VisitValue> =
    value.failure === null
      ? { ...base, status: 'ok', value, error: null }
      : { ...base, status: 'failed', value, error: value.failure };
  return { value, digest: spec.digest(device, outcome) };
}

const keyOf = async (name: string, text: string, match?: string) =>
  (await digestOf(name, { answers: { 'show clock': text } }, ['show clock'], match)).digest.marks[0]?.key;

it('gives the same group to devices whose answers differ in the hostname only', async () => {
  const [one, two] = [await keyOf('sw1', 'sw1 is well\n'), await keyOf('sw2', 'sw2 is well\n')];
  expect(one).toBe(two);
  expect(await keyOf('sw3', 'sw3 is ill\n')).not.toBe(one);
});

it('quotes the first line that says something, cleaned', async () => {
  const text = `!\n\n ----\n password ${SECRET} \u001b[31mred\n`;
  const { digest } = await digestOf('sw1', { answers: { 'show clock': text } }, ['show clock']);
  expect(digest.marks[0]).toMatchObject({ kind: 'answer', title: 'show clock', evidence: 'password <secret> red' });
  expect(JSON.stringify(digest.marks)).not.toContain(SECRET);
});

it('groups by matched lines; no match is a group of its own', async () => {
  const answer = (lines: string) => ({ answers: { 'show run': lines } });
  const one = await digestOf('sw1', answer('a\nline vty 0 4\n telnet 1\nb\n'), ['show run'], 'telnet');
  const same = await digestOf('sw2', answer('other\n telnet 1\n'), ['show run'], 'telnet');
  const none = await digestOf('sw3', answer('nothing\n'), ['show run'], 'telnet');
  expect(one.digest.marks[0]).toMatchObject({ title: 'show run: 1 matching line', evidence: 'telnet 1' });
  expect(same.digest.marks[0]?.key).toBe(one.digest.marks[0]?.key);
  expect(none.digest.marks[0]).toMatchObject({ title: 'show run: no line matches', evidence: null, body: '' });
});

it('keeps the other answers of a device that rejects one command, and fails it', async () => {
  const { value, digest } = await digestOf('sw1', { answers: { 'show a': 'A\n', 'show c': 'C\n' } }, [
    'show a',
    'show b',
    'show c',
  ]);
  expect(value.failure?.code).toBe('CMD_REJECTED');
  expect(digest.answers.map((answer) => answer.command)).toEqual(['show a', 'show b', 'show c']);
  expect(digest.marks.map((mark) => mark.command)).toEqual(['show a', 'show c']);
});

it.each([
  ['a(b', 'missing closing ) at position 1'],
  ['ab[z-a]', 'invalid character class range at position 4'],
  ['x(?=y)', 'at position 2'],
  ['ab\\', 'position 4'],
  ['a{2000}', 'position 2'],
])('refuses the pattern %j with its position', (pattern, expected) => {
  expect(() => compileLineMatch(pattern)).toThrow(expected);
  expect(() => compileLineMatch(pattern)).toThrow(/^match: /);
});

it('matches a hostile line in linear time', () => {
  expect(compileLineMatch('(a+)+$').lines(`${'a'.repeat(100_000)}b`)).toEqual([]);
});
