import { expect, test } from 'vitest';
import { defaultLimits } from '../../src/config/limits.ts';
import { createAdmission } from '../../src/engine/admission.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { fakeDevice } from '../support/fake-fleet.ts';

const hop = (host: string) => ({ host, port: 22, identityFiles: [] });

/** Admits everyone at once; answers how many were inside at the same time, at most, per key. */
async function crowd(
  limits: Partial<typeof defaultLimits>,
  devices: ReturnType<typeof fakeDevice>[],
  openFiles = 20_000,
) {
  const admission = createAdmission({ limits: { ...defaultLimits, ...limits }, clock: createFakeClock(), openFiles });
  const inside = new Map<string, number>();
  const most = new Map<string, number>();
  const count = (key: string, step: number) => {
    const now = (inside.get(key) ?? 0) + step;
    inside.set(key, now);
    most.set(key, Math.max(most.get(key) ?? 0, now));
  };
  await Promise.all(
    devices.map((device) =>
      admission.admit(device, new AbortController().signal, async () => {
        const keys = ['all', `site ${device.site}`, `jump ${device.jumps.at(-1)?.host}`];
        for (const key of keys) count(key, 1);
        await new Promise((resolve) => setImmediate(resolve));
        for (const key of keys) count(key, -1);
      }),
    ),
  );
  return most;
}

const many = (count: number, extra: (i: number) => object) =>
  Array.from({ length: count }, (_, i) => fakeDevice(`sw${i}`, extra(i)));

test('sites and jump hosts have their own bounds, others none', async () => {
  const devices = many(60, (i) => ({ site: i % 2 ? 'ams' : null, jumps: i % 3 ? [hop('jump')] : [] }));
  const most = await crowd({ per_site: 3, per_jump: 5 }, devices);
  expect(most.get('site ams')).toBeLessThanOrEqual(3);
  expect(most.get('jump jump')).toBeLessThanOrEqual(5);
  expect(most.get('site null')).toBeGreaterThan(5);
});

test('the process never takes more sessions than it has files for', async () => {
  const most = await crowd(
    { sessions: 1_000 },
    many(200, () => ({})),
    128 + 20,
  );
  expect(most.get('all')).toBe(20);
});

test('the gate holds as many as it was told, and lets the next in when one leaves', async () => {
  const admission = createAdmission({ limits: { ...defaultLimits, handshakes: 2 }, clock: createFakeClock() });
  const leaves = [await admission.enterGate(), await admission.enterGate()];
  let third = false;
  const waiting = admission.enterGate().then(() => {
    third = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(third).toBe(false);
  leaves[0]?.();
  await waiting;
  expect(third).toBe(true);
});

test('logins are spread over time when a rate is set, and a cancel does not wait for its turn', async () => {
  const clock = createFakeClock();
  const admission = createAdmission({ limits: { ...defaultLimits, logins_per_second: 10 }, clock });
  const control = new AbortController();
  const entered: string[] = [];
  const visits = ['a', 'b', 'c', 'd'].map((name) =>
    admission.admit(fakeDevice(name), control.signal, async () => void entered.push(name)).catch((reason) => reason),
  );
  await clock.advance(0);
  expect(entered).toEqual(['a']);
  await clock.advance(100);
  expect(entered).toEqual(['a', 'b']);
  control.abort('stop');
  expect(await Promise.all(visits)).toEqual([undefined, undefined, 'stop', 'stop']);
});
