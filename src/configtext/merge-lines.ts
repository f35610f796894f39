/**
 * What a change would make of a configuration: the device's own merge, simulated. Knows trees and the words of a
 * syntax; sends nothing. Where devices differ in what they show (defaults, lines they add by themselves) it is a forecast.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { ChangeLine } from './change-lines.ts';
import type { ConfigTree } from './config-tree.ts';
import { mergeBlocks } from './merge-blocks.ts';
import { mergeStatements } from './merge-statements.ts';

/**
 * `before` after the lines, in turn.
 *
 * A line that is a setting takes the old value's place. `no x` takes `x` away, with its block, and everything that
 * begins so. A device shows what differs from what it does by itself: `no x` where `x` was not shown is shown as such,
 * and `x` takes a shown `no x` away and is not shown. `default x` takes both away.
 */
export function mergeLines(before: ConfigTree, lines: readonly ChangeLine[], syntax: ConfigSyntax): ConfigTree {
  return syntax.form === 'braces' ? mergeStatements(before, lines, syntax) : mergeBlocks(before, lines, syntax);
}
