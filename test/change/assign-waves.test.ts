import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignWaves, type WaveCandidate } from '../../src/change/assign-waves.ts';
import { RISKS } from '../../src/change/plan.ts';

const candidate = (device: string, more: Partial<WaveCandidate> = {}): WaveCandidate => ({
  device,
  platform: 'cisco_ios',
  risks: [],
  pair: null,
  ...more,
});
const settings = { waves: [1, 3, 10], no_heal_wave: 2 };

describe('assignWaves', () => {
  it('begins with the device that heals by itself and has the least risk, whatever its name', () => {
    const waves = assignWaves(
      [
        candidate('a', { risks: ['no-self-heal'] }),
        candidate('b', { risks: ['management-path'] }),
        candidate('z', { risks: ['rebuilds-block'] }),
      ],
      settings,
    );
    expect([...waves]).toEqual([
      ['z', 0],
      ['b', 1],
      ['a', 1],
    ]);
  });

  it('tries every platform in the first waves', () => {
    const of = (platform: string) =>
      Array.from({ length: 20 }, (_, index) => candidate(`${platform}-${index}`, { platform }));
    const waves = assignWaves([...of('arista_eos'), ...of('cisco_ios'), ...of('juniper_junos')], settings);
    const early = [...waves].filter(([, wave]) => wave <= 1).map(([device]) => device.split('-')[0]);
    expect(new Set(early)).toEqual(new Set(['arista_eos', 'cisco_ios', 'juniper_junos']));
  });

  it('keeps its bounds and is the same whatever order devices come in', () => {
    const anyDevice = fc.record({
      platform: fc.constantFrom('cisco_ios', 'frr'),
      risks: fc.subarray([...RISKS]),
      pair: fc.option(fc.constantFrom('p1', 'p2', 'p3'), { nil: null }),
    });
    const anySettings = fc.record({
      waves: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
      no_heal_wave: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(anyDevice, { maxLength: 40 }), anySettings, fc.integer(), (drawn, bounds, turn) => {
        const devices = drawn.map((each, index) => candidate(`sw${index}`, each));
        const waves = assignWaves(devices, bounds);
        expect(waves.size).toBe(devices.length);
        const byWave = groupBy(devices, ({ device }) => waves.get(device) ?? -1);
        for (const [wave, members] of byWave) {
          const size = bounds.waves[Math.min(wave, bounds.waves.length - 1)] ?? 0;
          expect(members.length).toBeLessThanOrEqual(size);
          const unhealing = members.filter(({ risks }) => risks.includes('no-self-heal'));
          expect(unhealing.length).toBeLessThanOrEqual(bounds.no_heal_wave);
          const pairs = members.flatMap(({ pair }) => pair ?? []);
          expect(new Set(pairs).size).toBe(pairs.length);
        }
        // No wave is empty, or the push would wait for nobody.
        expect([...byWave.keys()].sort((a, b) => a - b)).toEqual([...byWave.keys()].map((_, index) => index));
        const at = devices.length === 0 ? 0 : Math.abs(turn) % devices.length;
        const turned = [...devices.slice(at), ...devices.slice(0, at)];
        expect(new Map([...assignWaves(turned, bounds)].sort())).toEqual(new Map([...waves].sort()));
      }),
    );
  });
});

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
