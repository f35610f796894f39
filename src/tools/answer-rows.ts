/** Parsed rows of one answer, fit to leave. Knows cleaning and room; parsing itself is in `parsing/`. */
import type { PublicText } from '../configtext/public-text.ts';
import { oneLine } from '../core/text.ts';
import { parseOutput } from '../parsing/parse-output.ts';
import { fitItems } from './budget.ts';
import type { ShownAnswer } from './show-result.ts';

type Row = NonNullable<ShownAnswer['rows']>[number];

// More rows than any reply has room for; bounds the cleaning of a table of thousands.
const MOST_ROWS = 200;
const CELL_CHARS = 200;
// Deeper than any device's JSON; bounds the recursion on a hostile one.
const MOST_DEPTH = 12;

/**
 * The rows of `text` that fit into `room` characters and how many were left out; null when nothing can parse it.
 * `text` is public already; its cells are cleaned once more, because JSON may hide characters behind escapes.
 */
export function answerRows(
  source: { readonly platform: string; readonly command: string; readonly text: string },
  options: { readonly publicText: PublicText; readonly room: number; readonly templatesDir: string | undefined },
): { readonly rows: Row[]; readonly rows_omitted: number } | null {
  const { templatesDir, publicText, room } = options;
  const parsed = parseOutput({ ...source, ...(templatesDir !== undefined && { templatesDir }) });
  if (parsed === null) return null;
  const cleaned = parsed.slice(0, MOST_ROWS).map((row) => clean(row, publicText, 0) as Row);
  const rows = [...fitItems(cleaned, room)];
  return { rows, rows_omitted: parsed.length - rows.length };
}

function clean(value: unknown, publicText: PublicText, depth: number): unknown {
  if (typeof value === 'string') return oneLine(publicText(value), CELL_CHARS);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MOST_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => clean(item, publicText, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [oneLine(publicText(key), 80), clean(item, publicText, depth + 1)]),
  );
}
