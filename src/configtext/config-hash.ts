/**
 * One number for what a configuration says: the same exactly when `diffConfigs` finds no difference. Knows trees and
 * which order counts.
 */
import { createHmac } from 'node:crypto';
import type { ConfigSyntax } from '../core/config-syntax.ts';
import { type Sibling, siblingsOf } from './config-siblings.ts';
import type { ConfigLine, ConfigTree } from './config-tree.ts';

/** 64 hex digits. Keyed: a bare hash of a short secret line would be an oracle for it. */
export type ConfigHash = (tree: ConfigTree, syntax: ConfigSyntax) => string;

/** Hashes under `key`; another key gives other hashes. */
export function createConfigHash(key: string | Buffer): ConfigHash {
  return (tree, syntax) =>
    createHmac('sha256', key)
      .update(serialise(tree.lines, false, syntax))
      .digest('hex');
}

/** Every text in quotes, so that no two trees give the same string; lines of no sequence sorted. */
function serialise(lines: readonly ConfigLine[], isOrdered: boolean, syntax: ConfigSyntax): string {
  const sequences = new Map<string, string[]>();
  const free: string[] = [];
  for (const sibling of siblingsOf(lines, isOrdered, syntax)) {
    const text = serialiseLine(sibling, syntax);
    const sequence = sibling.sequence === null ? free : (sequences.get(sibling.sequence) ?? []);
    sequence.push(text);
    if (sibling.sequence !== null) sequences.set(sibling.sequence, sequence);
  }
  const ordered = [...sequences].sort(([a], [b]) => (a < b ? -1 : 1));
  return [...free.sort(), ...ordered.map(([name, texts]) => `${JSON.stringify(name)}[${texts.join('')}]`)].join('');
}

function serialiseLine({ line, isOrderedBlock }: Sibling, syntax: ConfigSyntax): string {
  const body = line.verbatim.length === 0 ? '' : JSON.stringify(line.verbatim);
  return `${JSON.stringify(line.key)}${body}{${serialise(line.children, isOrderedBlock, syntax)}}`;
}
