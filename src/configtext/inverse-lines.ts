/**
 * The lines that lead a configuration back to what it was. Knows trees and the words of a syntax; sends nothing, and
 * says where the way back is not smooth.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { ConfigTree } from './config-tree.ts';
import { inverseBlocks } from './inverse-blocks.ts';
import { inverseStatements } from './inverse-statements.ts';

export interface Inverse {
  /**
   * In sending order, blocks indented below their headers as `readChangeLines` reads them; text that goes with a line
   * (a banner's) follows it as it is. Empty when both say the same.
   */
  readonly lines: readonly string[];
  /** Places where something is missing for a moment on the way, one sentence each; may quote the device. */
  readonly notes: readonly string[];
}

/**
 * From `after` back to `before`. What holds one value is overwritten, never taken away first; what was added is taken
 * away before what is missing comes back, uses before what they use; lists of numbers change by their difference; a
 * block whose order counts is mended entry by entry where it has numbers, else written again.
 */
export function inverseLines(before: ConfigTree, after: ConfigTree, syntax: ConfigSyntax): Inverse {
  if (syntax.form === 'braces') {
    return { lines: inverseStatements(before, after, syntax).flatMap((line) => line.split('\n')), notes: [] };
  }
  const { steps, notes } = inverseBlocks(before, after, syntax);
  return { lines: steps.flatMap(({ depth, text, verbatim }) => [' '.repeat(depth) + text, ...verbatim]), notes };
}
