/** The door for changes: no connection is made for what was not approved, or where there is nothing to type into. */
import { afterEach, describe, expect, test } from 'vitest';
import type { ChangeSession } from '../../src/core/session.ts';
import { issueWritePermit, type WritePermit } from '../../src/core/write-permit.ts';
import type { Device } from '../../src/inventory/device.ts';
import { type LabFleet, startLabFleet } from '../support/lab-fleet.ts';

const running: LabFleet[] = [];
afterEach(async () => {
  for (const fleet of running.splice(0)) await fleet.stop();
});

async function start(platform: string): Promise<LabFleet & { readonly device: Device }> {
  const fleet = await startLabFleet({ devices: 1, mix: { [platform]: 1 } });
  running.push(fleet);
  return { ...fleet, device: fleet.devices[0] as Device };
}

const { signal } = new AbortController();

describe('nothing is sent', () => {
  test.each([
    ['another device’s permit', () => issueWritePermit('somebody-else', 'sha256:a', 'sha256:a')],
    ['what only looks like a permit', (name: string) => ({ device: name, planHash: 'sha256:a' }) as WritePermit],
    ['no permit', () => undefined as unknown as WritePermit],
  ])('with %s', async (_name, permitFor) => {
    const { fleet, lab, device } = await start('cisco_ios');
    const opening = fleet.openForChange(device, { permit: permitFor(device.name), signal });
    await expect(opening).rejects.toMatchObject({ code: 'NEEDS_APPROVAL' });
    expect(lab.devices[0]?.counters().connections).toBe(0);
  });

  test('where there is no command line to change it by', async () => {
    const { fleet, lab, device } = await start('linux');
    const permit = issueWritePermit(device.name, 'sha256:a', 'sha256:a');
    await expect(fleet.openForChange(device, { permit, signal })).rejects.toMatchObject({ code: 'POLICY_DENIED' });
    expect(lab.devices[0]?.counters().connections).toBe(0);
  });

  test('by a session that was opened to read', async () => {
    const { fleet, lab, device } = await start('cisco_ios');
    const session = (await fleet.open(device, signal)) as ChangeSession;
    await expect(session.type('configure terminal', { expect: ['config'] })).rejects.toMatchObject({
      code: 'NEEDS_APPROVAL',
    });
    await session.close();
    expect(lab.writes()).toEqual([]);
  });
});

test('with its permit a device is changed, and the record says by whom', async () => {
  const { fleet, lab, device } = await start('frr');
  const permit = issueWritePermit(device.name, 'sha256:a', 'sha256:a');
  const session = await fleet.openForChange(device, { permit, signal });
  await session.type('configure terminal', { expect: ['config'] });
  await session.type('ip route 10.9.9.0/24 10.0.0.1', { expect: ['config'] });
  await session.close();
  expect(lab.writes().map(({ device: name, line }) => [name, line])).toEqual([
    [device.name, 'ip route 10.9.9.0/24 10.0.0.1'],
  ]);
});

test('the credential set for changes is used when it is named', async () => {
  const asked: string[] = [];
  const { lab, devices, ...rest } = await startLabFleet({ devices: 1, mix: { frr: 1 } });
  running.push({ lab, devices, ...rest });
  const other = await startLabFleet(
    { devices: 1, mix: { frr: 1 } },
    {
      credential: async (name) => {
        asked.push(name);
        throw new Error('asked');
      },
    },
  );
  running.push(other);
  const device = other.devices[0] as Device;
  const permit = issueWritePermit(device.name, 'sha256:a', 'sha256:a');
  await other.fleet.openForChange(device, { permit, signal, credential: 'writer' }).catch(() => {});
  await other.fleet.openForChange(device, { permit, signal }).catch(() => {});
  expect(asked).toEqual(['writer', device.credential]);
});
