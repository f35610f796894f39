/** An approved plan on simulated devices of every platform: what they took, and what was written down before they did. */
import { afterEach, describe, expect, test } from 'vitest';
import type { PushJob } from '../../src/change/push-job.ts';
import type { Device } from '../../src/inventory/device.ts';
import type { ChangeDevicePatch, ChangeState, ChangeStore } from '../../src/storage/change-store.ts';
import { type ChangeSetting, changeFor, createChangeSetting, differenceOf } from '../support/change-setting.ts';
import { dealCases } from '../support/fault-cases.ts';

let setting: ChangeSetting;
afterEach(async () => {
  await setting.stop();
  expect(setting.lab.leftovers()).toEqual({ timers: 0, sockets: 0 });
});

/** Both ways of IOS are among six: with an archive, and without. */
const MIX = { cisco_ios: 6, cisco_iosxe: 2, cisco_nxos: 2, cisco_iosxr: 2, arista_eos: 2, juniper_junos: 2, frr: 2 };
const DEVICES = 18;

interface Written {
  readonly device: string;
  readonly patch: ChangeDevicePatch;
  /** Lines the lab had by then from the device. */
  readonly linesBefore: number;
}

/** The store, and what was written to it when, against the lab's record of writes. */
function watched(): { readonly changes: ChangeStore; readonly written: readonly Written[] } {
  const written: Written[] = [];
  const changes: ChangeStore = {
    ...setting.changes,
    updateDevice: async (changeId, device, patch) => {
      const linesBefore = setting.lab.writes().filter((line) => line.device === device).length;
      // On disk only a moment later: nothing may be sent meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(setting.lab.writes().filter((line) => line.device === device)).toHaveLength(linesBefore);
      await setting.changes.updateDevice(changeId, device, patch);
      written.push({ device, patch, linesBefore });
    },
  };
  return { changes, written };
}

const statesOf = (written: readonly Written[], { name }: Device): (ChangeState | undefined)[] =>
  written.flatMap(({ device, patch }) => (device === name && patch.state !== undefined ? [patch.state] : []));

/** Lines of the change among what the device took. */
function typed(job: PushJob, device: Device): string[] {
  const planned = job.plan.devices.find((one) => one.device === device.name);
  const lines = new Set(job.plan.scripts[planned?.script ?? '']?.map(({ text }) => text));
  return setting.writes(device).flatMap(({ mode, line }) => (/^config/.test(mode) && lines.has(line) ? [line] : []));
}

describe('every platform and every way', () => {
  test('is changed, confirmed and saved; each planned line once, the journal always ahead', async () => {
    setting = await createChangeSetting({ devices: DEVICES, mix: MIX });
    const { devices, labOf, audit } = setting;
    const job = await setting.planned(devices);
    expect(new Set(job.plan.devices.map(({ platform, undo }) => `${platform} ${undo}`)).size).toBe(8);
    const before = new Map(devices.map((device) => [device.name, labOf(device).runningConfig]));
    const { changes, written } = watched();
    const ends = await setting.push(job, { changes });
    for (const device of devices) {
      const lab = labOf(device);
      const planned = job.plan.devices.find((one) => one.device === device.name);
      const { row, outcome } = ends.get(device.name) ?? {};
      expect(row, device.platform).toMatchObject({ state: 'saved', code: null, foundHash: planned?.wantedHash });
      expect(outcome).toMatchObject({ status: 'ok', value: { state: 'saved' }, attention: false });
      expect([lab.pendingRevert, lab.isConfigSaved]).toEqual([null, true]);
      const { added } = differenceOf(before.get(device.name) ?? '', lab.runningConfig);
      const words = (line: string) => line.trim().replace(/^set .*?(server \S+|description \S+)$/, '$1');
      const wanted = changeFor(device.platform)
        .map(words)
        .filter((line) => line !== 'interface lo');
      expect(added.map((line) => line.replace(';', '')).sort(), device.platform).toEqual(wanted.sort());
      const headers = /^(?:interface|vlan) /;
      const lines = changeFor(device.platform).map((line) => line.trim());
      expect(typed(job, device).filter((line) => !headers.test(line))).toEqual(
        lines.filter((line) => !headers.test(line)),
      );
      expect(statesOf(written, device)).toEqual(['intent', 'applied', 'confirming', 'confirmed', 'saved']);
      expect(written.find((one) => one.device === device.name)?.linesBefore).toBe(0);
      expect(lab.sessions()).toBe(0);
    }
    expect(audit.entries.map(({ event }) => event)).toEqual([...devices.map(() => 'device'), 'end']);
    expect(audit.entries.at(-1)).toMatchObject({ state: 'done', changed: DEVICES, not_changed: 0, not_reached: 0 });
    expect(await setting.changes.getChange(job.changeId)).toMatchObject({ state: 'done' });
  });
});

