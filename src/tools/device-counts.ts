/** How many devices there are of each kind: the largest kinds by name, the rest counted. Knows devices only. */
import { z } from 'zod';
import type { Device } from '../inventory/device.ts';

const count = z.number().int().min(0);

export const kindCountsSchema = z.strictObject({
  top: z.array(z.strictObject({ name: z.string().nullable(), devices: count })).describe('Largest first; null: none.'),
  other_names: count.describe('How many more names there are.'),
  other_devices: count.describe('Devices under them.'),
});

// Ten names tell the shape of a fleet; 400 sites would fill the reply.
const TOP = 10;

/** Counts by `kindOf`, e.g. the site; ties in name order. */
export function countKinds(
  devices: readonly Device[],
  kindOf: (device: Device) => string | null,
): z.infer<typeof kindCountsSchema> {
  const counts = new Map<string | null, number>();
  for (const device of devices) counts.set(kindOf(device), (counts.get(kindOf(device)) ?? 0) + 1);
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || ((a ?? '') < (b ?? '') ? -1 : 1));
  const rest = sorted.slice(TOP);
  return {
    top: sorted.slice(0, TOP).map(([name, total]) => ({ name, devices: total })),
    other_names: rest.length,
    other_devices: rest.reduce((sum, [, total]) => sum + total, 0),
  };
}
