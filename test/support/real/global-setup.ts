/** Starts the real lab once for all of test/real, or says why it cannot. In CI a missing part is a failure. */
import type { TestProject } from 'vitest/node';
import { missingParts } from './parts.ts';
import { type RealLabFacts, startRealLab } from './real-lab.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Null when parts are missing: the tests are then skipped. */
    readonly realLab: RealLabFacts | null;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const missing = missingParts();
  if (missing.length > 0) {
    const say = `test/real needs ${missing.join(', ')}. Install with: npm run setup`;
    if (process.env['CI'] === 'true') throw new Error(say);
    console.warn(`Skipped: ${say}`);
    project.provide('realLab', null);
    return undefined;
  }
  const { stop, ...facts } = await startRealLab();
  project.provide('realLab', facts);
  return stop;
}
