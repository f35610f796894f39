/** A line for people, as data: plain text with marks of emphasis. Knows no terminal and no colour codes. */

export type Emphasis = 'strong' | 'dim' | 'good' | 'warn' | 'bad';

/** Emphasised text; the printer decides what that looks like, or drops it. */
export interface Marked {
  readonly text: string;
  readonly emphasis: Emphasis;
}

/** Parts written one after the other. A line feed in a part becomes a blank: what comes from a device stays on its line. */
export type Line = readonly (string | Marked)[];

export const mark = (emphasis: Emphasis, text: string): Marked => ({ text, emphasis });

/** A line of a change: `+` is new, `-` is gone, any other stands around them. */
export function changeLine(line: string): string | Marked {
  if (line.startsWith('+')) return mark('good', line);
  return line.startsWith('-') ? mark('bad', line) : line;
}
