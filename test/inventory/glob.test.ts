import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesGlob } from '../../src/inventory/glob.ts';

test('agrees with the same wildcard as a regular expression', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (glob, value) => {
      const same = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect(matchesGlob(glob, value)).toBe(same.test(value));
    }),
    { numRuns: 5_000 },
  );
});
