/**
 * The `set` and `delete` lines that lead a configuration with braces back to what it was. Knows paths and order; that a
 * value is replaced and not taken away first it is told by the syntax.
 */
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { ConfigTree } from './config-tree.ts';
import { isSetting, lineEnds } from './merge-statements.ts';
import { follow, nextOf, pathTo, readStatements, statementsOf, type WordNode } from './statement-tree.ts';

/** In sending order. Set first, then deleted: a block that changes its only line does not vanish in between. */
export function inverseStatements(before: ConfigTree, after: ConfigTree, syntax: ConfigSyntax): readonly string[] {
  const [old, now] = [readStatements(before), readStatements(after)];
  return [
    ...setLines(old, now),
    ...deleteLines(old, now, syntax),
    ...switchLines(old, now, syntax),
    ...insertLines(old, now, syntax, { isOrdered: false, words: [] }),
  ];
}

const line = (verb: string, words: readonly string[]): string => `${verb} ${words.join(' ')}`;

/** What was said, and is not or not by itself. */
function setLines(old: WordNode, now: WordNode): string[] {
  const missing = statementsOf(old).filter((node) => follow(now, pathTo(node))?.next.size !== 0);
  return missing.map((node) => line('set', pathTo(node)));
}

/** What is said and was not; a block by its header. */
function deleteLines(old: WordNode, now: WordNode, syntax: ConfigSyntax): string[] {
  return nextOf(now).flatMap((node) => {
    const fellow = old.next.get(node.word);
    if (fellow !== undefined) return deleteLines(fellow, node, syntax);
    if (isReplaced(old, now, syntax)) return [];
    return lineEnds(node).map((end) => line('delete', namePath(end, syntax)));
  });
}

/** Whether both hold one value of the same setting. */
function isReplaced(old: WordNode, now: WordNode, syntax: ConfigSyntax): boolean {
  return [old, now].every((stem) => {
    const [value] = nextOf(stem);
    return value !== undefined && isSetting(stem, pathTo(value), syntax);
  });
}

/** The path a statement is taken away or switched by: of a setting without its value. */
function namePath(node: WordNode, syntax: ConfigSyntax): string[] {
  const path = pathTo(node);
  return node.parent !== null && isSetting(node.parent, path, syntax) ? path.slice(0, -1) : path;
}

/** What was switched off and is not, and the other way round. */
function switchLines(old: WordNode, now: WordNode | undefined, syntax: ConfigSyntax): string[] {
  return nextOf(old).flatMap((node) => {
    const fellow = now?.next.get(node.word);
    // A new value is switched off with the one it replaces.
    const isOff =
      fellow?.isInactive ?? (now !== undefined && isReplaced(old, now, syntax) && nextOf(now)[0]?.isInactive);
    const verb = node.isInactive ? 'deactivate' : 'activate';
    const switched = node.isInactive === (isOff ?? false) ? [] : [line(verb, namePath(node, syntax))];
    return [...switched, ...switchLines(node, fellow, syntax)];
  });
}

interface OrderContext {
  readonly isOrdered: boolean;
  /** Words of the line so far. */
  readonly words: readonly string[];
}

/** What stands in another order, where order counts. */
function insertLines(old: WordNode, now: WordNode | undefined, syntax: ConfigSyntax, above: OrderContext): string[] {
  const text = above.words.join(' ');
  const tests = (patterns: readonly RegExp[]) => patterns.some((pattern) => pattern.test(text));
  const isOrdered = above.isOrdered || (old.endsLine && tests(syntax.orderedBlocks)) || tests(syntax.orderedLines);
  const moved = isOrdered ? moveInto(nextOf(old), now === undefined ? [] : nextOf(now)) : [];
  const inner = nextOf(old).flatMap((node) =>
    insertLines(node, now?.next.get(node.word), syntax, {
      isOrdered,
      words: [...(old.endsLine ? [] : above.words), node.word],
    }),
  );
  return [...moved, ...inner];
}

/** `insert … after …` lines that bring what is there, and what was set behind it, into the old order. */
function moveInto(olds: readonly WordNode[], nows: readonly WordNode[]): string[] {
  const wanted = olds.map(({ word }) => word);
  const kept = nows.map(({ word }) => word).filter((word) => wanted.includes(word));
  const order = [...kept, ...wanted.filter((word) => !kept.includes(word))];
  const moves: string[] = [];
  for (const [index, node] of olds.entries()) {
    if (order[index] === node.word) continue;
    const beside = olds[index - 1];
    const [place, fixed] = beside === undefined ? ['before', order[0] ?? ''] : ['after', beside.word];
    order.splice(index, 0, ...order.splice(order.indexOf(node.word), 1));
    moves.push(`${line('insert', pathTo(node))} ${place} ${[...nameBefore(node), fixed].join(' ')}`);
  }
  return moves;
}

/** The words in front of the node's own in its line: `term` of `term b`; none in a list. */
function nameBefore(node: WordNode): string[] {
  const words: string[] = [];
  for (let at = node.parent; at !== null && at.parent !== null && !at.endsLine && !at.isList; at = at.parent) {
    words.unshift(at.word);
  }
  return words;
}
