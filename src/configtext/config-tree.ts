/**
 * A configuration as a tree: lines, and the lines that belong to them. Knows indentation and braces; what a line means
 * is no matter here. Strange text gives a strange tree, never an error.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { braceTokens } from './brace-tokens.ts';
import { canonicalLine } from './canonical-line.ts';
import { endOfVerbatim } from './verbatim-lines.ts';

export interface ConfigLine {
  /** Trimmed, as the device wrote it; of a statement with braces without its `;` or `{`. */
  readonly text: string;
  /** `canonicalLine(text)`: what is compared. */
  readonly key: string;
  /** Line in the source text, from 1. */
  readonly number: number;
  readonly children: readonly ConfigLine[];
  /** The lines that follow as they are, up to and with the one that ends them (a banner, a certificate); mostly empty. */
  readonly verbatim: readonly string[];
}

export interface ConfigTree {
  /** The lines of the top level. Nowhere is a line deeper than 32 levels. */
  readonly lines: readonly ConfigLine[];
}

// No device nests so deep; what goes deeper is no configuration, and stays at this level. So trees can be walked by
// functions that call themselves.
const MOST_LEVELS = 32;

/** A line whose children are still to come. */
interface OpenLine extends ConfigLine {
  readonly children: OpenLine[];
}

/** Reads `text`. Comments, blank lines and lines that only close a block are left out. Never throws. */
export function parseConfig(text: string, syntax: ConfigSyntax): ConfigTree {
  return { lines: syntax.form === 'braces' ? parseBraces(text, syntax) : parseLines(text, syntax) };
}

function parseLines(text: string, syntax: ConfigSyntax): OpenLine[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const top: OpenLine[] = [];
  const open: { readonly indent: number; readonly children: OpenLine[] }[] = [{ indent: -1, children: top }];
  for (let index = 0, next = 0; index < lines.length; index = next) {
    const raw = lines[index] ?? '';
    const trimmed = raw.trim();
    next = index + 1;
    if (trimmed === '' || syntax.comment.test(trimmed) || syntax.blockEnd?.test(trimmed)) continue;
    next = endOfVerbatim(lines, index, syntax.verbatim);
    const line = openLine(trimmed, index + 1, lines.slice(index + 1, next), syntax);
    const indent = syntax.form === 'flat' ? 0 : indentOf(raw);
    while (indent <= (open.at(-1)?.indent ?? -1)) open.pop();
    open.at(-1)?.children.push(line);
    if (open.length < MOST_LEVELS) open.push({ indent, children: line.children });
  }
  return top;
}

function parseBraces(text: string, syntax: ConfigSyntax): OpenLine[] {
  const top: OpenLine[] = [];
  const open: OpenLine[][] = [];
  let siblings = top;
  for (const token of braceTokens(text, syntax.comment)) {
    if (token.kind === 'close') {
      siblings = open.pop() ?? top;
      continue;
    }
    const line = openLine(token.text, token.number, token.verbatim, syntax);
    // Braces without a header, as only damaged text has them, add no level.
    if (token.text !== '') siblings.push(line);
    if (token.kind === 'statement') continue;
    open.push(siblings);
    if (token.text !== '' && open.length < MOST_LEVELS) siblings = line.children;
  }
  return top;
}

function openLine(text: string, number: number, verbatim: readonly string[], syntax: ConfigSyntax): OpenLine {
  return { text, key: canonicalLine(text, syntax), number, children: [], verbatim };
}

/** Columns before the first sign; tabs go to multiples of eight. */
function indentOf(raw: string): number {
  let column = 0;
  for (const sign of raw) {
    if (sign === '\t') column += 8 - (column % 8);
    else if (sign.trim() === '') column++;
    else break;
  }
  return column;
}

/**
 * The tree as text that `parseConfig` reads to the same keys: one blank a level, or braces and four. What the tree does
 * not hold (comments, ends of blocks) is not in it, so it is for comparing and reading; a device gets its own text back.
 */
export function renderConfig(tree: ConfigTree, syntax: ConfigSyntax): string {
  const rendered: string[] = [];
  const render = (lines: readonly ConfigLine[], level: number): void => {
    for (const line of lines) {
      if (syntax.form !== 'braces') {
        rendered.push(' '.repeat(level) + line.text, ...line.verbatim);
        render(line.children, level + 1);
        continue;
      }
      const whole = [' '.repeat(level * 4) + line.text, ...line.verbatim].join('\n');
      rendered.push(`${whole}${line.children.length === 0 ? ';' : ' {'}`);
      render(line.children, level + 1);
      if (line.children.length > 0) rendered.push(`${' '.repeat(level * 4)}}`);
    }
  };
  render(tree.lines, 0);
  return rendered.map((line) => `${line}\n`).join('');
}
