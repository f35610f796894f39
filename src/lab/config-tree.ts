/**
 * A configuration of indented lines that can be changed line by line, as IOS and its relatives keep it. Knows
 * blocks, `no` and lines that replace each other; nothing of what a line means.
 */

export interface ConfigNode {
  line: string;
  children: ConfigNode[];
  /** Text kept as it was typed under the line (a banner's body), not indented. */
  raw?: readonly string[];
}

/** How a platform lays its configuration out. */
export interface ConfigLayout {
  /** Blanks a level. */
  readonly indent: number;
  /** Line between top-level groups, or null. */
  readonly separator: string | null;
  /** Line that ends each block, at the block's own indent, or null. */
  readonly blockEnd: string | null;
}

export class ConfigTree {
  #nodes: ConfigNode[];
  readonly #single: readonly RegExp[];

  /** `single`: patterns whose match is a line's key; a new line with the same key takes the old one's place. */
  constructor(nodes: ConfigNode[], single: readonly RegExp[]) {
    this.#nodes = nodes;
    this.#single = single;
  }

  clone(): ConfigTree {
    return new ConfigTree(structuredClone(this.#nodes), this.#single);
  }

  /** The top-level lines with their blocks. */
  nodes(): readonly ConfigNode[] {
    return this.#nodes;
  }

  /** Makes sure the block is there. True when it was not. */
  open(path: readonly string[]): boolean {
    let made = false;
    let siblings = this.#nodes;
    for (const line of path) {
      let node = siblings.find((candidate) => candidate.line === line);
      if (node === undefined) {
        node = { line, children: [] };
        insert(siblings, node);
        made = true;
      }
      siblings = node.children;
    }
    return made;
  }

  /** Applies one line inside the block `path`; `no …` and `default …` remove. True when the text changed. */
  apply(path: readonly string[], line: string): boolean {
    const removal = /^(?:no|default) (.+)$/.exec(line);
    const siblings = this.#blockOf(path, removal === null);
    if (siblings === null) return false;
    if (removal !== null) {
      const target = removal[1] ?? '';
      return drop(siblings, (node) => node.line === target || node.line.startsWith(`${target} `));
    }
    if (siblings.some((node) => node.line === line)) return false;
    drop(siblings, (node) => node.line === `no ${line}`);
    const key = this.#keyOf(line);
    const replaced = key === null ? undefined : siblings.find((node) => this.#keyOf(node.line) === key);
    if (replaced === undefined) insert(siblings, { line, children: [] });
    else replaced.line = line;
    return true;
  }

  /** First capture of the first top-level line that matches, or null. */
  find(pattern: RegExp): string | null {
    for (const node of this.#nodes) {
      const match = pattern.exec(node.line);
      if (match !== null) return match[1] ?? match[0];
    }
    return null;
  }

  /** The text of the whole tree. */
  render(layout: ConfigLayout): string {
    const lines: string[] = [];
    let previous: ConfigNode | null = null;
    for (const node of this.#nodes) {
      if (layout.separator !== null && previous !== null && isNewGroup(previous, node)) lines.push(layout.separator);
      writeNode(lines, node, 0, layout);
      previous = node;
    }
    return `${lines.join('\n')}\n`;
  }

  #blockOf(path: readonly string[], create: boolean): ConfigNode[] | null {
    if (create) this.open(path);
    let siblings = this.#nodes;
    for (const line of path) {
      const node = siblings.find((candidate) => candidate.line === line);
      if (node === undefined) return null;
      siblings = node.children;
    }
    return siblings;
  }

  #keyOf(line: string): string | null {
    for (const pattern of this.#single) {
      const match = pattern.exec(line);
      if (match !== null) return match[0];
    }
    return null;
  }
}

/** Reads indented text; `!` lines are separators, and a banner runs to its closing mark. */
export function parseConfig(text: string): ConfigNode[] {
  const top: ConfigNode[] = [];
  const stack: { indent: number; children: ConfigNode[] }[] = [{ indent: -1, children: top }];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line.trim() === '' || line.trimStart().startsWith('!')) continue;
    const indent = line.search(/\S/);
    while (stack.length > 1 && indent <= (stack.at(-1)?.indent ?? -1)) stack.pop();
    const node: ConfigNode = { line: line.trim(), children: [] };
    const banner = /^banner \S+ (\S+)$/.exec(node.line);
    const mark = /^banner \S+$/.test(node.line) ? 'EOF' : banner?.[1];
    if (mark !== undefined) {
      const end = lines.findIndex((candidate, at) => at > i && candidate.trim() === mark);
      node.raw = lines.slice(i + 1, end + 1);
      i = end;
    }
    stack.at(-1)?.children.push(node);
    stack.push({ indent, children: node.children });
  }
  return top;
}

function isBlock(node: ConfigNode): boolean {
  return node.children.length > 0 || node.raw !== undefined;
}

function isNewGroup(previous: ConfigNode, node: ConfigNode): boolean {
  return isBlock(previous) || isBlock(node) || firstWord(previous.line) !== firstWord(node.line);
}

function writeNode(lines: string[], node: ConfigNode, depth: number, layout: ConfigLayout): void {
  const margin = ' '.repeat(depth * layout.indent);
  lines.push(margin + node.line);
  if (node.raw !== undefined) lines.push(...node.raw);
  for (const child of node.children) writeNode(lines, child, depth + 1, layout);
  if (layout.blockEnd !== null && node.children.length > 0) lines.push(margin + layout.blockEnd);
}

/** After the last line of the same kind; otherwise at the end. */
function insert(siblings: ConfigNode[], node: ConfigNode): void {
  const at = siblings.findLastIndex((sibling) => firstWord(sibling.line) === firstWord(node.line));
  siblings.splice(at < 0 ? siblings.length : at + 1, 0, node);
}

function drop(siblings: ConfigNode[], isGone: (node: ConfigNode) => boolean): boolean {
  const kept = siblings.filter((node) => !isGone(node));
  const changed = kept.length !== siblings.length;
  siblings.splice(0, siblings.length, ...kept);
  return changed;
}

function firstWord(line: string): string {
  return line.replace(/^no /, '').split(' ', 1)[0] ?? '';
}
