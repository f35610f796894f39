/** Applies the secret families to one line. Knows what may stand before a line's first word; nothing of other lines. */
import { familiesFor } from './secret-families.ts';
import type { SecretFamily } from './secret-family.ts';
import { hideValue, type SecretTag } from './secret-tag.ts';

// What a log, a transcript or a diff puts before a line: a time stamp (`Nov 23 10:15:02.123 UTC: `, `[10:15:02] `,
// `2026-11-23T10:15:02Z `), a prompt with its mode (`sw1(config-line)# `), a diff mark, blanks.
const BEFORE_LINE = new RegExp(
  [
    '^\\s{0,200}',
    '(?:[*.]?\\[?(?:[A-Z][a-z]{2} {1,2}\\d{1,2} (?:\\d{4} )?|\\d{4}[-/]\\d\\d[-/]\\d\\d[T ])?\\d\\d:\\d\\d:\\d\\d[.,\\d]{0,10}',
    '(?:Z| ?[+-]\\d\\d:?\\d\\d| [A-Z]{2,5})?\\]?:?\\s{1,8})?',
    '(?:[\\w./:@~-]{1,80}(?:\\([\\w./:-]{1,40}\\))?(?:[#>] ?|\\$ ))?',
    '(?:[+-]|[<>!] )?\\s{0,200}',
  ].join(''),
);

/** Where the first word of `line` begins: after time stamp, prompt, diff mark and blanks. */
export function startOfLine(line: string): number {
  return BEFORE_LINE.exec(line)?.[0].length ?? 0;
}

// A message quotes a command, a log puts its own words before it, a comment its mark: `refused 'key x': …`,
// `cmd=configure terminal ; key x`, `running-config:12: key x`, `! key x`, `do key x`.
const BEFORE_QUOTED =
  /(?<![\w.)\]}])["'`]\s{0,8}(?=[a-z])|[;|>]\s{0,8}(?=[a-z])|(?:command|cmd|CMD)[:=]\s{0,8}|:\d{1,6}:\s{0,80}|^\s{0,200}(?:\d{1,6}[:.)|]?|\[[^\]]{1,80}\][#$]|[!#]|do|no)\s{1,8}/g;

// Text that people wrote: `description secret santa`, `set interfaces ge-0/0/0 description "secret santa"`.
const PROSE = /^(?:description|remark)\s|^set\s.{1,200}?\sdescription\s{1,8}"/;
// A word of prose is a secret only when it does not look like a word.
const PLAIN_WORD = /^["']?[A-Za-z]{1,20}["']?[.,;:!?)]{0,3}$/;

// A tag is shorter than what it hides, so that a pattern may fit where it did not before; twice was seen.
const MOST_PASSES = 4;

/** `line` with every secret that a family knows replaced by its tag. Redacting twice equals once. */
export function redactLine(line: string, tag: SecretTag): string {
  let redacted = line;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const before = redacted;
    redacted = redactOnce(before, tag);
    if (redacted === before) break;
  }
  return redacted;
}

function redactOnce(line: string, tag: SecretTag): string {
  const families = familiesFor(line);
  if (families === null) return line;
  const start = startOfLine(line);
  const isProse = PROSE.test(line.slice(start));
  const hide = (text: string, wanted: readonly SecretFamily[]): string => applyFamilies(text, wanted, tag, isProse);
  if (families.atStart.length === 0) return hide(line, families.anywhere);
  const whole = line.slice(0, start) + hide(line.slice(start), families.atStart);
  return hide(isProse ? whole : hideQuoted(whole, start, families.atStart, tag), families.anywhere);
}

/** `line` with `families` applied to what may be a command of its own, after `start`: up to the end of its quotes. */
function hideQuoted(line: string, start: number, families: readonly SecretFamily[], tag: SecretTag): string {
  let shown = '';
  let from = 0;
  for (const { 0: before, index } of line.matchAll(BEFORE_QUOTED)) {
    const begin = index + before.length;
    if (begin <= start || begin < from) continue;
    const end = endOfQuoted(line, begin, index);
    const command = line.slice(begin, end);
    const hidden = applyFamilies(command, families, tag);
    if (hidden === command) continue;
    shown += line.slice(from, begin) + hidden;
    from = end;
  }
  return shown + line.slice(from);
}

// How a log ends a command of an operator, and a page its cell.
const AFTER_COMMAND = / \((?:SUCCESS|FAILURE|REDIRECT)\)|<cr>|<\/[a-z]/g;
// Not one that is escaped or doubled, or within a word; what an escaped one opened, an escaped one closes.
const CLOSING: Readonly<Record<string, RegExp>> = {
  '"': /(?<!["\\])"(?=[\s.,:;)]|$)/g,
  '\\"': /(?<!\\)\\{1,8}"(?=[\s.,:;)]|$)/g,
  "'": /(?<!\\)'(?=[\s.,:;)]|$)/g,
  '`': /`(?=[\s.,:;)]|$)/g,
};

/** The index after the command that begins at `begin`, where `mark`, perhaps a quote, stands before it at `index`. */
function endOfQuoted(line: string, begin: number, index: number): number {
  const mark = line.charAt(index);
  const closing = CLOSING[mark === '"' && line[index - 1] === '\\' ? '\\"' : mark] ?? AFTER_COMMAND;
  closing.lastIndex = begin;
  return closing.exec(line)?.index ?? line.length;
}

/** `text` after each family in turn; in prose a plain word stays. */
export function applyFamilies(
  text: string,
  families: readonly SecretFamily[],
  tag: SecretTag,
  isProse = false,
): string {
  const tagOrWord = isProse
    ? (value: string) => (PLAIN_WORD.test(value) ? value : hideValue(value, tag))
    : (value: string) => hideValue(value, tag);
  let redacted = text;
  for (const family of families) redacted = applyFamily(redacted, family, tagOrWord);
  return redacted;
}

function applyFamily(text: string, { context, pattern, endsBefore }: SecretFamily, hideOne: SecretTag): string {
  // Most families find nothing; a search costs less than a replacement that replaces nothing.
  if (context === null) {
    pattern.lastIndex = 0;
    if (!pattern.test(text)) return text;
    pattern.lastIndex = 0;
  }
  const hide = (_: string, before: string, value: string): string => {
    const end = endsBefore === null ? value.length : value.lastIndexOf(endsBefore);
    return before + (end < 0 ? value : hideOne(value.slice(0, end)) + value.slice(end));
  };
  if (context === null) return text.replace(pattern, hide);
  const found = context.exec(text);
  if (found === null) return text;
  const from = found.index + found[0].length;
  return text.slice(0, from) + text.slice(from).replace(pattern, hide);
}
