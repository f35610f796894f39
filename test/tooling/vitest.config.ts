/** Which tests there are and how each kind is run; the one configuration of `npm test`. */
import { defineConfig } from 'vitest/config';

const common = { testTimeout: 20_000, hookTimeout: 30_000 };
const real = 'test/real/**/*.test.ts';
const built = 'test/{protocol,acceptance}/**/*.test.ts';
const crash = 'test/crash/**/*.test.ts';

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [real, built, crash, '**/node_modules/**'],
        },
      },
      {
        // The built program, as a client starts it.
        test: { ...common, name: 'protocol', include: [built], globalSetup: 'test/tooling/global-setup.ts' },
      },
      {
        // Hundreds of processes, killed at moments of this machine's clock: after everything else, and alone.
        test: { ...common, name: 'crash', include: [crash], sequence: { groupOrder: 1 } },
      },
      {
        // Real servers: one lab for all files, so one file at a time.
        test: {
          ...common,
          name: 'real',
          include: [real],
          globalSetup: ['test/tooling/global-setup.ts', 'test/support/real/global-setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
