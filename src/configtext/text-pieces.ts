/**
 * Text as the pieces in which a secret can stand whole: its lines, and inside JSON the lines within its strings.
 * Knows line ends and JSON's escapes; knows no secret.
 */

export interface TextPiece {
  readonly text: string;
  /** What ends it, to be put back: a line feed, an escaped one, a quote, or nothing. */
  readonly end: string;
}

/** The lines of `text`. */
export function linesOf(text: string): TextPiece[] {
  const lines = text.split('\n');
  return lines.map((line, index) => ({ text: line, end: index === lines.length - 1 ? '' : '\n' }));
}

/** The text that the pieces were made of. */
export function joinPieces(pieces: readonly TextPiece[]): string {
  let text = '';
  for (const piece of pieces) text += piece.text + piece.end;
  return text;
}

// A line of a JSON document: `{"a": …`, `["a", …`, `  "a": …` or `  "a",`.
const JSON_LINE = /^(?:\{\s{0,40}\\*["}]|\[\s{0,40}\\*["{[]|"(?:[^"\\]|\\.)*"\s{0,40}(?::|,?\s{0,40}$))/;
// Any line that quotes lines: `msg="show run\nhostname a"`.
const LINE_END = /(?<!\\)\\{1,8}[nr]/;

/** Whether `line` holds strings whose escapes hide line ends. Its first word begins at `start`. */
export function isJsonLine(line: string, start: number): boolean {
  if (JSON_LINE.test(line.slice(start))) return true;
  const lineEnd = line.search(LINE_END);
  const quote = lineEnd < 0 ? -1 : line.search(/["']/);
  return quote >= 0 && line.slice(quote, lineEnd).includes(' ');
}

// What ends a string or a line in it; an escaped quote is part of its string.
const STRING_END = /((?<!\\)\\{1,8}[nr](?:\\{1,8}[nrt])*|(?<!\\)")/;

/** The strings of a JSON line and what stands between them, each cut at its escaped line ends. */
export function stringsOf(line: string): TextPiece[] {
  const parts = line.split(STRING_END);
  const pieces: TextPiece[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    pieces.push({ text: parts[index] ?? '', end: parts[index + 1] ?? '' });
  }
  return pieces;
}
