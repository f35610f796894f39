/** One device's push where it must not begin, and where the device refuses a line: nothing is sent, or nothing is left. */
import { afterEach, describe, expect, test } from 'vitest';
import { RollcallError } from '../../src/core/errors.ts';
import type { Device } from '../../src/inventory/device.ts';
import { beforeLines, withSessions } from '../support/change-sessions.ts';
import { type ChangeSetting, changeFor, createChangeSetting, type Ended } from '../support/change-setting.ts';
import { dealCases } from '../support/fault-cases.ts';

let setting: ChangeSetting;
afterEach(async () => {
  await setting.stop();
  expect(setting.lab.leftovers()).toEqual({ timers: 0, sockets: 0 });
});

const PLATFORMS = { cisco_ios: 6, cisco_nxos: 1, cisco_iosxr: 1, arista_eos: 1, juniper_junos: 1, frr: 1 };
const every = async () => {
  setting = await createChangeSetting({ devices: 11, mix: PLATFORMS });
  return setting;
};

const rowOf = (ends: ReadonlyMap<string, Ended>, { name }: Device) => (ends.get(name) as Ended).row;

describe('nothing is sent', () => {
  test('when somebody changed the device since the plan', async () => {
    const { devices, labOf, planned, push, writes } = await every();
    const job = await planned(devices);
    for (const device of devices) {
      labOf(device).configure(device.platform === 'juniper_junos' ? 'set system ntp server 10.1.1.1' : 'banana split');
    }
    const ends = await push(job);
    for (const device of devices) {
      expect(rowOf(ends, device), device.platform).toMatchObject({ state: 'not_started', code: 'PLAN_STALE' });
      expect(writes(device)).toEqual([]);
    }
  });

  test('when somebody was quicker, between the look and the lock: what he did stays', async () => {
    setting = await createChangeSetting({ devices: 3, mix: { cisco_iosxr: 1, arista_eos: 1, juniper_junos: 1 } });
    const { devices, labOf, planned, push, clock } = setting;
    const job = await planned(devices);
    const theirs = (device: Device) =>
      device.platform === 'juniper_junos' ? 'set system ntp server 10.1.1.1' : 'banana split';
    const quicker = withSessions(setting.fleet, (session, _count, device) => {
      let isDone = false;
      return beforeLines(session, () => {
        if (!isDone) labOf(device).configure(theirs(device));
        isDone = true;
      });
    });
    const startedAt = clock.now();
    const ends = await push(job, quicker);
    // No timer was armed: nothing is waited for.
    expect(clock.now() - startedAt).toBeLessThan(30_000);
    for (const device of devices) {
      expect(rowOf(ends, device), device.platform).toMatchObject({ state: 'not_started', code: 'PLAN_STALE' });
      expect(labOf(device).runningConfig).toMatch(/banana split|10\.1\.1\.1/);
      for (const line of changeFor(device.platform)) expect(labOf(device).runningConfig).not.toContain(line);
      expect(labOf(device).pendingRevert).toBeNull();
    }
  });

  test('to a device with another host key', async () => {
    const { devices, labOf, planned, push, writes } = await every();
    const job = await planned(devices);
    for (const device of devices) labOf(device).replaceHostKey();
    const ends = await push(job);
    for (const device of devices) {
      expect(rowOf(ends, device)).toMatchObject({ state: 'not_started', code: 'HOSTKEY_MISMATCH' });
      expect(writes(device)).toEqual([]);
    }
  });

  test('under another key than the plan’s, even where it is a known one', async () => {
    setting = await createChangeSetting({ devices: 1, mix: { frr: 1 } });
    const [device] = setting.devices as [Device];
    const job = await setting.planned([device]);
    const plan = { ...job.plan, devices: job.plan.devices.map((one) => ({ ...one, identity: 'SHA256:another' })) };
    const ends = await setting.push({ ...job, plan });
    expect(rowOf(ends, device)).toMatchObject({ state: 'not_started', code: 'PLAN_STALE' });
    expect(setting.writes(device)).toEqual([]);
  });

  test('while another change holds the device; afterwards its own base is stale', async () => {
    setting = await createChangeSetting({ devices: 1, mix: { arista_eos: 1 } });
    const [device] = setting.devices as [Device];
    const [one, two] = [await setting.planned([device]), await setting.planned([device])];
    const [first, second] = await Promise.all([setting.push(one), setting.push(two)]);
    const codes = [rowOf(first, device), rowOf(second, device)].map(({ state, code }) => `${state} ${code}`).sort();
    expect(codes).toEqual(['not_started LEASE_HELD', 'saved null']);
    expect(setting.writes(device).filter(({ mode }) => mode === 'arm')).toHaveLength(1);
  });

  test('to one box under two names but once', async () => {
    setting = await createChangeSetting({ devices: 1, mix: { juniper_junos: 1 } });
    const [device] = setting.devices as [Device];
    const twin: Device = { ...device, name: 'the-same-box' };
    const job = await setting.planned([device, twin]);
    const ends = await setting.ended(job, await setting.start(job, [device, twin]));
    const codes = [...ends.values()].map(({ row }) => `${row.state} ${row.code}`).sort();
    expect(codes).toEqual(['not_started LEASE_HELD', 'saved null']);
    expect(setting.writes(device).filter(({ mode }) => mode === 'arm')).toHaveLength(1);
  });

  test('without an approval of this very plan', async () => {
    setting = await createChangeSetting({ devices: 1, mix: { frr: 1 } });
    const [device] = setting.devices as [Device];
    const job = await setting.planned([device]);
    const ends = await setting.push({
      ...job,
      approvedHash: job.planHash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    });
    expect(rowOf(ends, device)).toMatchObject({ state: 'not_started', code: 'PLAN_TAMPERED' });
    expect(setting.writes(device)).toEqual([]);
  });

  test('when the intent cannot be written down', async () => {
    const { devices, planned, push, writes, changes } = await every();
    const job = await planned(devices);
    const full = new RollcallError('LOCAL_IO', 'The disk is full.');
    const ends = await push(job, {
      changes: {
        ...changes,
        updateDevice: async (id, device, patch) => {
          if (patch.state === 'intent') throw full;
          return changes.updateDevice(id, device, patch);
        },
      },
    });
    for (const device of devices) {
      expect(rowOf(ends, device)).toMatchObject({ state: 'not_started', code: 'LOCAL_IO' });
      expect(writes(device)).toEqual([]);
    }
  });
});

