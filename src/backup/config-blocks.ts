/** What stands under what in a configuration, by line. Knows trees and line numbers; knows no pattern. */
import { type ConfigLine, parseConfig } from '../configtext/config-tree.ts';
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { linesOf, type RedactedConfig } from './redacted-configs.ts';

/** For each line, by index from 0, the index of the line it stands under; -1 for none. */
export type Parents = Int32Array;

/** The lines above each line. What is no statement of its own (separators, closing braces) stands under nothing. */
export function parentsOf(config: RedactedConfig, syntax: ConfigSyntax): Parents {
  const parents = new Int32Array(config.ids.length).fill(-1);
  const open: { readonly line: ConfigLine; readonly parent: number }[] = [];
  const enter = (children: readonly ConfigLine[], parent: number) => {
    for (const line of children) open.push({ line, parent });
  };
  // Where lines stand does not depend on how they are spelled, and spelling costs more than all the rest.
  const asWritten = { ...syntax, interfaceTypes: [], numberLists: [] };
  enter(parseConfig(linesOf(config).join('\n'), asWritten).lines, -1);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const index = next.line.number - 1;
    parents[index] = next.parent;
    for (let below = 1; below <= next.line.verbatim.length; below++) parents[index + below] = index;
    enter(next.line.children, index);
  }
  return parents;
}

/** The lines above line `index`, outermost first. */
export function ancestorsOf(index: number, parents: Parents): number[] {
  const above: number[] = [];
  for (let at = parents[index] ?? -1; at >= 0; at = parents[at] ?? -1) above.unshift(at);
  return above;
}

/**
 * Which of the lines at `candidates` begin a block: those with lines below them, and those that begin with the same
 * word as one of these (`interface Ethernet1/3`, with nothing set).
 */
export function blocksAmong(candidates: readonly number[], { ids, table }: RedactedConfig, parents: Parents): number[] {
  const withLines = new Set(parents);
  const wordOf = (index: number): string =>
    table
      .textOf(ids[index] ?? 0)
      .trimStart()
      .split(/\s/, 1)[0] ?? '';
  const words = new Set(candidates.filter((index) => withLines.has(index)).map(wordOf));
  return candidates.filter((index) => words.has(wordOf(index)));
}
