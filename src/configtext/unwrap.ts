/**
 * Joins lines that a terminal of 80 columns has wrapped, where a secret runs over the end of a line. Knows widths;
 * what a secret is, it is told.
 */
import { type SecretTag, TAG_PATTERN } from './secret-tag.ts';
import type { TextPiece } from './text-pieces.ts';

const WIDTH = 80;
// The longest commands that carry secrets (SNMP users with two digests) have 400 characters.
const MOST_LINES = 6;
const WRAPS_SOMEWHERE = new RegExp(`(?:^|\\n).{${WIDTH},${WIDTH + 1}}\\n`); // built: from the constant WIDTH
const DIFF_MARKS = '+- ';

/** Whether `text` has a line that may go on in the next. */
export const mayWrap = (text: string): boolean => WRAPS_SOMEWHERE.test(text);

/** A line after redaction, with what was found in it. */
export interface HiddenLine {
  readonly text: string;
  readonly secrets: readonly string[];
}

/**
 * `pieces` after `hide`, each by itself, or joined with the next where that finds secrets that neither shows alone.
 * `hide` hears whether the line may be part of a longer one.
 */
export function hideWrapped(
  pieces: readonly TextPiece[],
  hide: (line: string, isPart: boolean) => HiddenLine,
  tag: SecretTag,
): TextPiece[] {
  const shown: TextPiece[] = [];
  for (let index = 0; index < pieces.length; ) {
    const first = pieces[index] as TextPiece;
    let best = hide(first.text, wraps(first));
    let last = index;
    let joined = first.text;
    let apart = best.secrets;
    for (let next = index + 1; next < pieces.length && next - index < MOST_LINES && wraps(pieces[next - 1]); next++) {
      const more = pieces[next] as TextPiece;
      joined += continuation(first, more);
      apart = [...apart, ...hide(more.text, true).secrets];
      const together = hide(joined, true);
      if (together.secrets.every((secret) => apart.includes(secret))) continue;
      best = withoutAny(together, apart, tag);
      apart = best.secrets;
      last = next;
    }
    shown.push({ text: best.text, end: pieces[last]?.end ?? '' });
    index = last + 1;
  }
  return shown;
}

const TAGS = new RegExp(`(${TAG_PATTERN})`); // built: from the constant TAG_PATTERN

/** The line also without what its parts had shown to be secret: joined, a part is no longer the first in its line. */
function withoutAny(line: HiddenLine, secrets: readonly string[], tag: SecretTag): HiddenLine {
  const shown = secrets.filter((secret) => !line.secrets.some((hidden) => hidden.includes(secret)));
  let { text } = line;
  for (const secret of shown) {
    const parts = text.split(TAGS).map((part) => (TAGS.test(part) ? part : hideIn(part, secret, tag)));
    text = parts.join('');
  }
  return { text, secrets: [...line.secrets, ...shown] };
}

// A shorter one stands in too many words by chance: `pe` of `pe` and `er` in `peer`.
const SHORTEST_IN_WORDS = 4;
const WORD_CHARACTER = /\w/;

/** `text` without `secret`; a short one only where it is no part of a word. */
function hideIn(text: string, secret: string, tag: SecretTag): string {
  if (secret.length >= SHORTEST_IN_WORDS) return text.replaceAll(secret, () => tag(secret));
  return text.replaceAll(secret, (found, at: number) => {
    const isPart = WORD_CHARACTER.test(text.charAt(at - 1)) || WORD_CHARACTER.test(text.charAt(at + secret.length));
    return isPart ? found : tag(secret);
  });
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
