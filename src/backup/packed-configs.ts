/** Redacted configurations as one value for a file: each line once, configurations as numbers. Knows its own form only. */
import { z } from 'zod';
import type { LineTable, NumberedLines } from './line-table.ts';

const packedSchema = z.strictObject({
  code: z.string(),
  held: z.array(z.string()),
  /** Without line feeds. */
  lines: z.array(z.string()),
  /** Content id to the numbers of its lines, 4 bytes each, in base64. */
  configs: z.record(z.string(), z.string()),
});

type PackedConfigs = z.infer<typeof packedSchema>;

/** `value` when it has the form that `packConfigs` gives. */
export function asPacked(value: unknown): PackedConfigs | null {
  return packedSchema.safeParse(value).data ?? null;
}

/** Only lines that stand in one of them are kept. */
export function packConfigs(
  configs: Iterable<readonly [contentId: string, config: NumberedLines]>,
): Pick<PackedConfigs, 'lines' | 'configs'> {
  const lines: string[] = [];
  const numbers = new Map<number, number>();
  const numberOf = (id: number, table: LineTable): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, lines.length);
    return lines.push(table.textOf(id)) - 1;
  };
  const packed: Record<string, string> = {};
  for (const [contentId, { ids, table }] of configs) {
    const own = ids.map((id) => numberOf(id, table));
    packed[contentId] = Buffer.from(own.buffer).toString('base64');
  }
  return { lines, configs: packed };
}

/** The configurations as they were, in lines of `table`; one with a number that is none is left out. */
export function unpackConfigs({ lines, configs }: PackedConfigs, table: LineTable): Map<string, NumberedLines> {
  const ids = lines.map(table.idOf);
  const unpacked = new Map<string, NumberedLines>();
  for (const [contentId, base64] of Object.entries(configs)) {
    const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
    if (bytes.length % 4 !== 0) continue;
    const numbers = new Uint32Array(bytes.buffer);
    if (numbers.some((number) => number >= ids.length)) continue;
    unpacked.set(contentId, { ids: numbers.map((number) => ids[number] ?? 0), table });
  }
  return unpacked;
}
