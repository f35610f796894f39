/** An approved plan on simulated devices of every platform: what they took, and what was written down before they did. */
import { afterEach, describe, expect, test } from 'vitest';
import { type ChangeSetting, changeFor, createChangeSetting, differenceOf } from '../support/change-setting.ts';

let setting: ChangeSetting;
afterEach(async () => {
  await setting.stop();
  expect(setting.lab.leftovers()).toEqual({ timers: 0, sockets: 0 });
});

const MIX = { cisco_ios: 6, cisco_iosxe: 2, cisco_nxos: 2, cisco_iosxr: 2, arista_eos: 2, juniper_junos: 2, frr: 2 };

test('every platform and every way: changed, confirmed, saved, each planned line typed once', async () => {
  setting = await createChangeSetting({ devices: 18, mix: MIX });
  const { devices, labOf, lab } = setting;
  const job = await setting.planned(devices);
  const before = new Map(devices.map((device) => [device.name, labOf(device).runningConfig]));
  console.time('push');
  const ends = await setting.push(job);
  console.timeEnd('push');
  const ways = new Set(job.plan.devices.map(({ platform, undo }) => `${platform} ${undo}`));
  for (const device of devices) {
    const { row, outcome } = ends.get(device.name)!;
    const diff = differenceOf(before.get(device.name)!, labOf(device).runningConfig);
    console.log(device.platform, row.undo, row.state, row.code, row.message, row.detail, row.line, outcome.value, outcome.status, JSON.stringify(diff), labOf(device).pendingRevert, labOf(device).isConfigSaved);
    console.log(setting.writes(device).map((w) => `${w.mode}: ${w.line}`).join(' | '));
  }
  console.log(ways);
});
