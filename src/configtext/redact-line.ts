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
    '(?:[+-]|[<>] )?\\s{0,200}',
  ].join(''),
);

/** Where the first word of `line` begins: after time stamp, prompt, diff mark and blanks. */
export function startOfLine(line: string): number {
  return BEFORE_LINE.exec(line)?.[0].length ?? 0;
}

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
  const start = families.atStart.length > 0 ? startOfLine(line) : 0;
  const body = applyFamilies(line.slice(start), families.atStart, tag);
  return applyFamilies(line.slice(0, start) + body, families.anywhere, tag);
}

/** `text` after each family in turn. */
export function applyFamilies(text: string, families: readonly SecretFamily[], tag: SecretTag): string {
  let redacted = text;
  for (const family of families) redacted = applyFamily(redacted, family, tag);
  return redacted;
}

function applyFamily(text: string, { context, pattern, endsBefore }: SecretFamily, tag: SecretTag): string {
  const hide = (_: string, before: string, value: string): string => {
    const end = endsBefore === null ? value.length : value.lastIndexOf(endsBefore);
    return before + (end < 0 ? value : hideValue(value.slice(0, end), tag) + value.slice(end));
  };
  if (context === null) return text.replace(pattern, hide);
  const found = context.exec(text);
  if (found === null) return text;
  const from = found.index + found[0].length;
  return text.slice(0, from) + text.slice(from).replace(pattern, hide);
}
