import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTally, SAMPLE_DEVICES, type TallyRow } from '../../src/summary/tally.ts';
import { answerMark, findingMark, okRow, rowsArbitrary } from './rows.ts';

const tallyOf = (rows: readonly TallyRow[], selected = rows.length) => {
  const tally = createTally(selected);
  for (const row of rows) tally.add(row);
  return tally;
};

describe('a tally', () => {
  it('counts each device once, and the rest as pending', () => {
    const tally = tallyOf(
      [
        okRow('a'),
        { ...okRow('b'), attention: true },
        { ...okRow('c'), status: 'failed', attention: true, code: 'CONN_TIMEOUT' },
        { ...okRow('d'), status: 'skipped', code: 'CIRCUIT_OPEN' },
      ],
      7,
    );
    expect(tally.counts()).toEqual({ selected: 7, ok: 1, attention: 1, failed: 1, skipped: 1, pending: 3 });
    expect(tally.failures()).toEqual([
      { code: 'CONN_TIMEOUT', count: 1, devices: ['c'] },
      { code: 'CIRCUIT_OPEN', count: 1, devices: ['d'] },
    ]);
  });

  it('always adds up, and loses no mark', () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.nat(50), (rows, pending) => {
        const tally = tallyOf(rows, rows.length + pending);
        const { selected, ok, attention, failed, skipped, pending: left } = tally.counts();
        expect(ok + attention + failed + skipped + left).toBe(selected);
        expect(left).toBe(pending);
        expect(tally.failures().reduce((sum, { count }) => sum + count, 0)).toBe(failed + skipped);
        const marked = rows.flatMap((row) => [...new Set(row.marks.map((mark) => mark.key))]);
        expect(tally.groups().reduce((sum, { count }) => sum + count, 0)).toBe(marked.length);
      }),
    );
  });

  it('says the same in whatever order outcomes arrive', () => {
    const sorted = (rows: readonly TallyRow[]) => {
      const tally = tallyOf(rows);
      const byKey = tally.groups().toSorted((a, b) => (a.mark.key < b.mark.key ? -1 : 1));
      const byCode = tally.failures().toSorted((a, b) => (a.code < b.code ? -1 : 1));
      return { counts: tally.counts(), byKey, byCode, p50: tally.durationMs(50), p95: tally.durationMs(95) };
    };
    const shuffled = rowsArbitrary.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    );
    fc.assert(
      fc.property(shuffled, ([rows, other]) => {
        expect(sorted(other)).toEqual(sorted(rows));
      }),
    );
  });

  it('keeps the first names in order, and what the first device said', () => {
    const names = Array.from({ length: 30 }, (_, index) => `sw${String(index).padStart(2, '0')}`);
    const rows = names
      .toReversed()
      .map((name) => ({ ...okRow(name), marks: [{ ...findingMark('k'), evidence: `of ${name}` }] }));
    const [group] = tallyOf(rows).groups();
    expect(group?.count).toBe(30);
    expect(group?.devices).toEqual(names.slice(0, SAMPLE_DEVICES));
    expect(group?.mark.evidence).toBe('of sw00');
  });

  it('counts a device once in a group, however often it was marked', () => {
    const tally = tallyOf([{ ...okRow('a'), marks: [findingMark('k'), findingMark('k'), findingMark('l')] }]);
    expect(tally.groups().map((group) => [group.mark.key, group.count])).toEqual([
      ['k', 1],
      ['l', 1],
    ]);
  });

  it('gives durations by nearest rank, of visited devices', () => {
    const rows = Array.from({ length: 100 }, (_, index) => ({ ...okRow(`d${index}`), durationMs: 100 - index }));
    const tally = tallyOf([...rows, { ...okRow('s'), status: 'skipped', code: 'CIRCUIT_OPEN', durationMs: 0 }]);
    expect(tally.durationMs(50)).toBe(50);
    expect(tally.durationMs(95)).toBe(95);
    expect(createTally(3).durationMs(50)).toBeNull();
  });

  it('does not keep the text its evidence was cut from', { timeout: 60_000 }, () => {
    const tally = createTally(300);
    const before = process.memoryUsage().heapUsed + process.memoryUsage().external;
    for (let index = 0; index < 300; index++) {
      const output = `${index} `.repeat(200_000);
      tally.add({ ...okRow(`d${index}`), marks: [{ ...answerMark(`k${index}`), evidence: output.slice(10, 60) }] });
    }
    const grown = process.memoryUsage().heapUsed + process.memoryUsage().external - before;
    expect(tally.groups()).toHaveLength(300);
    expect(grown).toBeLessThan(100_000_000);
  });
});
