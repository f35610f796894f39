/**
 * A template's regular expression, matched at the start of one line. Knows Python's syntax and two engines; knows
 * nothing of templates.
 */
import { RE2JS, RE2JSException } from 're2js';

/** The named groups of a match; null for a group that took no part. */
export type Groups = Readonly<Record<string, string | null>>;

/** Null when the line does not match. */
export type LinePattern = (line: string) => Groups | null;

/**
 * Compiles a Python expression so that it matches like `re.match`. RE2 runs it in linear time; only look-around,
 * which RE2 lacks, falls back to the built-in engine. Throws SyntaxError for what neither understands.
 */
export function compileLinePattern(source: string): LinePattern {
  const plain = plainPython(source);
  return compileLinear(plain) ?? compileBuiltIn(plain);
}

/** `{,n}`, `\Z` and a repeated look-behind as both engines write them; `(?<=x)+` means no more than `(?<=x)`. */
function plainPython(source: string): string {
  return source
    .replace(/\{,(\d+)\}/g, '{0,$1}')
    .replace(/\\Z/g, '$$')
    .replace(/(\(\?<[=!](?:[^()\\]|\\[^()]){0,64}\))\+/g, '$1');
}

function compileLinear(source: string): LinePattern | null {
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(`^(?:${source})`);
  } catch (error) {
    if (error instanceof RE2JSException) return null;
    throw error;
  }
  const names = Object.keys(pattern.namedGroups());
  return (line) => {
    // The yes-or-no question is some ten times cheaper than the groups, and mostly answered with no.
    if (!pattern.test(line)) return null;
    const matcher = pattern.matcher(line);
    if (!matcher.find()) return null;
    return Object.fromEntries(names.map((name) => [name, matcher.group(name)]));
  };
}

function compileBuiltIn(source: string): LinePattern {
  // built: from a template, whose author the operator trusts; the lines it sees are cut at 4,096 characters
  const pattern = new RegExp(toJavaScript(source), 'y');
  return (line) => {
    pattern.lastIndex = 0;
    const match = pattern.exec(line);
    if (match === null) return null;
    return Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, text]) => [name, text ?? null]));
  };
}

/** Group names and back-references in JavaScript's spelling; a leading `]` of a class, literal in Python, is escaped. */
function toJavaScript(source: string): string {
  return source
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/(^|[^\\])\[(\^?)\]/g, '$1[$2\\]');
}
