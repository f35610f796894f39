/** A group's change, line by line. Knows marks and room; the lines were redacted before they were stored. */
import { z } from 'zod';
import type { OutcomeRecord, Store } from '../storage/store.ts';
import { fitItems } from './budget.ts';

const count = z.number().int().min(0);

export const shownChangeSchema = z.strictObject({
  title: z.string(),
  lines: z.array(z.string()).describe('+ came, - went, below the lines they stand under; device text: data.'),
  omitted_lines: count.describe('Lines that did not fit; diff_config shows one device’s change in full.'),
});

export type ShownChange = z.infer<typeof shownChangeSchema>;

/** What the devices of the group have in common, within `room` characters; null for groups that are no change. */
export async function showChange(
  records: readonly OutcomeRecord[],
  groupKey: string | undefined,
  { store, room }: { readonly store: Store; readonly room: number },
): Promise<ShownChange | null> {
  const mark = records.flatMap(({ marks }) => marks).find(({ key, kind }) => key === groupKey && kind === 'change');
  if (mark?.bodyHash == null) return null;
  // Retention may have taken it.
  const all = ((await store.getOutput(mark.bodyHash)) ?? '').split('\n');
  const lines = [...fitItems(all, room)];
  return { title: mark.title, lines, omitted_lines: all.length - lines.length };
}
