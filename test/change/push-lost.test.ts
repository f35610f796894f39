/** One device's push that loses its device: management cut by the change, no new login, a mute device, time that runs out. */
import { afterEach, describe, expect, test } from 'vitest';
import { sleep } from '../../src/core/clock.ts';
import { RollcallError } from '../../src/core/errors.ts';
import type { Device } from '../../src/inventory/device.ts';
import { beforeLines, withSessions } from '../support/change-sessions.ts';
import { type ChangeSetting, createChangeSetting, type Ended } from '../support/change-setting.ts';
import { dealCases } from '../support/fault-cases.ts';

let setting: ChangeSetting;
afterEach(async () => {
  await setting.stop();
  expect(setting.lab.leftovers()).toEqual({ timers: 0, sockets: 0 });
});

const rowOf = (ends: ReadonlyMap<string, Ended>, { name }: Device) => (ends.get(name) as Ended).row;

/** Cuts the operator off, in each platform's words. */
const CUT: Readonly<Record<string, readonly string[]>> = {
  cisco_ios: ['ntp server 10.9.9.1', 'interface Vlan1', ' shutdown'],
  cisco_nxos: ['ntp server 10.9.9.1', 'interface mgmt0', '  shutdown'],
  cisco_iosxr: ['domain name neu.example.net', 'interface MgmtEth0/RP0/CPU0/0', ' shutdown'],
  arista_eos: ['ntp server 10.9.9.1', 'interface Management1', '   shutdown'],
  juniper_junos: ['set system ntp server 10.9.9.1', 'set interfaces em0 disable'],
};

describe('a change that cuts management', () => {
  test('heals by the device’s own timer where there is one, and is named for a person where there is none', async () => {
    setting = await createChangeSetting({
      devices: 10,
      mix: { cisco_ios: 6, cisco_nxos: 1, cisco_iosxr: 1, arista_eos: 1, juniper_junos: 1 },
    });
    const { devices, labOf, planned, push, writes, clock } = setting;
    const job = await planned(devices, { lines: ({ platform }) => CUT[platform] ?? [] });
    const before = new Map(devices.map((device) => [device.name, labOf(device).configHash()]));
    const startedAt = clock.now();
    const ends = await push(job);
    expect(clock.now() - startedAt).toBeLessThan(900_000);
    for (const device of devices) {
      const row = rowOf(ends, device);
      const heals = job.plan.devices.some(
        ({ device: name, undo }) => name === device.name && /timer|confirmed/.test(undo),
      );
      expect([row.state, row.code], device.platform).toEqual(
        heals ? ['rolled_back', 'ROLLED_BACK'] : ['unreachable_unknown', 'WRITE_UNKNOWN'],
      );
      expect(labOf(device).configHash() === before.get(device.name)).toBe(heals);
      const sessions = new Set(writes(device).map(({ session }) => session));
      expect(sessions.size, 'nothing is sent after the loss').toBe(1);
    }
  });
});

describe('no new login after the change', () => {
  /** The second login of each device fails; reading it goes on. */
  const noSecond = () =>
    withSessions(setting.fleet, async (session, count) => {
      if (count === 1) return session;
      await session.close();
      throw new RollcallError('AUTH_FAILED', 'The device refused the login.', { phase: 'auth' });
    });

  test('it goes back by its timer; a timer that does nothing, or gives up, is told from one that works', async () => {
    const timed = ['cisco_iosxe', 'cisco_iosxr', 'arista_eos', 'juniper_junos'];
    const { lab, caseOf } = await dealCases(
      ['timer-dead', 'rollback-aborted', 'slow-lines'].flatMap((fault) =>
        timed.map((platform) => ({ platform, fault, ...(platform === 'cisco_iosxe' && { archive: true }) })),
      ),
    );
    setting = await createChangeSetting(lab);
    const { labOf, planned, push, writes } = setting;
    const devices = setting.devices.filter(({ name }) => caseOf.has(name));
    const job = await planned(devices);
    expect(job.plan.devices.map(({ undo }) => undo)).not.toContain('inverse');
    const before = new Map(devices.map((device) => [device.name, labOf(device).configHash()]));
    const ends = await push(job, noSecond());
    for (const device of devices) {
      const { fault } = caseOf.get(device.name) ?? {};
      const row = rowOf(ends, device);
      const isBase = labOf(device).configHash() === before.get(device.name);
      if (fault !== 'rollback-aborted') expect(isBase).toBe(fault === 'slow-lines');
      expect([row.state, row.code], `${fault} ${device.platform}`).toEqual(
        isBase ? ['rolled_back', 'ROLLED_BACK'] : ['revert_failed', 'REVERT_FAILED'],
      );
      expect(row.detail).toMatch(/^VERIFY_FAILED: /);
      expect(new Set(writes(device).map(({ session }) => session)).size).toBe(1);
    }
  });

  test('without a timer what was seen to be in force stays', async () => {
    setting = await createChangeSetting({ devices: 2, mix: { frr: 1, cisco_nxos: 1 } });
    const ends = await setting.push(await setting.planned(setting.devices), noSecond());
    for (const device of setting.devices) expect(rowOf(ends, device)).toMatchObject({ state: 'confirmed', code: null });
  });
});