describe('waves', () => {
  const IOS = { mix: { cisco_iosxr: 1 } };
  const wave = (_device: Device, index: number) => (index === 0 ? 0 : index < 4 ? 1 : 2);

  test('a canary that fails stops all: the others are named, and nothing was sent to them', async () => {
    const { lab, caseOf } = await dealCases([{ platform: 'cisco_iosxr', fault: 'line-refused', params: { line: 2 } }]);
    const [canary] = caseOf.keys();
    setting = await createChangeSetting({ ...lab, devices: 8 });
    const devices = [...setting.devices].sort((a, b) => Number(b.name === canary) - Number(a.name === canary));
    const job = await setting.planned(devices, { wave });
    const ends = await setting.push(job);
    for (const [index, device] of devices.entries()) {
      const { row, outcome } = ends.get(device.name) ?? {};
      if (index === 0) expect([row?.state, row?.code]).toEqual(['rolled_back', 'COMMIT_REJECTED']);
      else {
        expect(row).toMatchObject({ state: 'not_started', code: 'WAVE_HALTED' });
        expect(outcome).toMatchObject({ status: 'skipped', code: 'WAVE_HALTED', attempts: 0 });
        expect(setting.writes(device)).toEqual([]);
        expect(setting.labOf(device).counters().logins).toBe(1);
      }
    }
    expect(await setting.changes.getChange(job.changeId)).toMatchObject({ state: 'halted' });
    expect(setting.audit.entries.at(-1)).toMatchObject({
      event: 'end',
      state: 'halted',
      changed: 0,
      not_changed: 1,
      not_reached: 7,
    });
    expect(await setting.changes.unfinishedChanges()).toEqual([]);
  });

  test('a wave begins after the one before has ended, and never are more devices under way than allowed', async () => {
    setting = await createChangeSetting({ devices: 12, ...IOS });
    const { devices, lab, planned, push } = setting;
    const waves = new Map(devices.map((device, index) => [device.name, wave(device, index)]));
    const job = await planned(devices, { wave, policy: { inFlight: 2 } });
    const { changes, written } = watched();
    const ends = await push(job, { changes });
    expect([...ends.values()].map(({ row }) => row.state)).toEqual(devices.map(() => 'saved'));
    let underWay = 0;
    let current = 0;
    for (const { device, patch } of written) {
      const own = waves.get(device) as number;
      if (patch.state === 'intent') underWay++;
      if (patch.state === 'saved') underWay--;
      expect(own).toBeGreaterThanOrEqual(current);
      current = own;
      expect(underWay).toBeLessThanOrEqual(2);
    }
    expect(new Set(lab.writes().map(({ device }) => device)).size).toBe(12);
  });

  test('a cancel lets those under way finish, and begins nothing more', async () => {
    setting = await createChangeSetting({ devices: 8, ...IOS });
    const { devices, planned, start, ended, runs, writes } = setting;
    const job = await planned(devices, { wave });
    let runId = '';
    let cancelled: Promise<void> | null = null;
    const changes: ChangeStore = {
      ...setting.changes,
      updateDevice: async (id, device, patch) => {
        if (patch.state === 'applied') cancelled ??= runs.cancel(runId);
        return setting.changes.updateDevice(id, device, patch);
      },
    };
    runId = await start(job, devices, { changes });
    const ends = await ended(job, runId);
    await cancelled;
    const [first, ...others] = devices as [Device, ...Device[]];
    expect(ends.get(first.name)?.row).toMatchObject({ state: 'saved', code: null });
    for (const device of others) {
      expect(ends.get(device.name)?.row.state).toBe('not_started');
      expect(ends.get(device.name)?.outcome).toMatchObject({ status: 'skipped', code: 'CANCELLED' });
      expect(writes(device)).toEqual([]);
    }
    expect(await setting.changes.getChange(job.changeId)).toMatchObject({ state: 'halted' });
  });
});

describe('what belongs to a push besides', () => {
  test('a new name takes effect in the middle, and the device is known by it', async () => {
    setting = await createChangeSetting({ devices: DEVICES, mix: MIX });
    const { devices, labOf, planned, push } = setting;
    const lines = ({ platform }: Device): string[] =>
      platform === 'juniper_junos'
        ? ['set system host-name neu', ...changeFor(platform)]
        : ['hostname neu', ...changeFor(platform)];
    const ends = await push(await planned(devices, { lines }));
    for (const device of devices) {
      const { row } = ends.get(device.name) ?? {};
      expect([row?.state, row?.code], device.platform).toEqual(['saved', null]);
      expect(labOf(device).hostname).toBe('neu');
    }
  });

  test('without the order to save, nothing is saved where that is a step of its own, and this is said', async () => {
    setting = await createChangeSetting({ devices: DEVICES, mix: MIX });
    const { devices, planned, push, writes } = setting;
    const ends = await push(await planned(devices, { policy: { save: false } }));
    for (const device of devices) {
      const isKept = /junos|iosxr/.test(device.platform);
      const { row, outcome } = ends.get(device.name) ?? {};
      expect(row, device.platform).toMatchObject({ state: isKept ? 'saved' : 'confirmed', code: null });
      expect(outcome).toMatchObject({ status: 'ok', attention: !isKept });
      expect(outcome?.marks.map(({ title }) => title)).toEqual(
        isKept ? [] : ['changed, but not saved: lost at the next reload'],
      );
      expect(writes(device).filter(({ mode }) => mode === 'save')).toEqual([]);
    }
  });
});
