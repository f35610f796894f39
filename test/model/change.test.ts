/**
 * Sequences of everything that may happen to a change, played on the whole room over simulated devices: the promises
 * I1 to I12 hold after every step of every one.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createChanges } from '../../src/change/create-changes.ts';
import { play, sequences } from '../support/model/commands.ts';
import { createWorld } from '../support/model/world.ts';

const RUNS = Number(process.env['MODEL_RUNS'] ?? 2_000);
const seed = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31);

it(`holds in ${RUNS} sequences (seed ${seed})`, { timeout: 600_000 }, async () => {
  const property = fc.asyncProperty(sequences(), (steps) => play(steps, createWorld({ room: createChanges })));
  await fc.assert(property, { numRuns: RUNS, seed, verbose: 0 });
  expect(true).toBe(true);
});
