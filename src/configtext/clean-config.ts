/**
 * A configuration as it is kept: without what changes by itself between two readings. Knows lines and patterns; what is
 * noise, it is told.
 */
import type { VerbatimBlock } from '../core/config-syntax.ts';
import { endOfVerbatim } from './verbatim-lines.ts';

// A line that is gone may have hidden another (a stamp above a stamp). Noise lies two or three deep.
const MOST_PASSES = 8;
const LINE_ENDS = /\r+\n?\r*|\n\r*/g;
// Stands for kept text while noise is looked for; the text itself has no NUL.
const KEPT = /^\0(\d+)$/gm;

/**
 * `text` with `\n` line ends, without trailing blanks, blank lines at its ends and volatile lines, one `\n` at the end;
 * empty when nothing is left. Blocks of `verbatim` are left as they are inside. Cleaning twice is cleaning once.
 */
export function cleanConfig(
  text: string,
  volatile: readonly { readonly pattern: RegExp; readonly replace: string }[],
  verbatim: readonly VerbatimBlock[] = [],
): string {
  const kept: string[] = [];
  let cleaned = trimLines(setAside(text.replaceAll('\0', '').replace(LINE_ENDS, '\n').split('\n'), verbatim, kept));
  for (let pass = 0, before = ''; cleaned !== before && pass < MOST_PASSES; pass++) {
    before = cleaned;
    for (const { pattern, replace } of volatile) cleaned = cleaned.replace(pattern, replace);
    cleaned = trimLines(cleaned.split('\n'));
  }
  return cleaned.replace(KEPT, (_, index: string) => kept[Number(index)] ?? '');
}

/** The lines, with one line in place of each block, and the blocks in `kept`. */
function setAside(lines: readonly string[], verbatim: readonly VerbatimBlock[], kept: string[]): string[] {
  const shown: string[] = [];
  for (let index = 0; index < lines.length; ) {
    const end = endOfVerbatim(lines, index, verbatim);
    const block = lines.slice(index, end);
    // A block without its end would take the blank lines at the end of the text with it.
    const whole = block.slice(0, block.findLastIndex((line) => line !== '') + 1);
    shown.push(whole.length > 1 ? `\0${kept.push(whole.join('\n')) - 1}` : (block[0] ?? ''));
    index = end;
  }
  return shown;
}

function trimLines(lines: readonly string[]): string {
  const trimmed = lines.map((line) => line.trimEnd());
  const first = trimmed.findIndex((line) => line !== '');
  const last = trimmed.findLastIndex((line) => line !== '');
  return first < 0 ? '' : `${trimmed.slice(first, last + 1).join('\n')}\n`;
}
