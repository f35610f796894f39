/**
 * The lines of a change as somebody wrote them, made ready to be sent: without comments, each with the block it stands
 * in. Knows what may be sent at all; what a line does to a device is told in `merge-lines.ts`.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { RollcallError } from '../core/errors.ts';
import { counted, stripUnsafe } from '../core/text.ts';
import { braceTokens } from './brace-tokens.ts';
import { type ConfigTree, parseConfig } from './config-tree.ts';
import { type Nestable, nestLines } from './nest-lines.ts';
import { whyRefused } from './refused-words.ts';
import { setLinesOf } from './statement-tree.ts';
import { endOfVerbatim } from './verbatim-lines.ts';
import { endOfWhole } from './whole-blocks.ts';

export interface ChangeLine {
  /** Trimmed, as it is sent. */
  readonly text: string;
  /** Line in the text it was written in, from 1. */
  readonly number: number;
  /** Blocks it stands in, 0 at the top. */
  readonly depth: number;
  /**
   * Lines sent with it in one piece, as they are: a banner's text, a certificate, the lines of a block that is written
   * as a whole (`route-policy A`), each up to and with the line that ends it. Mostly empty.
   */
  readonly verbatim: readonly string[];
}

// A line with a public key of 8,192 bits has 1,450 characters; command lines that take less say so themselves.
const LONGEST = 1_500;
// Blanks a tab stands for.
const TAB = 8;

/**
 * Reads a change: lines as they are typed, blocks indented below their headers as the device prints them. Where nothing
 * is indented a line belongs to the header above it when `like`, the device's own configuration, has lines of its kind
 * there; `exit` ends a block. For a syntax with braces `set` and `delete` lines, or statements with braces to be set.
 * @throws {RollcallError} BAD_INPUT with the line's number
 */
export function readChangeLines(text: string, syntax: ConfigSyntax, like?: ConfigTree): readonly ChangeLine[] {
  const raws = text.split(/\r?\n/);
  for (const [index, raw] of raws.entries()) requirePlain(raw, index + 1);
  if (syntax.form === 'braces') return readStatements(raws, syntax);
  // Below the last line there is one more, so that a text without its end goes on behind what is there.
  const withOneMore = [...raws, ''];
  const found: (Nestable & ChangeLine)[] = [];
  for (let index = 0, next = 0; index < raws.length; index = next) {
    const raw = raws[index] ?? '';
    const line = raw.trim();
    next = index + 1;
    if (isComment(line, syntax)) continue;
    const isEnd = line === 'exit' || (line !== 'end' && syntax.blockEnd?.test(line) === true);
    if (!isEnd) requireConfiguration(line, index + 1, syntax);
    next = endOfBody(withOneMore, index, syntax);
    const indent = indentOf(raw);
    found.push({ text: line, number: index + 1, indent, isEnd, depth: 0, verbatim: raws.slice(index + 1, next) });
  }
  return nestLines(found, syntax, like).map(({ text: line, number, depth, verbatim }) => {
    return { text: line, number, depth, verbatim };
  });
}

/** The index after the lines that go with the one at `index`; the last of `lines` belongs to nothing. */
function endOfBody(lines: readonly string[], index: number, syntax: ConfigSyntax): number {
  const header = (lines[index] ?? '').trim();
  const end = endOfWhole(header, syntax);
  if (end !== null) {
    const last = lines.findIndex((line, at) => at > index && line.trim() === end);
    if (last < 0) throw refused(index + 1, `begins a block that must end with \`${end}\``);
    return last + 1;
  }
  const next = endOfVerbatim(lines, index, syntax.verbatim);
  if (next === lines.length) throw refused(index + 1, 'begins a text whose end is missing');
  return next;
}

function readStatements(raws: readonly string[], syntax: ConfigSyntax): readonly ChangeLine[] {
  const typed: ChangeLine[] = [];
  for (let index = 0, next = 0; index < raws.length; index = next) {
    const text = (raws[index] ?? '').trim();
    next = index + 1;
    if (isComment(text, syntax)) continue;
    // A quoted text may have several lines.
    for (let open = text; isQuoteOpen(open); open += `\n${raws[next++] ?? ''}`) {
      if (next >= raws.length) throw refused(index + 1, 'begins a text whose end is missing');
    }
    typed.push({ text, number: index + 1, depth: 0, verbatim: raws.slice(index + 1, next) });
  }
  const isBraces = typed.some(({ text }) => /[{};]$/.test(text)) && typed.every(({ text }) => !STATEMENT.test(text));
  const lines = isBraces ? setLines(raws, syntax) : typed;
  for (const { text, number } of lines) requireConfiguration(text, number, syntax);
  return lines;
}

const STATEMENT = /^(?:set|delete) /;
const isQuoteOpen = (text: string): boolean => text.replace(/\\./gs, '').split('"').length % 2 === 0;

/** Statements with braces as lines that set them. */
function setLines(raws: readonly string[], syntax: ConfigSyntax): ChangeLine[] {
  const text = raws.join('\n');
  let open = 0;
  for (const { kind } of braceTokens(text, syntax.comment)) open += kind === 'open' ? 1 : kind === 'close' ? -1 : 0;
  if (open !== 0) {
    const sign = open > 0 ? '}' : '{';
    throw new RollcallError('BAD_INPUT', `The change lacks ${counted(Math.abs(open), `\`${sign}\``, `\`${sign}\`s`)}.`);
  }
  return setLinesOf(parseConfig(text, syntax)).map(({ text: line, number }) => {
    const [first = '', ...verbatim] = line.split('\n');
    if (/^set (?:replace|delete): /.test(first)) throw refused(number, 'holds a mark other than `inactive:`');
    return { text: first, number, depth: 0, verbatim };
  });
}

const isComment = (line: string, { comment }: ConfigSyntax): boolean =>
  line === '' || /^[!#]/.test(line) || comment.test(line);

/** Columns in front of the first sign. */
function indentOf(raw: string): number {
  let column = 0;
  for (const sign of raw) {
    if (sign !== ' ' && sign !== '\t') break;
    column += sign === '\t' ? TAB - (column % TAB) : 1;
  }
  return column;
}

function requirePlain(raw: string, number: number): void {
  if (stripUnsafe(raw) !== raw) throw refused(number, 'holds control or invisible characters');
  if (raw.trim().length > LONGEST) throw refused(number, `has more than ${LONGEST} characters`);
}

function requireConfiguration(line: string, number: number, syntax: ConfigSyntax): void {
  const reason = whyRefused(line, syntax);
  if (reason !== null) throw refused(number, reason);
}

const refused = (number: number, reason: string): RollcallError =>
  new RollcallError('BAD_INPUT', `Line ${number} of the change ${reason}.`);
