/** A pattern applied to lines in linear time, whatever the pattern. Knows RE2 syntax; knows nothing of devices. */
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';
import { RollcallError } from './errors.ts';
import { oneLine } from './text.ts';

export interface LineMatch {
  readonly pattern: string;
  /** Whether the pattern finds something in this one line. */
  readonly test: (line: string) => boolean;
  /** The lines of `text` that the pattern finds something in, in order. */
  readonly lines: (text: string) => readonly string[];
}

/**
 * Compiles `pattern` (RE2 syntax: no look-around, no back-references), given as the argument `name`.
 * @throws {RollcallError} BAD_INPUT with the argument, and the position of the fault, counted from 1.
 */
export function compileLineMatch(pattern: string, name = 'match'): LineMatch {
  try {
    const compiled = RE2JS.compile(pattern);
    const test = (line: string): boolean => compiled.test(line);
    return { pattern, test, lines: (text) => text.split('\n').filter(test) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new RollcallError('BAD_INPUT', `${name}: ${describe(pattern, error)}.`, {
      hint: 'Use RE2 syntax: no look-ahead, look-behind or back-references; escape a literal bracket or dot with \\.',
      cause: error,
    });
  }
}

function describe(pattern: string, error: RE2JSException): string {
  if (!(error instanceof RE2JSSyntaxException)) return `the pattern is too large`;
  const fragment = error.getPattern() ?? '';
  const at = fragment === '' ? pattern.length : Math.max(0, pattern.indexOf(fragment));
  const near = fragment === '' ? '' : `, near "${oneLine(fragment, 40)}"`;
  return `${error.getDescription()} at position ${at + 1}${near}`;
}
