/** Who is let in when: wave by wave, so many at a time, and nobody more once too many did not end well. */
import { setMaxListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWaveGate, type WaveGate } from '../../src/change/wave-gate.ts';

interface Entered {
  readonly gate: WaveGate;
  /** Devices let in, in order. */
  readonly inside: string[];
  /** Codes or messages of those turned away. */
  readonly refused: Map<string, string>;
  leave(device: string, isWell?: boolean): Promise<void>;
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** `sizes`: devices per wave, named `w0-0`, `w0-1`, `w1-0`. All are at the gate. */
async function open(
  sizes: readonly number[],
  policy: { inFlight?: number; stopPercent?: number } = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Entered> {
  const devices = sizes.flatMap((size, wave) =>
    Array.from({ length: size }, (_, index) => ({ device: `w${wave}-${index}`, wave })),
  );
  const gate = createWaveGate({ devices, policy: { inFlight: 1_000, stopPercent: 2, ...policy } });
  setMaxListeners(0, signal);
  const inside: string[] = [];
  const refused = new Map<string, string>();
  for (const { device } of devices) {
    gate.enter(device, signal).then(
      () => inside.push(device),
      (reason: { code?: string }) => refused.set(device, reason.code ?? String(reason)),
    );
  }
  await settle();
  return {
    gate,
    inside,
    refused,
    leave: async (_device, isWell = true) => {
      gate.leave(isWell);
      await settle();
    },
  };
}

describe('waves', () => {
  test('the next begins when everybody of the one before has left', async () => {
    const { inside, leave } = await open([1, 2, 1]);
    expect(inside).toEqual(['w0-0']);
    await leave('w0-0');
    expect(inside).toEqual(['w0-0', 'w1-0', 'w1-1']);
    await leave('w1-0');
    expect(inside).toHaveLength(3);
    await leave('w1-1');
    expect(inside).toHaveLength(4);
  });

  test('waves need no numbers without gaps', async () => {
    const gate = createWaveGate({
      devices: [
        { device: 'a', wave: 2 },
        { device: 'b', wave: 7 },
      ],
      policy: { inFlight: 9, stopPercent: 0 },
    });
    const signal = new AbortController().signal;
    const later = gate.enter('b', signal);
    await gate.enter('a', signal);
    gate.leave(true);
    await later;
    gate.leave(true);
    expect(gate.halted).toBeNull();
  });

  test('so many at a time, in the order they came', async () => {
    const { inside, leave } = await open([5], { inFlight: 2 });
    expect(inside).toEqual(['w0-0', 'w0-1']);
    await leave('w0-1');
    expect(inside).toEqual(['w0-0', 'w0-1', 'w0-2']);
  });
});

describe('a stop', () => {
  test('one in the canary that does not end well stops all, whatever the percentage', async () => {
    const { gate, inside, refused, leave } = await open([3, 50], { inFlight: 2, stopPercent: 100 });
    await leave('w0-0', false);
    expect(inside).toEqual(['w0-0', 'w0-1']);
    expect(new Set(refused.values())).toEqual(new Set(['WAVE_HALTED']));
    expect(refused.size).toBe(51);
    expect(gate.halted).toBe('Stopped in the canary: 1 of 1 devices did not end well.');
    await leave('w0-1');
    expect(inside).toHaveLength(2);
  });

  test.each([
    [100, 2, 2],
    [49, 2, 0],
    [50, 2, 1],
    [250, 2, 5],
    [10, 0, 0],
    [10, 100, 10],
  ])('of %i devices at %i %% it lets %i fail, and no more', async (size, stopPercent, most) => {
    const { gate, leave } = await open([1, size, 1], { stopPercent });
    await leave('w0-0');
    for (let failed = 0; failed < most; failed++) await leave('', false);
    expect(gate.halted).toBeNull();
    if (most === size) return;
    await leave('', false);
    expect(gate.halted).toContain(`Stopped in wave 2: ${most + 1} of `);
  });

  test('earlier waves that went well allow a later one nothing more', async () => {
    const { gate, inside, leave } = await open([1, 500, 10, 1], { stopPercent: 2 });
    for (let i = 0; i < 501; i++) await leave('');
    expect(inside).toHaveLength(511);
    await leave('w2-0', false);
    expect(gate.halted).toBe('Stopped in wave 3: 1 of 1 devices did not end well.');
  });

  test('who comes to a gate that is closed is turned away', async () => {
    const { gate, leave } = await open([1, 1]);
    await leave('w0-0', false);
    await expect(gate.enter('w1-0', new AbortController().signal)).rejects.toMatchObject({ code: 'WAVE_HALTED' });
  });
});

test('a cancel turns away who waits, with its own reason, and closes the gate', async () => {
  const control = new AbortController();
  const { gate, inside, refused, leave } = await open([2, 3], { inFlight: 1 }, control.signal);
  control.abort('cancelled');
  await settle();
  expect([inside, refused.size]).toEqual([['w0-0'], 4]);
  expect(new Set(refused.values())).toEqual(new Set(['cancelled']));
  expect(gate.halted).toMatch(/^Cancelled/);
  await leave('w0-0');
  expect(inside).toHaveLength(1);
  await expect(gate.enter('w1-0', control.signal)).rejects.toBe('cancelled');
});

test('whatever the sizes and the ends, the bounds hold and nobody is forgotten', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 60 }),
      fc.infiniteStream(fc.boolean()),
      async (sizes, inFlight, stopPercent, wells) => {
        const { gate, inside, refused, leave } = await open(sizes, { inFlight, stopPercent });
        let left = 0;
        const failed = sizes.map(() => 0);
        while (left < inside.length) {
          expect(inside.length - left).toBeLessThanOrEqual(inFlight);
          const device = inside[left] as string;
          const wave = Number(device.slice(1, device.indexOf('-')));
          // Nobody is inside whose wave is not that of those who have not left.
          expect(inside.slice(left).every((name) => name.startsWith(`w${wave}-`))).toBe(true);
          const isWell = wells.next().value;
          if (!isWell) failed[wave] = (failed[wave] ?? 0) + 1;
          left++;
          await leave(device, isWell);
        }
        const total = sizes.reduce((sum, size) => sum + size, 0);
        expect(inside.length + refused.size).toBe(total);
        const isOver = sizes.some((size, wave) => {
          const most = wave === 0 ? 0 : Math.floor((stopPercent / 100) * size);
          return (failed[wave] ?? 0) > most;
        });
        expect(gate.halted !== null).toBe(isOver);
        if (!isOver) expect(refused.size).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});
