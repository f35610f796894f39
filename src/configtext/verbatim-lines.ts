/** Where text begins that is kept as it is (banners, certificates), and where it ends. Knows lines; changes none. */
import type { VerbatimBlock } from '../core/config-syntax.ts';

/**
 * The index after the last line of the block that begins at `lines[index]`; `index + 1` where none begins, or one
 * begins and ends. A block without its end goes to the end of the text.
 */
export function endOfVerbatim(lines: readonly string[], index: number, blocks: readonly VerbatimBlock[]): number {
  const header = (lines[index] ?? '').trim();
  for (const { start, end } of blocks) {
    const match = start.exec(header);
    if (match === null) continue;
    const isEnd = endOf(match, end);
    if (end === 'mark' && isEnd(header.slice(match.index + match[0].length))) return index + 1;
    for (let next = index + 1; next < lines.length; next++) if (isEnd(lines[next] ?? '')) return next + 1;
    return lines.length;
  }
  return index + 1;
}

function endOf(match: RegExpExecArray, end: VerbatimBlock['end']): (line: string) => boolean {
  if (end !== 'mark') return (line) => end.test(line.trim());
  const mark = match.groups?.['mark'];
  return (line) => mark !== undefined && line.includes(mark);
}
