/** The same sequences find every bug that is planted in a copy of the room: what passes there is worth something. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { play, sequences } from '../support/model/commands.ts';
import { MUTANTS } from '../support/model/mutants.ts';
import { roomWith } from '../support/model/room-copy.ts';
import { createWorld } from '../support/model/world.ts';

/** As many as the room itself is put through. */
const MOST_RUNS = 2_000;
const seed = Number(process.env['MODEL_SEED'] ?? 1);

describe(`planted bugs (seed ${seed})`, () => {
  it.each(MUTANTS)('$name', { timeout: 300_000 }, async ({ spoil, ...mutant }) => {
    const { room, remove } = await roomWith(mutant);
    try {
      const options = { room, ...(spoil && { spoil }) };
      const property = fc.asyncProperty(sequences(), (steps) => play(steps, createWorld(options)));
      const { failed, numRuns, errorInstance } = await fc.check(property, {
        numRuns: MOST_RUNS,
        seed,
        endOnFailure: true,
      });
      const broken = errorInstance instanceof Error ? (errorInstance.message.split('\n', 1)[0] ?? '') : '';
      process.stdout.write(`${mutant.name}: ${failed ? `found after ${numRuns} sequences: ${broken}` : 'not found'}\n`);
      expect(failed, mutant.name).toBe(true);
      expect(broken).toMatch(/^Broken: /);
    } finally {
      remove();
    }
  });
});
