/**
 * A configuration as a list of `set` lines, and the braces it is printed in. Knows words and nesting; nothing of
 * what a statement means.
 */

/** Words that belong together with the word after them: `unit 0`, `neighbor 10.0.0.1`. */
const GLUED = new Set([
  'unit',
  'family',
  'neighbor',
  'group',
  'user',
  'term',
  'policy-statement',
  'server',
  'file',
  'host',
  'community',
  'class',
  'vlan',
  'filter',
  'area',
  'tacplus-server',
  'from',
  'archive-site',
  'prefix-list',
  'zone',
  'instance',
]);
/** Statements with one value: a new one replaces the old. */
const SINGLE = new Set([
  'host-name',
  'domain-name',
  'description',
  'location',
  'contact',
  'router-id',
  'autonomous-system',
  'mtu',
  'version',
  'peer-as',
  'local-as',
  'authentication-key',
  'encrypted-password',
  'time-zone',
  'vlan-id',
  'secret',
  'authorization',
]);
/** Statements without a value: they are no value of the word in front of them. */
const FLAGS = new Set(['disable']);
const SECRET = new Set(['encrypted-password', 'authentication-key', 'secret', 'key', 'pre-shared-key']);

interface Statement {
  readonly words: string;
  readonly children: Statement[];
}

interface Entry {
  readonly line: string;
  /** Taken out, its place kept for when it comes back. */
  readonly gone: boolean;
}

export class ConfigSet {
  #entries: Entry[];

  constructor(lines: readonly string[]) {
    this.#entries = lines.map((line) => ({ line, gone: false }));
  }

  clone(): ConfigSet {
    const copy = new ConfigSet([]);
    copy.#entries = [...this.#entries];
    return copy;
  }

  /** Without the leading `set`. */
  lines(): readonly string[] {
    return this.#entries.filter((entry) => !entry.gone).map((entry) => entry.line);
  }

  /** Applies `set …` or `delete …`. True when something changed; null when it is neither. */
  apply(line: string): boolean | null {
    const [, verb, rest = ''] = /^(set|delete) (.+)$/.exec(line) ?? [];
    if (verb === undefined) return null;
    if (verb === 'set') return this.#set(rest.trim());
    const isHit = (entry: Entry) => !entry.gone && (entry.line === rest || entry.line.startsWith(`${rest} `));
    if (!this.#entries.some(isHit)) return false;
    this.#entries = this.#entries.map((entry) => (isHit(entry) ? { line: entry.line, gone: true } : entry));
    return true;
  }

  /** The value after `prefix`, or null. */
  value(prefix: string): string | null {
    return (
      this.lines()
        .find((line) => line.startsWith(`${prefix} `))
        ?.slice(prefix.length + 1) ?? null
    );
  }

  /** Lines of `this` that `other` does not have. */
  minus(other: ConfigSet): readonly string[] {
    const theirs = new Set(other.lines());
    return this.lines().filter((line) => !theirs.has(line));
  }

  /** As `show configuration` prints it, or the part under `path`. */
  braces(path = ''): string {
    const root: Statement = { words: '', children: [] };
    for (const line of this.lines()) {
      if (path === '') place(root, chunksOf(line));
      else if (line.startsWith(`${path} `)) place(root, chunksOf(line.slice(path.length + 1)));
    }
    return write(root.children, 0);
  }

  /** As `| display set` prints it. */
  setLines(path = ''): string {
    const lines = this.lines().filter((line) => path === '' || line.startsWith(`${path} `));
    return lines.map((line) => `set ${line}\n`).join('');
  }

  #set(rest: string): boolean {
    if (this.lines().includes(rest)) return false;
    const same = this.#entries.findIndex((entry) => entry.line === rest);
    const words = wordsOf(rest);
    const stem = `${words.slice(0, -1).join(' ')} `;
    const isRival = (entry: Entry) => SINGLE.has(words.at(-2) ?? '') && entry.line.startsWith(stem);
    const entry = { line: rest, gone: false };
    const rival = this.#entries.findIndex((one) => !one.gone && isRival(one));
    if (rival >= 0) this.#entries[rival] = entry;
    else if (same >= 0) this.#entries[same] = entry;
    else {
      const first = words[0] ?? '';
      const last = this.#entries.findLastIndex((one) => one.line.startsWith(`${first} `));
      this.#entries.splice(last < 0 ? this.#entries.length : last + 1, 0, entry);
    }
    return true;
  }
}

/** A statement's hierarchy and its last part: `system host-name sw1` -> `['system', 'host-name sw1']`. */
export function chunksOf(line: string): string[] {
  return chunked(wordsOf(line));
}

/** Words, with quoted ones kept whole. */
function wordsOf(line: string): string[] {
  return line.match(/"[^"]*"|\S+/g) ?? [];
}

/** Words joined where they belong together; the last two make one statement when the first of them has a value. */
function chunked(words: readonly string[]): string[] {
  const chunks: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const hasValue = !GLUED.has(word) && /^[a-z]/.test(word) && !FLAGS.has(words[i + 1] ?? '');
    const isLastPair = i === words.length - 2 && hasValue;
    if ((GLUED.has(word) || isLastPair) && i + 1 < words.length) {
      chunks.push(`${word} ${words[i + 1]}`);
      i += 1;
    } else chunks.push(word);
  }
  return chunks;
}

function place(root: Statement, chunks: readonly string[]): void {
  let node = root;
  for (const words of chunks) {
    let child = node.children.find((one) => one.words === words);
    if (child === undefined) {
      child = { words, children: [] };
      node.children.push(child);
    }
    node = child;
  }
}

function write(statements: readonly Statement[], depth: number): string {
  const margin = ' '.repeat(depth * 4);
  return statements
    .map(({ words, children }) => {
      if (children.length > 0) return `${margin}${words} {\n${write(children, depth + 1)}${margin}}\n`;
      const isSecret = SECRET.has(words.split(' ', 1)[0] ?? '');
      return `${margin}${words};${isSecret ? ' ## SECRET-DATA' : ''}\n`;
    })
    .join('');
}