describe('time', () => {
  /** Sessions that never answer the line typed as the nth, counted over all sessions of the device. */
  const muteAt = (nth: (device: Device) => number) => {
    const typed = new Map<string, number>();
    return withSessions(setting.fleet, (session, _count, device) =>
      beforeLines(session, () => {
        typed.set(device.name, (typed.get(device.name) ?? 0) + 1);
        if (typed.get(device.name) !== nth(device)) return;
        // As a device that went mute: by the line's own deadline.
        return new Promise<void>((_, reject) => {
          setting.clock.after(60_000, () => {
            const error = new RollcallError('CMD_TIMEOUT', 'No answer within 60 s (command).', { phase: 'command' });
            session.abort(error);
            reject(error);
          });
        });
      }),
    );
  };

  test('a device that goes mute at any typed line ends named, as it says itself', async () => {
    // Every other line, up to the last of the ceremony.
    const NTHS = [1, 3, 5, 7, 9, 11, 13];
    const mix = { cisco_ios: 2, cisco_nxos: 1, cisco_iosxr: 1, arista_eos: 1, juniper_junos: 1, frr: 1 };
    setting = await createChangeSetting({ devices: 7 * NTHS.length, mix });
    const { devices, labOf, planned, push } = setting;
    const hashes = new Map(devices.map((device) => [device.name, labOf(device).configHash()]));
    const met = new Map<string, number>();
    const nths = new Map(
      devices.map(({ name, platform }) => {
        met.set(platform, (met.get(platform) ?? 0) + 1);
        return [name, NTHS[(met.get(platform) ?? 0) % NTHS.length]];
      }),
    );
    const ends = await push(
      await planned(devices),
      muteAt(({ name }) => nths.get(name) ?? 1),
    );
    for (const device of devices) {
      const row = rowOf(ends, device);
      const where = `${device.platform} ${nths.get(device.name)}: ${row.state} ${row.code}`;
      const isBase = labOf(device).configHash() === hashes.get(device.name);
      expect(labOf(device).pendingRevert, where).toBeNull();
      expect(['rolled_back', 'drift', 'confirmed', 'saved'], where).toContain(row.state);
      expect(isBase, where).toBe(row.state === 'rolled_back');
      if (row.state === 'drift')
        expect([row.code, /timer|confirmed/.test(row.undo)], where).toEqual(['PARTIAL_APPLY', false]);
      if (!isBase && row.state !== 'drift') expect(row.foundHash, where).toBe(row.wantedHash);
    }
  });

  test('lines that take longer than the timer are broken off before it ends', async () => {
    const { lab } = await dealCases([
      { platform: 'cisco_ios', archive: true, fault: 'slow-lines', params: { line_ms: 25_000 } },
    ]);
    setting = await createChangeSetting(lab);
    const device = setting.devices.find(({ name }) => setting.lab.device(name).fault !== null) as Device;
    const hash = setting.labOf(device).configHash();
    const lines = Array.from({ length: 30 }, (_, i) => `ntp server 10.9.8.${i + 1}`);
    const job = await setting.planned([device], { lines: () => lines });
    const ends = await setting.push(job);
    expect(rowOf(ends, device)).toMatchObject({ state: 'rolled_back', code: 'ROLLED_BACK' });
    expect(rowOf(ends, device).detail).toMatch(/^DEADLINE: /);
    expect(setting.labOf(device).configHash()).toBe(hash);
    expect(setting.writes(device).filter(({ line }) => line.startsWith('ntp')).length).toBeLessThan(13);
  });

  test('the device’s deadline ends its push by name, and no line goes out after it', async () => {
    setting = await createChangeSetting({ devices: 1, mix: { frr: 1 } });
    const [device] = setting.devices as [Device];
    const lines = Array.from({ length: 15 }, (_, i) => `ip route 10.9.${i + 1}.0/24 10.0.0.1`);
    const job = await setting.planned([device], { lines: () => lines, policy: { timerMinutes: 1 } });
    const slow = withSessions(setting.fleet, (session) => beforeLines(session, () => sleep(setting.clock, 100_000)));
    const ends = await setting.push(job, slow);
    expect(rowOf(ends, device)).toMatchObject({ state: 'unreachable_unknown', code: 'WRITE_UNKNOWN' });
    expect(rowOf(ends, device).detail).toMatch(/^DEADLINE: /);
    const typed = setting.writes(device).length;
    expect(typed).toBeGreaterThan(5);
    expect(typed).toBeLessThan(12);
    await sleep(setting.clock, 1_000_000);
    expect(setting.writes(device)).toHaveLength(typed);
  });
});
