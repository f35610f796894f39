/**
 * Text that may come from anyone. Knows how to make it harmless to terminals and readers, and how to shorten it
 * and say so. Knows nothing of secrets (configtext/ does).
 */

// Nothing but printable ASCII, tabs and line feeds: most output, and nothing to do.
const UNSAFE = /[^\t\n\x20-\x7e]/;
// In this order: CSI (`ESC[31m`); OSC, DCS, SOS, PM and APC with their text up to the end of it or of the line
// (`ESC]0;titleBEL`); character sets (`ESC(B`); all other two-byte codes (`ESC7`).
const TERMINAL_CODES = new RegExp(
  [
    '(?:\\u001b\\[|\\u009b)[0-?]{0,32}[ -/]{0,4}[@-~]',
    '\\u001b[P\\]X^_][^\\u0007\\u001b\\u009c\\n]{0,4096}(?:\\u0007|\\u001b\\\\|\\u009c)?',
    '\\u001b[ -/]{1,4}[0-~]',
    '\\u001b[0-~]',
  ].join('|'),
  'g',
);
// Returns and the line and paragraph separators end lines too.
const LINE_ENDS = /\r+\n?|[\u2028\u2029]/g;
// Controls (but tab and line feed), format and bidi characters, halves of surrogate pairs, everything that Unicode says
// shows as nothing, and the Braille blank.
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** `text` without terminal codes, control, bidi and invisible characters. Line feeds and tabs stay; `\r\n` becomes `\n`. */
export function stripUnsafe(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text.replace(LINE_ENDS, '\n').replace(TERMINAL_CODES, '').replace(INVISIBLE, '');
}

/** At most `maxChars` characters, with `…` as the last where something was cut; never half a surrogate pair. */
export function clip(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(0, Math.max(0, maxChars - 1));
  const last = cut.charCodeAt(cut.length - 1);
  return `${last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut}…`;
}

/** One harmless line of at most `maxChars` characters: for details and evidence. */
export function oneLine(text: string, maxChars = 200): string {
  return clip(stripUnsafe(text).replace(/\s+/g, ' ').trim(), maxChars);
}

/** `1 device`, `2 devices`; thousands separated: `2,500 devices`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : plural}`;
}

/** The candidates nearest to `word`, best first, at most `limit`: for "did you mean". */
export function nearMatches(word: string, candidates: Iterable<string>, limit = 3): string[] {
  const wanted = word.toLowerCase();
  const scored: { candidate: string; distance: number }[] = [];
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase(), Math.max(2, Math.floor(wanted.length / 3)));
    if (distance !== null) scored.push({ candidate, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return scored.slice(0, limit).map((row) => row.candidate);
}

/** Levenshtein distance, or null when it is over `most`. A prefix counts as distance 1. */
function editDistance(a: string, b: string, most: number): number | null {
  if (a === b) return 0;
  if (a.length > 1 && b.startsWith(a)) return 1;
  if (Math.abs(a.length - b.length) > most || a.length > 64) return null;
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swap, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  const distance = previous[b.length] ?? most + 1;
  return distance <= most ? distance : null;
}
