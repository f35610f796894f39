/** Blocks that are written as a whole or not at all, and the word that ends them. Knows words; nothing of trees. */
import type { ConfigSyntax } from '../core/config-syntax.ts';

/**
 * The line that ends a block which is written anew whenever it is opened: `end-policy` for `route-policy A`, `end-set`
 * for `prefix-set A`. Null for blocks whose lines come and go one by one, as `policy-map A`, which `end-policy-map`
 * ends, and for lines that only name such a block (`route-policy A in`).
 */
export function endOfWhole(header: string, { blockEnd, orderedBlocks }: ConfigSyntax): string | null {
  const kind = /^(?:route-(policy)|[a-z-]{1,20}-(set)) \S/.exec(header);
  const end = `end-${kind?.[1] ?? kind?.[2]}`;
  const isWhole = kind !== null && blockEnd?.test(end) && orderedBlocks.some((pattern) => pattern.test(header));
  return isWhole ? end : null;
}
