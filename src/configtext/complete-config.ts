/** Whether a configuration came whole. Knows end marks, braces and sizes; each platform says which of them it has. */
import { counted } from '../core/text.ts';
import { braceTokens } from './brace-tokens.ts';

/** What a whole configuration has: `end` matches its last line (trailing blanks aside); blank lines do not count. */
export interface WholeConfig {
  readonly end: RegExp | null;
  readonly balancedBraces: boolean;
  readonly leastLines: number;
}

/**
 * Why `raw` cannot be the whole configuration, in our words (`the end mark is missing`), or null when nothing speaks
 * against it. `last` is the size of the last whole one, and the least part of it that is believed (0.5).
 */
export function whyIncomplete(
  raw: string,
  complete: WholeConfig,
  last: { readonly sizeBytes: number; readonly leastRatio: number } | null,
): string | null {
  const lines = raw.split('\n').flatMap((line) => line.trimEnd() || []);
  if (lines.length === 0) return 'it is empty';
  if (lines.length < complete.leastLines) {
    return `${counted(lines.length, 'line')}, fewer than ${complete.leastLines}`;
  }
  if (complete.end !== null && !complete.end.test(lines.at(-1) ?? '')) return 'the end mark is missing';
  return (complete.balancedBraces ? braceFault(raw) : null) ?? (last === null ? null : sizeFault(raw, last));
}

function braceFault(raw: string): string | null {
  let open = 0;
  for (const token of braceTokens(raw, /^#/)) {
    if (token.kind === 'open') open++;
    if (token.kind === 'close' && --open < 0) return 'a brace is closed that was not opened';
  }
  return open === 0 ? null : `${counted(open, 'brace is', 'braces are')} not closed`;
}

function sizeFault(raw: string, last: { readonly sizeBytes: number; readonly leastRatio: number }): string | null {
  const sizeBytes = Buffer.byteLength(raw);
  if (sizeBytes >= last.sizeBytes * last.leastRatio) return null;
  const percent = Math.floor((100 * sizeBytes) / last.sizeBytes);
  return `${counted(sizeBytes, 'byte')}, ${percent} % of the last one (${last.sizeBytes.toLocaleString('en-US')})`;
}

// A block or two taken off the end is a change like any other; more than a tenth of everything is a cut.
const MOST_TAKEN_OFF = 0.1;
// So many lines in a row stand in one place only; the very last may be half a line.
const LAST_LINES = 5;

/** Whether `text` ends amid `last`, whatever else changed: its last lines stand there, and much follows them. */
export function stopsEarly(text: string, last: string): boolean {
  const end = text
    .trimEnd()
    .split('\n')
    .slice(-LAST_LINES - 1, -1)
    .join('\n');
  const at = last.lastIndexOf(`\n${end}\n`);
  return at >= 0 && last.length - at - end.length > last.length * MOST_TAKEN_OFF;
}
