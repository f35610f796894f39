/** One wrong password for a whole fleet: the servers count how often it was tried. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FaultPlan } from '../../src/lab/fault-plan.ts';
import type { RunAnswer } from '../support/program.ts';
import { countedDevices, labForTest, rollcall } from './acceptance-lab.ts';

const asking = (devices: number | string): FaultPlan => ({ faults: [{ fault: 'kbd-only', devices }] });

test.each([
  ['200 devices', 200, undefined],
  ['200 devices that ask in a dialogue', 200, asking('100%')],
  ['2,500 devices, every fifth of them asking in a dialogue', 2_500, asking('20%')],
])('%s: three logins fail, the others are not tried', { timeout: 120_000 }, async (_, devices, faults) => {
  const { lab, folder, configPath } = await labForTest({ devices, ...(faults === undefined ? {} : { faults }) });
  writeFileSync(join(folder, 'secrets', 'password'), 'Not-The-Password\n', { mode: 0o600 });
  const { code, stdout, stderr } = await rollcall(configPath, 'check', '--select', 'all', '--json');
  const answer = JSON.parse(stdout) as RunAnswer;
  expect(code).toBe(1);
  expect(lab.counters()).toMatchObject({ failedLogins: 3, logins: 0 });
  expect(answer.counts).toEqual({
    selected: devices,
    ok: 0,
    attention: 0,
    failed: 3,
    skipped: devices - 3,
    pending: 0,
  });
  expect(countedDevices(answer.counts)).toBe(devices);
  expect(answer.failures.map((failure) => [failure.code, failure.count])).toEqual(
    expect.arrayContaining([
      ['AUTH_FAILED', 3],
      ['CIRCUIT_OPEN', devices - 3],
    ]),
  );
  expect(stdout + stderr).not.toContain('Not-The-Password');
});

test('a wrong enable secret is tried three times, and never sent anywhere else', { timeout: 60_000 }, async () => {
  const { lab, folder, configPath, writes } = await labForTest({ devices: 120 });
  writeFileSync(join(folder, 'secrets', 'enable'), 'Not-The-Secret\n', { mode: 0o600 });
  const { stdout } = await rollcall(configPath, 'check', '--select', 'all', '--json');
  const { counts, failures } = JSON.parse(stdout) as RunAnswer;
  const asked = lab.devices.filter((device) => device.facts.landsUnprivileged).length;
  expect(asked).toBeGreaterThan(3);
  expect(countedDevices(counts)).toBe(120);
  expect(failures.map((failure) => [failure.code, failure.count])).toEqual(
    expect.arrayContaining([
      ['PRIV_DENIED', 3],
      ['CIRCUIT_OPEN', asked - 3],
    ]),
  );
  expect(writes()).toBe('');
});
