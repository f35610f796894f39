/** One device's push where it must not begin, where it loses its device, and where its time runs out. */
import { afterEach, describe, expect, test } from 'vitest';
import { RollcallError } from '../../src/core/errors.ts';
import type { ChangeSession } from '../../src/core/session.ts';
import type { Device } from '../../src/inventory/device.ts';
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

/** The fleet with what becomes of each change session; `count` is from 1 for each device. */
function withSessions(
  change: (session: ChangeSession, count: number, device: Device) => ChangeSession | Promise<ChangeSession>,
): Pick<ChangeSetting['parts'], 'fleet'> {
  const opened = new Map<string, number>();
  return {
    fleet: {
      ...setting.fleet,
      openForChange: async (device, options) => {
        const count = (opened.get(device.name) ?? 0) + 1;
        opened.set(device.name, count);
        return change(await setting.fleet.openForChange(device, options), count, device);
      },
    },
  };
}

/** A session that does something of its own before a line is typed. */
function before(session: ChangeSession, act: (line: string) => void | Promise<void>): ChangeSession {
  const type = session.type.bind(session);
  return Object.assign(session, {
    type: async (...args: Parameters<ChangeSession['type']>) => {
      await act(args[0]);
      return type(...args);
    },
  });
}

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
    const quicker = withSessions((session, _count, device) => {
      let isDone = false;
      return before(session, () => {
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
    setting = await createChangeSetting({ devices: 10, mix: { ...PLATFORMS, frr: 0 } });
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
    withSessions(async (session, count) => {
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
    const { devices, labOf, planned, push, writes } = setting;
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
  /** Sessions that never answer from the `at`th line on, in whichever session. */
  const muteAt = (at: number) => {
    const typed = new Map<string, number>();
    return withSessions((session, _count, { name }) => {
      return before(session, () => {
        typed.set(name, (typed.get(name) ?? 0) + 1);
        if (typed.get(name) !== at) return;
        // As a device that went mute: by its own deadline.
        return new Promise<void>((_, reject) => {
          setting.clock.after(60_000, () => {
            const error = new RollcallError('CMD_TIMEOUT', 'No answer within 60 s (command).', { phase: 'command' });
            session.abort(error);
            reject(error);
          });
        });
      });
    });
  };

  test.each([1, 2, 4, 8, 10])('a device that goes mute at typed line %i ends named, as it says itself', async (at) => {
    const { devices, labOf, planned, push } = await every();
    const before = new Map(devices.map((device) => [device.name, labOf(device).configHash()]));
    const job = await planned(devices);
    const ends = await push(job, muteAt(at));
    for (const device of devices) {
      const row = rowOf(ends, device);
      const isBase = labOf(device).configHash() === before.get(device.name);
      expect(labOf(device).pendingRevert).toBeNull();
      expect(
        ['rolled_back', 'not_started', 'drift', 'confirmed', 'saved'],
        `${device.platform} ${row.state}`,
      ).toContain(row.state);
      expect(isBase, `${device.platform} ${row.state}`).toBe(
        row.state === 'rolled_back' || row.state === 'not_started',
      );
      if (row.state === 'drift') expect([row.code, /timer|confirmed/.test(row.undo)]).toEqual(['PARTIAL_APPLY', false]);
      if (row.state === 'confirmed' || row.state === 'saved') expect(row.foundHash).toBe(row.wantedHash);
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
    const { lab } = await dealCases([{ platform: 'frr', fault: 'slow-lines', params: { line_ms: 25_000 } }]);
    setting = await createChangeSetting(lab);
    const [device] = setting.devices as [Device];
    const lines = Array.from({ length: 60 }, (_, i) => `ip route 10.9.${i + 1}.0/24 10.0.0.1`);
    const job = await setting.planned([device], { lines: () => lines });
    const ends = await setting.push(job);
    expect(rowOf(ends, device)).toMatchObject({ state: 'unreachable_unknown', code: 'WRITE_UNKNOWN' });
    expect(rowOf(ends, device).detail).toMatch(/^DEADLINE: /);
    const typed = setting.writes(device).length;
    expect(typed).toBeLessThan(55);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(setting.writes(device)).toHaveLength(typed);
  });
});
