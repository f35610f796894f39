/** A process that dies at any step of a push: the next one looks at every device, names where it stands, and sends nothing. */
import { afterEach, describe, expect, test } from 'vitest';
import type { ChangeParts } from '../../src/change/change-parts.ts';
import { recoverRun } from '../../src/change/recover.ts';
import { sleep } from '../../src/core/clock.ts';
import type { ChangeSession } from '../../src/core/session.ts';
import type { RunSpec } from '../../src/engine/run-spec.ts';
import type { Device } from '../../src/inventory/device.ts';
import type { ChangeRecord } from '../../src/storage/change-store.ts';
import { type ChangeSetting, changeFor, createChangeSetting, differenceOf } from '../support/change-setting.ts';

let setting: ChangeSetting;
afterEach(async () => {
  await setting.stop();
  expect(setting.lab.leftovers()).toEqual({ timers: 0, sockets: 0 });
});

/** Where a device's process dies: around its nth write to the journal, or with its nth typed line on the wire. */
interface Death {
  readonly at: 'before-write' | 'after-write' | 'line';
  readonly n: number;
}

const upTo = (most: number) => Array.from({ length: most }, (_, i) => i + 1);
const DEATHS: readonly Death[] = [
  ...upTo(6).flatMap((n): Death[] => [
    { at: 'before-write', n },
    { at: 'after-write', n },
  ]),
  ...upTo(13).map((n): Death => ({ at: 'line', n })),
];

const never = () => new Promise<never>(() => {});

/** Parts that play one device's death each; `dead` fills as they die. */
function dying(deathOf: (device: string) => Death | undefined): { parts: Partial<ChangeParts>; dead: Set<string> } {
  const dead = new Set<string>();
  const counts = new Map<string, number>();
  const sessions = new Map<string, Set<ChangeSession>>();
  const isNow = (device: string, what: string, at: Death['at']) => {
    const death = deathOf(device);
    return death?.at === at && counts.get(`${device} ${what}`) === death.n;
  };
  const count = (device: string, what: string) =>
    counts.set(`${device} ${what}`, (counts.get(`${device} ${what}`) ?? 0) + 1);
  const die = (device: string): Promise<never> => {
    dead.add(device);
    for (const session of sessions.get(device) ?? []) session.abort(new Error('killed') as never);
    return never();
  };
  const { changes, fleet } = setting;
  const parts: Partial<ChangeParts> = {
    changes: {
      ...changes,
      touchChange: async () => {},
      finishChange: never,
      updateDevice: async (id, device, patch) => {
        count(device, 'write');
        if (isNow(device, 'write', 'before-write')) return die(device);
        await changes.updateDevice(id, device, patch);
        if (isNow(device, 'write', 'after-write')) return die(device);
      },
    },
    fleet: {
      ...fleet,
      openForChange: async (device, options) => {
        const session = await fleet.openForChange(device, options);
        sessions.set(device.name, (sessions.get(device.name) ?? new Set()).add(session));
        const type = session.type.bind(session);
        return Object.assign(session, {
          type: (...args: Parameters<ChangeSession['type']>) => {
            count(device.name, 'line');
            const answer = type(...args);
            if (!isNow(device.name, 'line', 'line')) return answer;
            answer.catch(() => {});
            return new Promise((resolve) => setImmediate(resolve)).then(() => die(device.name));
          },
        });
      },
    },
  };
  return { parts, dead };
}

const OPEN = new Set(['waiting', 'intent', 'applied', 'confirming']);
const END_OF_WAIT_MS = 15_000;

