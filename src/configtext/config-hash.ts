/** One number for what a configuration means: equal whatever the order of lines whose order means nothing. Knows trees. */
import { createHmac } from 'node:crypto';
import type { ConfigSyntax } from '../core/config-syntax.ts';
import type { ConfigLine, ConfigTree } from './config-tree.ts';

/** 64 hex digits. Keyed: a bare hash of a short secret line would be an oracle for it. */
export type ConfigHash = (tree: ConfigTree, syntax: ConfigSyntax) => string;

/** Hashes under `key`; another key gives other hashes. */
export function createConfigHash(key: string | Buffer): ConfigHash {
  return (tree, syntax) => createHmac('sha256', key).update(serialise(tree.lines, null, syntax)).digest('hex');
}

/** Lengths before texts, so that no two trees give the same string. */
function serialise(lines: readonly ConfigLine[], header: ConfigLine | null, syntax: ConfigSyntax): string {
  const isOrdered = header !== null && syntax.orderedBlocks.some((pattern) => pattern.test(header.key));
  const parts = lines.map((line) => {
    const body = serialise(line.children, line, syntax);
    const own = JSON.stringify([line.key, line.verbatim]);
    return { key: line.key, text: `${own}{${body}}` };
  });
  if (isOrdered) return parts.map(({ text }) => text).join('');
  // Lines that are ordered among themselves keep their order under one name; all others are sorted.
  const groups = new Map<string, string[]>();
  for (const { key, text } of parts) {
    const group = orderGroup(key, syntax) ?? `${key}\0${text}`;
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [text]);
    else members.push(text);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, members]) => members.join(''))
    .join('');
}

function orderGroup(key: string, syntax: ConfigSyntax): string | null {
  for (const pattern of syntax.orderedLines) {
    const match = pattern.exec(key);
    if (match !== null) return match[0];
  }
  return null;
}
