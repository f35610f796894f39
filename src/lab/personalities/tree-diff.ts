/** What leads from one configuration to another, as a tree of marked lines. Knows lines; not how a device shows them. */
import { type ConfigNode, type ConfigTree, present } from '../config-tree.ts';

/** A line that is added, taken away, or stands above one that is. */
export interface DiffNode {
  readonly sign: '+' | '-' | ' ';
  readonly line: string;
  readonly raw: readonly string[];
  readonly children: readonly DiffNode[];
}

/** Empty when both hold the same lines; their order does not count. */
export function diffTrees(from: ConfigTree, to: ConfigTree): readonly DiffNode[] {
  return diffNodes(from.nodes(), to.nodes());
}

/** The lines to type so that one becomes the other, indented by blocks: `no …` for what goes. */
export function commandsOf(nodes: readonly DiffNode[], indent = ' ', depth = 0): readonly string[] {
  const margin = indent.repeat(depth);
  return nodes.flatMap(({ sign, line, raw, children }) => {
    if (sign !== '-') return [margin + line, ...raw, ...commandsOf(children, indent, depth + 1)];
    return [margin + (line.startsWith('no ') ? line.slice(3) : `no ${line}`)];
  });
}

/** Marked lines: the mark, then `gap`, then the line indented by its blocks. */
export function markedLines(nodes: readonly DiffNode[], gap: string, indent = ' ', depth = 0): readonly string[] {
  return nodes.flatMap(({ sign, line, children }) => [
    `${sign}${gap}${indent.repeat(depth)}${line}`,
    ...markedLines(children, gap, indent, depth + 1),
  ]);
}

/** How many lines differ. */
export function changeCount(nodes: readonly DiffNode[]): number {
  return nodes.reduce((sum, { sign, children }) => sum + (sign === ' ' ? 0 : 1) + changeCount(children), 0);
}

function diffNodes(from: readonly ConfigNode[], to: readonly ConfigNode[]): DiffNode[] {
  const before = new Map(from.map((node) => [node.line, node]));
  const after = new Set(to.map((node) => node.line));
  const gone = from.filter((node) => !after.has(node.line)).map((node) => whole('-', node));
  const rest = to.flatMap((node): DiffNode[] => {
    const old = before.get(node.line);
    if (old === undefined) return [whole('+', node)];
    if (String(old.raw) !== String(node.raw)) return [whole('-', old), whole('+', node)];
    const children = diffNodes(present(old.children), present(node.children));
    return children.length === 0 ? [] : [{ sign: ' ', line: node.line, raw: [], children }];
  });
  return [...gone, ...rest];
}

function whole(sign: '+' | '-', node: ConfigNode): DiffNode {
  return {
    sign,
    line: node.line,
    raw: node.raw ?? [],
    children: present(node.children).map((child) => whole(sign, child)),
  };
}
