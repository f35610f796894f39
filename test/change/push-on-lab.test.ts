/** An approved plan on simulated devices of every platform: what they took, and what was written down before they did. */
import { afterEach, describe, expect, test } from 'vitest';
import type { PushJob } from '../../src/change/push-job.ts';
import type { Device } from '../../src/inventory/device.ts';
import type { ChangeDevicePatch, ChangeState, ChangeStore } from '../../src/storage/change-store.ts';
import { type ChangeSetting, changeFor, createChangeSetting, differenceOf } from '../support/change-setting.ts';

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
