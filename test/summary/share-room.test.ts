import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareRoom } from '../../src/summary/share-room.ts';

describe('shareRoom', () => {
  it('gives everyone what they wish when there is enough', () => {
    expect(
      shareRoom(100, [
        { size: 10, weight: 1 },
        { size: 80, weight: 3 },
      ]),
    ).toEqual([10, 80]);
  });

  it('gives what one leaves to the others', () => {
    expect(
      shareRoom(100, [
        { size: 10, weight: 3 },
        { size: 500, weight: 1 },
        { size: 500, weight: 2 },
      ]),
    ).toEqual([10, 30, 60]);
  });

  it('never gives more than there is or than is wished, and wastes nothing', () => {
    const wish = fc.record({ size: fc.nat(5_000), weight: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(fc.nat(5_000), fc.array(wish, { maxLength: 6 }), (room, wishes) => {
        const shares = shareRoom(room, wishes);
        const given = shares.reduce((sum, share) => sum + share, 0);
        const wished = wishes.reduce((sum, { size }) => sum + size, 0);
        for (const [index, share] of shares.entries()) expect(share).toBeLessThanOrEqual(wishes[index]?.size ?? 0);
        expect(given).toBeCloseTo(Math.min(room, wished), 6);
      }),
    );
  });
});