describe('one line of 30', () => {
  const SECRET = 'Hunter2Hunter2';
  const LINES = (platform: string): string[] =>
    Array.from({ length: 30 }, (_, i) =>
      platform === 'juniper_junos'
        ? `set system ntp server 10.9.8.${i + 1}`
        : platform === 'frr'
          ? `ip route 10.9.${i + 1}.0/24 10.0.0.1`
          : platform === 'cisco_iosxr'
            ? `logging 10.9.8.${i + 1} vrf default severity info`
            : `ntp server 10.9.8.${i + 1}`,
    );

  test.each([
    ['line-refused', 'COMMIT_REJECTED'],
    ['line-refused-unmarked', 'VERIFY_FAILED'],
  ])('%s: nothing is left of any, first, in the middle or last', async (fault, code) => {
    const cases = [
      'cisco_ios',
      'cisco_iosxe',
      'cisco_nxos',
      'cisco_iosxr',
      'arista_eos',
      'juniper_junos',
      'frr',
    ].flatMap((platform) => [1, 15, 30].map((line) => ({ platform, fault, params: { line }, once: true })));
    const { lab, caseOf } = await dealCases(cases);
    setting = await createChangeSetting(lab);
    const { devices, labOf, planned, push, writes } = setting;
    const before = new Map(devices.map((device) => [device.name, labOf(device).configHash()]));
    const ends = await push(await planned(devices, { lines: ({ platform }) => LINES(platform) }));
    for (const device of devices) {
      const { line } = caseOf.get(device.name)?.params ?? { line: 0 };
      const row = rowOf(ends, device);
      expect([row.state, row.code], `${device.platform} ${line}`).toEqual(['rolled_back', code]);
      expect(labOf(device).configHash(), device.platform).toBe(before.get(device.name));
      expect(row.line).toBe(code === 'COMMIT_REJECTED' ? line : null);
      expect(row.detail).toMatch(
        code === 'COMMIT_REJECTED' ? /invalid|unknown/i : new RegExp(`10\\.9\\.(?:8\\.)?${line}\\b`),
      );
      const lines = LINES(device.platform);
      const typed = writes(device).filter(({ line: text }) => lines.includes(text));
      // Lines that wait in a candidate are none that the device took.
      const taken = /junos|eos|iosxr/.test(device.platform) ? 0 : line - 1;
      if (code === 'COMMIT_REJECTED') expect(typed.length).toBe(taken);
      expect(labOf(device).pendingRevert).toBeNull();
    }
  });

  test('what the device says of a line with a secret is told without it', async () => {
    const { lab } = await dealCases([{ platform: 'frr', fault: 'line-refused', params: { line: 2 } }]);
    setting = await createChangeSetting(lab);
    const [device] = setting.devices as [Device];
    const lines = ['router bgp 64512', ` neighbor 10.16.0.0 password ${SECRET}`];
    const ends = await setting.push(await setting.planned([device], { lines: () => lines }));
    const { row, outcome } = ends.get(device.name) as Ended;
    expect(row).toMatchObject({ state: 'rolled_back', code: 'COMMIT_REJECTED', line: 2 });
    expect(row.detail).toMatch(/Unknown command: neighbor 10\.16\.0\.0 password <secret:/);
    expect(JSON.stringify([row, outcome, setting.audit.entries])).not.toContain(SECRET);
  });
});
