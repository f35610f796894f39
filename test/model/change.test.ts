/**
 * Sequences of everything that may happen to a change, played on the whole room over simulated devices: the promises
 * I1 to I12 hold after every step of every one. `MODEL_SEED` and `MODEL_RUNS` put it through others.
 */
import fc from 'fast-check';
import { it } from 'vitest';
import { createChanges } from '../../src/change/create-changes.ts';
import { play, sequences } from '../support/model/commands.ts';
import { createWorld } from '../support/model/world.ts';

const numRuns = Number(process.env['MODEL_RUNS'] ?? 2_000);
const seed = Number(process.env['MODEL_SEED'] ?? 1);

it(`keeps its promises in ${numRuns} sequences (seed ${seed})`, { timeout: 600_000 }, async () => {
  const property = fc.asyncProperty(sequences(), (steps) => play(steps, createWorld({ room: createChanges })));
  await fc.assert(property, { numRuns, seed });
});
