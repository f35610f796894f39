/**
 * Lines that are no configuration: they leave it, make it effective, or do something at once. What pushes a change owns
 * those steps. Knows words; a list like this is never whole, and a person approves every line besides.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';

// The shortest abbreviation stands in front of the bracket: `conf(igure)`.
const LEAVES = 'end abo(rt) commi(t) rollb(ack) conf(igure) do run qui(t) logo(ut)';
// Some devices take what belongs to the level above in configuration too.
const ACTS =
  'rel(oad) reb(oot) wr(ite) copy era(se) form(at) del(ete) cle(ar) bash guest(shell) pyth(on) tclsh sho(w) ping tracer(oute) attach run-script';

const spelled = (words: string): readonly (readonly [least: string, whole: string])[] =>
  words.split(' ').map((word) => {
    const [least = '', rest = ''] = word.replace(')', '').split('(');
    return [least, least + rest];
  });

const BY_WORD = [
  [spelled(LEAVES), 'leaves configuration or makes it effective; the push does that'],
  [spelled(ACTS), 'is a command, not configuration'],
] as const;

const STATEMENTS = /^(?:set|delete|activate|deactivate|insert) \S/;
const QUOTED = /"[^"]*"/g;

/** Why this line is not taken, as the end of a sentence about it; null when it is. */
export function whyRefused(line: string, { form }: ConfigSyntax): string | null {
  const bare = line.replace(/\\./g, '').replace(QUOTED, '""');
  if (form === 'braces') {
    if (/;|(?:^|\s)\|(?:\s|$)/.test(bare)) return 'holds more than one command';
    return STATEMENTS.test(line) ? null : 'is no statement: begin with set, delete, activate, deactivate or insert';
  }
  // Some devices begin a new command behind a semicolon; with others it is text.
  for (const part of bare.split(';')) {
    const reason = whyNoConfiguration(part.trim().toLowerCase());
    if (reason !== null) return reason;
  }
  return null;
}

function whyNoConfiguration(line: string): string | null {
  const [word = '', next = ''] = line.split(' ', 2);
  if (word === 'install' && next !== 'feature-set') return 'is a command, not configuration';
  const rule = BY_WORD.find(([words]) =>
    words.some(([least, whole]) => word.startsWith(least) && whole.startsWith(word)),
  );
  return rule?.[1] ?? null;
}
