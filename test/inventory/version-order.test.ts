import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions } from '../../src/inventory/version-order.ts';

test.each([
  ['17.9.4', '17.9.4a'],
  ['17.9.4a', '17.12.1'],
  ['17.9', '17.9.4'],
  ['15.2(4)M7', '15.2(4)M11'],
  ['12.2(55)SE', '15.0(2)SE'],
  ['4.9.8M', '4.30.1F'],
  ['21.4R1.12', '21.4R3-S2'],
  ['7.0(3)I7(9)', '9.3(8)'],
  ['99999999999999999999', '100000000000000000000'],
])('%s is older than %s', (older, newer) => {
  expect(compareVersions(older, newer)).toBeLessThan(0);
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
});

test.each([
  ['17.09.04a', '17.9.4A'],
  ['9.3(8)', '9.3.8'],
])('%s equals %s', (a, b) => {
  expect(compareVersions(a, b)).toBe(0);
});

test('it is a total order', () => {
  const version = fc.string({ unit: fc.constantFrom('0', '1', '9', 'a', 'b', '.', '('), maxLength: 6 });
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 2_000 },
  );
});
