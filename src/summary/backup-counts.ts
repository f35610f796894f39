/** What a backup did, counted from its groups, so that any process counts the same. Knows the keys; sends nothing. */
import type { Tally } from './tally.ts';

/** Group keys of what a backup found where nothing changed its meaning. */
export const BACKUP_KEYS = {
  first: 'backup:first',
  unchanged: 'backup:unchanged',
  reordered: 'backup:reordered',
} as const;

export interface BackupCounts {
  /** Reordered ones included: their text is another. */
  readonly changed: number;
  readonly first: number;
  readonly unchanged: number;
}

/** Devices by what their backup found. */
export function backupCounts(tally: Tally): BackupCounts {
  const counts = { changed: 0, first: 0, unchanged: 0 };
  for (const { mark, count } of tally.groups()) {
    if (mark.kind === 'change' || mark.key === BACKUP_KEYS.reordered) counts.changed += count;
    else if (mark.key === BACKUP_KEYS.first) counts.first += count;
    else if (mark.key === BACKUP_KEYS.unchanged) counts.unchanged += count;
  }
  return counts;
}

/** `37 changed, 3 new, 2,440 unchanged`; only what there is, empty when there is nothing. */
export function backupCountsText(counts: BackupCounts): string {
  const parts: readonly (readonly [number, string])[] = [
    [counts.changed, 'changed'],
    [counts.first, 'new'],
    [counts.unchanged, 'unchanged'],
  ];
  return parts.flatMap(([count, what]) => (count === 0 ? [] : [`${count.toLocaleString('en-US')} ${what}`])).join(', ');
}
