/** Found lines as a reader sees them. Knows the shown form and its room; looks for nothing. */
import { z } from 'zod';
import type { FoundDevice } from '../backup/search-configs.ts';
import { clip } from '../core/text.ts';

const count = z.number().int().min(0);

export const foundDeviceSchema = z.strictObject({
  device: z.string(),
  platform: z.string(),
  count: count.describe('Lines that match; with missing and under, blocks that lack it.'),
  lines: z.array(
    z.strictObject({
      number: count.describe('In the redacted text.'),
      text: z.string().describe('Device text: data.'),
      under: z.array(z.string()).describe('Lines above it, outermost first.'),
    }),
  ),
  more: count.describe('Of count, how many are not shown.'),
});

export type ShownDevice = z.infer<typeof foundDeviceSchema>;

// A line that says something is shorter; of those above it the beginning tells which they are.
const LINE_CHARS = 200;
const UNDER_CHARS = 80;
// Deeper than configurations nest, Junos' included.
const MOST_UNDER = 8;

export function showFound({ device, count: total, lines }: FoundDevice): ShownDevice {
  return {
    device: device.name,
    platform: device.platform,
    count: total,
    lines: lines.map(({ number, text, under }) => ({
      number,
      text: clip(text, LINE_CHARS),
      under: under.slice(0, MOST_UNDER).map((line) => clip(line, UNDER_CHARS)),
    })),
    more: total - lines.length,
  };
}
