/**
 * What changed on one device as a mark of its run, the same for equal changes. Knows diffs of redacted text, and what
 * in them is only one device's own; knows no git and no session.
 */
import { createHash } from 'node:crypto';
import { type ConfigDiff, diffText } from '../configtext/config-diff.ts';
import { TAG_PATTERN } from '../configtext/secret-tag.ts';
import { clip, counted, oneLine } from '../core/text.ts';
import type { Digest } from '../engine/run-spec.ts';
import { maskHostname } from '../platforms/normalise.ts';

type Mark = Digest['marks'][number];

// Longer than any line a vendor's syntax allows to be useful; a certificate in one line would be longer.
const LINE_CHARS = 500;
// Twenty full replies. A configuration that was replaced as a whole is read with `diff_config` or git.
const MOST_LINES = 5_000;

// Equal passwords look different each time they are hashed or encrypted with a salt. Left as they are, one password
// changed on 2,500 devices would be 2,500 groups. `secret 9 <secret:3fa90c>`, `password sha512 <secret:3fa90c>`, and
// Junos' `encrypted-password "<secret:3fa90c>"; ## SECRET-DATA`.
// built: from the constant TAG_PATTERN
const SALTED = new RegExp(
  `( (?:[4-9]|8a|1[0-4]|sha\\d{3}) | (?:encrypted-password|secret|authentication-key|ascii-text) ")${TAG_PATTERN}`,
  'g',
);

/** The mark of a change; `names` are what the device calls itself, masked so that equal changes are one group. */
export function changeMark(diff: ConfigDiff, names: readonly string[]): Mark {
  const all = diffText(diff);
  const lines = all.slice(0, MOST_LINES).map((line) => clip(line, LINE_CHARS));
  if (all.length > lines.length) lines.push(`… ${counted(all.length - lines.length, 'more line')}`);
  const body = lines.map((line) => maskOwn(line, names)).join('\n');
  return {
    key: `change:${createHash('sha256').update(body).digest('hex').slice(0, 32)}`,
    kind: 'change',
    severity: 'info',
    title: changeTitle(diff),
    evidence: firstChange(body),
    command: null,
    body,
  };
}

/** `1 line added, 2 removed` */
export function changeTitle({ added, removed }: Pick<ConfigDiff, 'added' | 'removed'>): string {
  if (removed === 0) return `${counted(added, 'line')} added`;
  if (added === 0) return `${counted(removed, 'line')} removed`;
  return `${counted(added, 'line')} added, ${removed.toLocaleString('en-US')} removed`;
}

function maskOwn(line: string, names: readonly string[]): string {
  const unnamed = names.reduce((text, name) => maskHostname(text, name), line);
  return unnamed.replace(SALTED, '$1<secret:…>');
}

/** The first line that came or went, with its sign. */
function firstChange(body: string): string | null {
  const line = body.split('\n', MOST_LINES).find((candidate) => /^[+-]/.test(candidate));
  return line === undefined ? null : oneLine(line);
}
