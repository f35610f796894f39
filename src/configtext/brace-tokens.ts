/**
 * Text with braces, cut into statements, openings and closings. Knows quotes, lists in brackets and remarks; what a
 * statement means is no matter here. Strange text gives strange statements, never an error.
 */

export type BraceToken =
  /** `text;` or `text {`. Where a quoted text has several lines, `verbatim` is those after the first, as they are. */
  | {
      readonly kind: 'statement' | 'open';
      readonly text: string;
      readonly verbatim: readonly string[];
      /** Line of the statement's first character, from 1. */
      readonly number: number;
    }
  | { readonly kind: 'close' };

const NON_BLANK = /\S/g;
const SIGN = /[;{}"[\]\n]/g;

/**
 * The tokens of `text` in order. A line end ends a statement too, but within brackets. Remarks before a statement
 * (between slashes and stars, or to the end of a line that matches `comment`) are left out.
 */
export function* braceTokens(text: string, comment: RegExp): Generator<BraceToken> {
  const reader = new BraceReader(text);
  for (let at = reader.skipRemarks(0, comment); at < text.length; at = reader.skipRemarks(at, comment)) {
    const number = reader.lineAt(at);
    const { end, statement } = reader.statementAt(at);
    const [first = '', ...verbatim] = statement.split('\n');
    const kind = text[end] === '{' ? 'open' : 'statement';
    if (kind === 'open' || statement !== '') yield { kind, text: first.trimEnd(), verbatim, number };
    if (text[end] === '}') yield { kind: 'close' };
    at = end + 1;
  }
}

class BraceReader {
  readonly #text: string;
  #line = 1;
  #lineEnd: number;
  // What was looked for up to the end of the text and not found is not looked for again.
  #hasQuoteEnds = true;
  #hasRemarkEnds = true;

  constructor(text: string) {
    this.#text = text;
    this.#lineEnd = this.#find('\n', 0);
  }

  /** The number of the line of the character at `at`. Never asked for an earlier one. */
  lineAt(at: number): number {
    while (this.#lineEnd < at) {
      this.#lineEnd = this.#find('\n', this.#lineEnd + 1);
      this.#line++;
    }
    return this.#line;
  }

  /** Where the next statement or sign begins, at `from` or behind it; the text's length when there is none. */
  skipRemarks(from: number, comment: RegExp): number {
    for (let at = from; ; ) {
      NON_BLANK.lastIndex = at;
      const start = NON_BLANK.exec(this.#text)?.index ?? this.#text.length;
      at = this.#endOfRemark(start, comment);
      if (at === start) return start;
    }
  }

  #endOfRemark(start: number, comment: RegExp): number {
    if (this.#hasRemarkEnds && this.#text.startsWith('/*', start)) {
      const end = this.#text.indexOf('*/', start + 2);
      if (end >= 0) return end + 2;
      this.#hasRemarkEnds = false;
    }
    this.lineAt(start);
    return comment.test(this.#text.slice(start, this.#lineEnd).trimEnd()) ? this.#lineEnd : start;
  }

  /** The statement that begins at `start`, its lists in one line, and the place of what ends it. */
  statementAt(start: number): { readonly end: number; readonly statement: string } {
    let statement = '';
    let from = start;
    let isList = false;
    for (let at = this.#nextSign(start); ; at = this.#nextSign(at + 1)) {
      const sign = this.#text[at];
      if (sign === '"') at = this.#endOfQuote(at);
      else if (sign === '[' || sign === ']') isList = sign === '[';
      else {
        statement += this.#text.slice(from, at).trim();
        if (sign !== '\n' || !isList) return { end: at, statement: statement.trimEnd() };
        statement += ' ';
        from = at + 1;
      }
    }
  }

  /** Place of the quote that ends the one at `start`; `start` itself where none does: then it is a sign like others. */
  #endOfQuote(start: number): number {
    if (!this.#hasQuoteEnds) return start;
    for (let end = this.#text.indexOf('"', start + 1); end >= 0; end = this.#text.indexOf('"', end + 1)) {
      let escapes = 0;
      while (end - escapes - 1 > start && this.#text[end - escapes - 1] === '\\') escapes++;
      if (escapes % 2 === 0) return end;
    }
    this.#hasQuoteEnds = false;
    return start;
  }

  #nextSign(from: number): number {
    SIGN.lastIndex = from;
    return SIGN.exec(this.#text)?.index ?? this.#text.length;
  }

  #find(sign: string, from: number): number {
    const at = this.#text.indexOf(sign, from);
    return at < 0 ? this.#text.length : at;
  }
}
