/**
 * A configuration of indented lines that can be changed line by line, as IOS and its relatives keep it. Knows
 * blocks, `no` and lines that replace each other; nothing of what a line means.
 */

export interface ConfigNode {
  line: string;
  children: ConfigNode[];
  /** Text kept as it was typed under the line (a banner's body), not indented. */
  raw?: readonly string[];
  /** Taken out, its place kept: devices print in an order of their own, so a line that comes back stands where it stood. */
  gone?: boolean;
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

/** How a platform's lines replace and negate each other. */
export interface ConfigHabits {
  /** Patterns whose match is a line's key; a new line with the same key takes the old one's place. */
  readonly single: readonly RegExp[];
  /** Lines on by default: their `no` form is what the configuration shows. */
  readonly shownNo?: readonly RegExp[];
}

export class ConfigTree {
  readonly #nodes: ConfigNode[];
  readonly #habits: ConfigHabits;

  constructor(nodes: ConfigNode[], habits: ConfigHabits) {
    this.#nodes = nodes;
    this.#habits = habits;
  }

  clone(): ConfigTree {
    return new ConfigTree(this.#nodes.map(cloneNode), this.#habits);
  }

  /** The top-level lines with their blocks. */
  nodes(): readonly ConfigNode[] {
    return present(this.#nodes);
  }

  /** The lines of one top-level block, or null when it is not there. */
  block(line: string): readonly string[] | null {
    const node = this.nodes().find((candidate) => candidate.line === line);
    return node === undefined ? null : present(node.children).map((child) => child.line);
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
      } else if (node.gone === true) {
        node.gone = false;
        made = true;
      }
      siblings = node.children;
    }
    return made;
  }

  /**
   * Applies one line inside the block `path`; `no …` and `default …` remove. `raw` is what follows the line as typed, a
   * banner's body. True when the text changed.
   */
  apply(path: readonly string[], line: string, raw?: readonly string[]): boolean {
    const [, verb, target = ''] = /^(no|default) (.+)$/.exec(line) ?? [];
    const siblings = this.#blockOf(path, verb === undefined);
    if (siblings === null) return false;
    if (verb === undefined) return this.#put(siblings, line, raw);
    const isGone = drop(siblings, (node) => node.line === target || node.line.startsWith(`${target} `));
    const negated = siblings.find((node) => node.line === line);
    if (verb === 'default') return isGone;
    const isShown = negated !== undefined || this.#habits.shownNo?.some((pattern) => pattern.test(target)) === true;
    if (!isShown || isPresent(negated)) return isGone;
    if (negated === undefined) insert(siblings, { line, children: [] });
    else negated.gone = false;
    return true;
  }

  /** First capture of the first top-level line that matches, or null. */
  find(pattern: RegExp): string | null {
    for (const node of present(this.#nodes)) {
      const match = pattern.exec(node.line);
      if (match !== null) return match[1] ?? match[0];
    }
    return null;
  }

  /** The text of the whole tree. */
  render(layout: ConfigLayout): string {
    const lines: string[] = [];
    let previous: ConfigNode | null = null;
    for (const node of present(this.#nodes)) {
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
      if (node === undefined || node.gone === true) return null;
      siblings = node.children;
    }
    return siblings;
  }

  #put(siblings: ConfigNode[], line: string, raw: readonly string[] | undefined): boolean {
    const same = siblings.find((node) => node.line === line);
    if (isPresent(same) && String(same?.raw) === String(raw)) return false;
    drop(siblings, (node) => node.line === `no ${line}`);
    const key = this.#keyOf(line);
    const rivals = key === null ? [] : siblings.filter((node) => this.#keyOf(node.line) === key);
    const place = rivals.find(isPresent) ?? same ?? rivals[0];
    const node: ConfigNode = place ?? { line, children: [] };
    if (place === undefined) insert(siblings, node);
    else if (place !== same && same !== undefined) siblings.splice(siblings.indexOf(same), 1);
    node.line = line;
    node.gone = false;
    delete node.raw;
    if (raw !== undefined) node.raw = raw;
    return true;
  }

  #keyOf(line: string): string | null {
    for (const pattern of this.#habits.single) {
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

/** The nodes that are not taken out. */
export function present(nodes: readonly ConfigNode[]): readonly ConfigNode[] {
  return nodes.filter(isPresent);
}

function isPresent(node: ConfigNode | undefined): boolean {
  return node !== undefined && node.gone !== true;
}

function cloneNode(node: ConfigNode): ConfigNode {
  return { ...node, children: node.children.map(cloneNode) };
}

function isBlock(node: ConfigNode): boolean {
  return node.children.some(isPresent) || node.raw !== undefined;
}

function isNewGroup(previous: ConfigNode, node: ConfigNode): boolean {
  return isBlock(previous) || isBlock(node) || firstWord(previous.line) !== firstWord(node.line);
}

function writeNode(lines: string[], node: ConfigNode, depth: number, layout: ConfigLayout): void {
  const margin = ' '.repeat(depth * layout.indent);
  lines.push(margin + node.line);
  if (node.raw !== undefined) lines.push(...node.raw);
  const children = present(node.children);
  for (const child of children) writeNode(lines, child, depth + 1, layout);
  if (layout.blockEnd !== null && children.length > 0) lines.push(margin + layout.blockEnd);
}

/** By its number where it has one (`10 permit any`), else after the last line of the same kind, else at the end. */
function insert(siblings: ConfigNode[], node: ConfigNode): void {
  const number = numberOf(node);
  if (number !== null) {
    const next = siblings.findIndex((sibling) => (numberOf(sibling) ?? -1) > number);
    siblings.splice(next < 0 ? siblings.length : next, 0, node);
    return;
  }
  const at = siblings.findLastIndex((sibling) => firstWord(sibling.line) === firstWord(node.line));
  siblings.splice(at < 0 ? siblings.length : at + 1, 0, node);
}

/** Takes out the present lines that `isGone` names, with everything under them. */
function drop(siblings: readonly ConfigNode[], isGone: (node: ConfigNode) => boolean): boolean {
  const dropped = present(siblings).filter(isGone);
  const takeOut = (node: ConfigNode): void => {
    node.gone = true;
    node.children.forEach(takeOut);
  };
  dropped.forEach(takeOut);
  return dropped.length > 0;
}

function numberOf({ line }: ConfigNode): number | null {
  const number = /^\d+(?= )/.exec(line)?.[0];
  return number === undefined ? null : Number(number);
}

function firstWord(line: string): string {
  return line.replace(/^no /, '').split(' ', 1)[0] ?? '';
}
