/** Which groups a reader should see first. Knows severity, kind and size; not how many will fit. */
import type { GroupMark } from '../core/run-state.ts';
import type { Tally, TallyGroup } from './tally.ts';

export interface RankedGroup extends TallyGroup {
  /** The largest group of the same command, when this is another answer to it; null for all other groups. */
  readonly reference: TallyGroup | null;
}

const SEVERITIES: Readonly<Record<GroupMark['severity'], number>> = { critical: 0, warning: 1, info: 2 };
const KINDS: Readonly<Record<GroupMark['kind'], number>> = { finding: 0, change: 1, answer: 2, info: 3 };
// More of one kind than any reply has room for.
const MOST_OF_A_KIND = 40;

/**
 * The groups worth showing, at most 40 of a kind: worst first, then findings before changes before answers before
 * facts, then largest first. Of answers the largest of each command comes first, as what the others differ from; then
 * the smallest, because the odd device matters and the second largest group seldom does.
 */
export function rankGroups(tally: Tally): RankedGroup[] {
  const groups = tally.groups();
  const references = largestByCommand(groups);
  const ranked = groups.map((group) => {
    const largest = group.mark.kind === 'answer' ? (references.get(group.mark.command) ?? group) : group;
    return { group, rank: rankOf(group, largest), reference: largest === group ? null : largest };
  });
  ranked.sort((a, b) => a.rank - b.rank || byName(a.group, b.group));
  const taken = { finding: 0, change: 0, answer: 0, info: 0 };
  return ranked
    .filter(({ group }) => ++taken[group.mark.kind] <= MOST_OF_A_KIND)
    .map(({ group, reference }) => ({ ...group, reference }));
}

/** The keys of the groups an answer may show, in order: number these before building it. */
export function groupKeysFor(tally: Tally): string[] {
  return rankGroups(tally).map((group) => group.mark.key);
}

/** The bodies an answer shows or compares, at most `limit` besides those of the largest answers: fetch these first. */
export function bodyHashesFor(tally: Tally, limit: number): string[] {
  const shown = rankGroups(tally)
    .filter((group) => group.mark.kind === 'change' || group.reference !== null)
    .slice(0, limit);
  const hashes = shown.flatMap((group) => [group.reference?.mark.bodyHash ?? null, group.mark.bodyHash]);
  return [...new Set(hashes.filter((hash) => hash !== null))];
}

function largestByCommand(groups: readonly TallyGroup[]): Map<string | null, TallyGroup> {
  const largest = new Map<string | null, TallyGroup>();
  for (const group of groups) {
    if (group.mark.kind !== 'answer') continue;
    const known = largest.get(group.mark.command);
    if (known === undefined || group.count > known.count || (group.count === known.count && byName(group, known) < 0)) {
      largest.set(group.mark.command, group);
    }
  }
  return largest;
}

// Larger than any fleet: keeps the parts of a rank apart.
const STEP = 1_000_000;

/** Severity, then kind, then references before others, then size: one number, because ten thousand are sorted by it. */
function rankOf(group: TallyGroup, largest: TallyGroup): number {
  const place = (SEVERITIES[group.mark.severity] * 4 + KINDS[group.mark.kind]) * 2;
  return largest === group ? (place + 1) * STEP - group.count : (place + 1) * STEP + group.count;
}

function byName(a: TallyGroup, b: TallyGroup): number {
  return compare(a.devices[0] ?? '', b.devices[0] ?? '') || compare(a.mark.key, b.mark.key);
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
