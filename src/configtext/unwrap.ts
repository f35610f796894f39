/**
 * Joins lines that a terminal of 80 columns has wrapped, where a secret runs over the end of a line. Knows widths;
 * what a secret is, it is told.
 */
import type { TextPiece } from './text-pieces.ts';

const WIDTH = 80;
// The longest commands that carry secrets (SNMP users with two digests) have 400 characters.
const MOST_LINES = 6;
const WRAPS_SOMEWHERE = new RegExp(`(?:^|\\n).{${WIDTH},${WIDTH + 1}}\\n`); // built: from WIDTH
const DIFF_MARKS = '+- ';

/** Whether `text` has a line that may go on in the next. */
export const mayWrap = (text: string): boolean => WRAPS_SOMEWHERE.test(text);

/** `pieces` after `hide`, each by itself, or joined with the next where that hides more. */
export function hideWrapped(pieces: readonly TextPiece[], hide: (line: string) => string): TextPiece[] {
  const shown: TextPiece[] = [];
  for (let index = 0; index < pieces.length; ) {
    const piece = pieces[index] as TextPiece;
    let text = hide(piece.text);
    let end = piece.end;
    let next = index + 1;
    let joined = piece.text;
    let apart = text;
    for (let last = index; last - index < MOST_LINES - 1 && wraps(pieces[last]) && last + 1 < pieces.length; last++) {
      const more = continuation(piece, pieces[last + 1] as TextPiece);
      joined += more;
      apart += hide(more);
      const together = hide(joined);
      if (together === apart) continue;
      apart = together;
      text = together;
      end = pieces[last + 1]?.end ?? '';
      next = last + 2;
    }
    shown.push({ text, end });
    index = next;
  }
  return shown;
}

/** A full line, or one with a diff mark before a full line. */
function wraps(piece: TextPiece | undefined): boolean {
  if (piece?.end !== '\n') return false;
  const { text } = piece;
  return text.length === WIDTH || (text.length === WIDTH + 1 && DIFF_MARKS.includes(text.charAt(0)));
}

/** The next line, without the mark that a diff puts before each. */
function continuation(first: TextPiece, next: TextPiece): string {
  const isMarked = first.text.length === WIDTH + 1 && next.text.charAt(0) === first.text.charAt(0);
  return isMarked ? next.text.slice(1) : next.text;
}
