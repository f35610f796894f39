/** The first lines of a change, and how many more there are. Knows lines and room; nothing of configurations. */
import { clip, counted } from '../core/text.ts';

/** How much of one change is shown. */
export interface ChangeRoom {
  readonly lines: number;
  /** Of the lines as JSON: a line may be long, and full of what JSON escapes. */
  readonly chars: number;
}

const LINE_CHARS = 120;

/** At most `room` of `body`, with `… 14 more lines` after what was cut; null when no line has room. */
export function changeLines(body: string, room: ChangeRoom): string[] | null {
  const lines = body.split('\n');
  const shown: string[] = [];
  let left = room.chars;
  for (const line of lines.slice(0, room.lines)) {
    const short = clip(line, LINE_CHARS);
    left -= JSON.stringify(short).length + 1;
    if (left < 0) break;
    shown.push(short);
  }
  if (shown.length === 0) return null;
  const more = lines.length - shown.length;
  return more === 0 ? shown : [...shown, `… ${counted(more, 'more line')}`];
}