describe('killed at every step', () => {
  test('each device ends named, as it says itself, and nothing is sent', async () => {
    const size = DEATHS.length;
    const mix = {
      cisco_ios: 2 * size,
      cisco_nxos: size,
      cisco_iosxr: size,
      arista_eos: size,
      juniper_junos: size,
      frr: size,
    };
    setting = await createChangeSetting({ devices: 7 * size, mix });
    const { devices, labOf, planned, abandon, changes, recover, writes } = setting;
    const job = await planned(devices, { policy: { inFlight: 1_000 } });
    const places = new Map<string, number>();
    const deathOf = new Map(
      job.plan.devices.map(({ device, platform, undo }) => {
        const place = places.get(platform + undo) ?? 0;
        places.set(platform + undo, place + 1);
        return [device, DEATHS[place % size]];
      }),
    );
    const of = <T>(what: (device: Device) => T) => new Map(devices.map((device) => [device.name, what(device)]));
    const configs = of((device) => labOf(device).runningConfig);
    const hashes = of((device) => labOf(device).configHash());
    const { parts, dead } = dying((device) => deathOf.get(device));
    await abandon(job, parts);
    const rows = async () => new Map((await changes.changeDevices(job.changeId)).map((row) => [row.device, row]));
    const isOver = async () => [...(await rows())].every(([name, { state }]) => dead.has(name) || !OPEN.has(state));
    await expect.poll(isOver, { timeout: END_OF_WAIT_MS }).toBe(true);
    expect(dead.size).toBeGreaterThan(5 * size);
    changes.die();
    const killed = await rows();
    expect(new Set([...killed.values()].map(({ state }) => state))).toEqual(
      new Set(['waiting', 'intent', 'applied', 'confirming', 'confirmed', 'saved']),
    );
    const sent = of((device) => writes(device).length);
    const looked = await recover(job);
    expect(looked).not.toBeNull();
    for (const device of devices) {
      const { row, outcome } = looked?.get(device.name) ?? {};
      const was = killed.get(device.name)?.state ?? 'waiting';
      const death = deathOf.get(device.name);
      const where = `${device.platform} ${row?.undo} ${death?.at} ${death?.n}: ${was} -> ${row?.state} ${row?.code}`;
      const isBase = labOf(device).configHash() === hashes.get(device.name);
      const { added } = differenceOf(configs.get(device.name) ?? '', labOf(device).runningConfig);
      const all = changeFor(device.platform).filter((line) => !line.startsWith('interface lo')).length;
      expect(writes(device).length, where).toBe(sent.get(device.name));
      expect(labOf(device).pendingRevert, where).toBeNull();
      // Who has been looked at has an outcome of the run; the others were settled by what was written down.
      expect(outcome !== undefined, where).toBe(['intent', 'applied', 'confirming'].includes(was));
      if (row?.state === 'not_started' || row?.state === 'rolled_back') expect(isBase, where).toBe(true);
      else if (row?.state === 'drift') {
        expect([row.code, isBase, added.length < all], where).toEqual(['PARTIAL_APPLY', false, true]);
        expect(['checkpoint', 'inverse'], where).toContain(row.undo);
      } else {
        expect(['confirmed', 'saved'], where).toContain(row?.state);
        expect(added, where).toHaveLength(all);
      }
    }
    expect(await changes.getChange(job.changeId)).toMatchObject({ state: 'halted' });
    expect(await changes.unfinishedChanges()).toEqual([]);
    expect(setting.audit.entries.at(-1)).toMatchObject({ event: 'recover', change: job.changeId });
  }, 60_000);
});

describe('what cannot be looked at', () => {
  /** One device, killed with its intent on disk. */
  async function killed() {
    setting = await createChangeSetting({ devices: 1, mix: { frr: 1 } });
    const [device] = setting.devices as [Device];
    const job = await setting.planned([device]);
    const { parts, dead } = dying(() => ({ at: 'line', n: 4 }));
    await setting.abandon(job, parts);
    await expect.poll(() => dead.size).toBe(1);
    setting.changes.die();
    const [change] = await setting.changes.unfinishedChanges();
    expect(change?.id).toBe(job.changeId);
    return { device, job, change: change as ChangeRecord };
  }
  const row = async ({ id }: ChangeRecord) => (await setting.changes.changeDevices(id))[0];

  test('a device that the inventory does not name any more', async () => {
    const { change } = await killed();
    expect(await recoverRun(setting.parts, change, 'test', () => undefined)).toBeNull();
    expect(await row(change)).toMatchObject({ state: 'unreachable_unknown', code: 'WRITE_UNKNOWN' });
    expect(await setting.changes.unfinishedChanges()).toEqual([]);
  });

  test('one that another platform is said of now', async () => {
    const { device, change } = await killed();
    const spec = await recoverRun(setting.parts, change, 'test', () => ({ ...device, platform: 'cisco_ios' }));
    await setting.runs.wait(await setting.runs.start(spec as RunSpec<unknown>), 1_000_000);
    expect(await row(change)).toMatchObject({ state: 'unreachable_unknown', code: 'WRITE_UNKNOWN' });
    expect((await row(change))?.detail).toMatch(/^PLAN_TAMPERED: /);
  });

  test('one whose configuration from before is gone', async () => {
    const { job, change } = await killed();
    await setting.changes.updateDevice(change.id, job.plan.devices[0]?.device ?? '', { before: null });
    await setting.recover(job);
    expect((await row(change))?.detail).toMatch(/^JOURNAL_CORRUPT: /);
    expect(await setting.changes.unfinishedChanges()).toEqual([]);
  });

  test('one that is off is unknown, by name, until it can be seen', async () => {
    const { device, job, change } = await killed();
    setting.labOf(device).reboot({ downMs: 1_000_000 });
    await setting.recover(job);
    expect(await row(change)).toMatchObject({ state: 'unreachable_unknown', code: 'WRITE_UNKNOWN' });
    await sleep(setting.clock, 1_000_000);
    await setting.recover(job);
    expect(await row(change)).toMatchObject({ state: 'rolled_back', code: 'ROLLED_BACK' });
  });
});
