/** The fleet a seed makes, and how a plan's faults are dealt to it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dealFaults, parseFaultPlan } from '../../src/lab/fault-plan.ts';
import { faultCatalogue } from '../../src/lab/faults.ts';
import { planFleet } from '../../src/lab/fleet.ts';
import { loopbackAddress } from '../../src/lab/listeners.ts';

const platforms = ['cisco_ios', 'arista_eos', 'linux'];
const fleet = (devices: number, seed = 7) =>
  planFleet({ devices, mix: { cisco_ios: 60, arista_eos: 39, linux: 1 }, legacyPercent: 10, seed, platforms });
const count = (list: readonly string[], word: string) => list.filter((one) => one === word).length;

describe('a fleet', () => {
  test('has the platforms of the mix, unique names, and is the same for the same seed', () => {
    const devices = fleet(200);
    const found = devices.map((device) => device.platform);
    expect([count(found, 'cisco_ios'), count(found, 'arista_eos'), count(found, 'linux')]).toEqual([120, 78, 2]);
    expect(new Set(devices.map((device) => device.name)).size).toBe(200);
    expect(fleet(200)).toEqual(devices);
    expect(fleet(200, 8)).not.toEqual(devices);
    const legacy = devices.filter((device) => device.legacy);
    expect(legacy.length).toBeGreaterThan(4);
    expect(legacy.every((device) => device.platform === 'cisco_ios' && device.tags.includes('legacy'))).toBe(true);
  });

  test('always has as many devices as asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.array(fc.nat(50), { minLength: 3, maxLength: 3 }),
        (devices, weights) => {
          fc.pre(weights.some((weight) => weight > 0));
          const mix = Object.fromEntries(platforms.map((platform, i) => [platform, weights[i] ?? 0]));
          expect(planFleet({ devices, mix, legacyPercent: 0, seed: 1, platforms })).toHaveLength(devices);
        },
      ),
    );
  });

  test.each([
    [{ cisco_iso: 1 }, 5, /cisco_iso/],
    [{ cisco_ios: 0 }, 5, /at least one/],
    [{ cisco_ios: 1 }, 0, /at least one/],
  ])('refuses %j with %i devices', (mix, devices, message) => {
    expect(() => planFleet({ devices, mix, legacyPercent: 0, seed: 1, platforms })).toThrow(message);
  });

  test('has addresses that differ and avoid the ends of a block', () => {
    const addresses = Array.from({ length: 70_000 }, (_, i) => loopbackAddress(i));
    expect(new Set(addresses).size).toBe(70_000);
    expect(addresses.every((address) => /^127\.\d+\.\d+\.(?:[1-9]|[1-9]\d|1\d\d|2[0-4]\d|250)$/.test(address))).toBe(
      true,
    );
  });
});

describe('dealing faults', () => {
  const devices = fleet(100);
  const deal = (text: string) => dealFaults(parseFaultPlan(text), devices, 7);

  test('by number, share and name; one a device; the same for the same seed', () => {
    const named = devices[3]?.name ?? '';
    const text = `faults: [{fault: auth-denied, devices: 5}, {fault: blackhole, devices: 2%, once: true}, {fault: huge-output, devices: [${named}], params: {size_mb: 1}}]`;
    const dealt = deal(text);
    expect(dealt.size).toBe(8);
    expect(dealt.get(named)).toMatchObject({ fault: { name: 'huge-output' }, params: { size_mb: 1 }, once: false });
    expect([...dealt.values()].filter((one) => one.fault.name === 'blackhole' && one.once)).toHaveLength(2);
    expect([...deal(text).keys()]).toEqual([...dealt.keys()]);
  });

  test('only to platforms the fault can strike', () => {
    const platformOf = new Map(devices.map((device) => [device.name, device.platform]));
    const struck = [...deal('faults: [{fault: enable-wrong, devices: 90}]').keys()].map((name) => platformOf.get(name));
    expect(struck).not.toContain('linux');
  });

  test.each([
    ['faults: [{fault: auth-denid, devices: 1}]', /auth-denid/],
    ['faults: [{fault: ssh1, devices: 101}]', /Too few/],
    ['faults: [{fault: ssh1, devices: [nobody]}]', /names no device/],
    ['faults: [{fault: ssh1, devices: 1, parms: {}}]', /faults\.0/],
    ['faults: [{fault: ssh1, devices: many}]', /devices/],
    ['faults: [', /YAML/],
    ['[]', /top/],
  ])('refuses %s', (text, message) => {
    expect(() => deal(text)).toThrow(message);
  });

  test('the catalogue covers rows 1 to 46, each name once', () => {
    const rows = new Set(faultCatalogue.map((fault) => fault.row));
    expect([...Array(46).keys()].map((i) => i + 1).filter((row) => !rows.has(row))).toEqual([]);
    expect(new Set(faultCatalogue.map((fault) => fault.name)).size).toBe(faultCatalogue.length);
  });
});
