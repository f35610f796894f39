/** A lab with one device for each case: a platform, a way of changing it, and what goes wrong. Knows how faults are dealt. */

import type { LabOptions } from '../../src/lab/lab.ts';
import { startLab } from '../../src/lab/lab.ts';

export interface FaultCase {
  readonly platform: string;
  /** On IOS: whether it keeps an archive, and so has a timer. */
  readonly archive?: boolean;
  readonly fault: string;
  readonly params?: Readonly<Record<string, number>>;
  readonly once?: boolean;
}

export type Dealt<C> = { readonly lab: LabOptions; readonly caseOf: ReadonlyMap<string, C> };

/** IOS devices with and without an archive come as the seed has it: so many for each that is wanted. */
const SPARE = 4;

/** Deals each case to a device that suits it. */
export async function dealCases<C extends FaultCase>(cases: readonly C[]): Promise<Dealt<C>> {
  const mix: Record<string, number> = {};
  for (const { platform, archive } of cases) mix[platform] = (mix[platform] ?? 0) + (archive === undefined ? 1 : SPARE);
  const devices = Object.values(mix).reduce((sum, count) => sum + count, 0);
  const options: LabOptions = { devices, mix, seed: 11, outDir: null };
  const twin = await startLab(options);
  const free = twin.devices.map(({ name, platform, runningConfig }) => ({
    name,
    platform,
    archive: /^archive\n path /m.test(runningConfig),
  }));
  await twin.stop();
  const caseOf = new Map<string, C>();
  const faults = cases.map((one) => {
    const { platform, archive, fault, params = {}, once = false } = one;
    const at = free.findIndex((each) => each.platform === platform && (archive ?? each.archive) === each.archive);
    const [found] = at < 0 ? [] : free.splice(at, 1);
    if (found === undefined) throw new Error(`no device for ${platform} ${fault}`);
    caseOf.set(found.name, one);
    return { fault, devices: [found.name], params: { ...params }, once };
  });
  return { lab: { ...options, faults: { faults } }, caseOf };
}
