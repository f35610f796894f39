/** Comma-separated text to rows, as RFC 4180 has it. Knows quotes and line ends; not what columns mean. */

export interface CsvRow {
  /** Of its first character, from 1; a quoted field may span lines. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The rows that are not blank, or the line of a quote that never ends. Fields lose outer blanks unless quoted. */
export function csvRows(text: string, delimiter: string): readonly CsvRow[] | { readonly openQuoteLine: number } {
  const rows: CsvRow[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const fields: string[] = [];
    const firstLine = line;
    let isRowOpen = true;
    while (isRowOpen) {
      while (text[at] === ' ' && delimiter !== ' ') at++;
      let field = '';
      if (text[at] === '"') {
        const quoteLine = line;
        for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
          if (at >= text.length) return { openQuoteLine: quoteLine };
          if (text[at] === '"') at++;
          if (text[at] === '\n') line++;
          field += text[at];
        }
        at++;
      }
      const end = endOfField(text, at, delimiter);
      fields.push(field + text.slice(at, end).trim());
      isRowOpen = text[end] === delimiter;
      at = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1);
    }
    line++;
    if (fields.some((field) => field !== '')) rows.push({ line: firstLine, fields });
  }
  return rows;
}

function endOfField(text: string, from: number, delimiter: string): number {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}
