/** From what a reader calls a group (`g1`, or a finding's title) to its key in the store. Knows marks; shows nothing. */
import { RollcallError } from '../core/errors.ts';
import { nearMatches } from '../core/text.ts';
import type { Store } from '../storage/store.ts';

/** The key of group `g<n>`, as numbered in an earlier answer. @throws {RollcallError} BAD_INPUT naming the groups there are. */
export async function groupKey(store: Store, runId: string, group: string): Promise<string> {
  const keys = [...(await titlesByKey(store, runId)).keys()];
  const numbers = await store.numberGroups(runId, keys);
  const key = keys.find((candidate) => `g${numbers.get(candidate)}` === group);
  if (key !== undefined) return key;
  const hint = keys.length === 0 ? 'This run has no groups.' : `This run has g1 to g${keys.length}; see get_run.`;
  throw new RollcallError('BAD_INPUT', `group: run ${runId} has no group "${group}".`, { hint });
}

/** The key of the finding titled so (case does not matter). @throws {RollcallError} BAD_INPUT with the nearest titles. */
export async function findingKey(store: Store, runId: string, finding: string): Promise<string> {
  const titles = new Map<string, string>();
  for (const [key, title] of await titlesByKey(store, runId, 'finding')) titles.set(title.toLowerCase(), key);
  const key = titles.get(finding.trim().toLowerCase());
  if (key !== undefined) return key;
  const near = nearMatches(finding, titles.keys());
  const known = near.length > 0 ? near : [...titles.keys()].slice(0, 5);
  const hint = known.length === 0 ? 'This run has no findings.' : `Did you mean: ${known.join('; ')}?`;
  throw new RollcallError('BAD_INPUT', `finding: run ${runId} has no finding "${finding}".`, { hint });
}

async function titlesByKey(store: Store, runId: string, kind?: 'finding'): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  for await (const outcomes of store.allOutcomes(runId)) {
    for (const mark of outcomes.flatMap((outcome) => outcome.marks)) {
      if (kind === undefined || mark.kind === kind) titles.set(mark.key, mark.title);
    }
  }
  return titles;
}
