/** The filters after `|`: include, exclude, begin, section, count and their like. Knows lines; nothing of devices. */

export interface Piped {
  readonly text: string;
  /** A side effect asked for by a pipe, `redirect flash:x`, or null. */
  readonly writes: string | null;
}

/** Splits `show run | include a | count` into the command and its pipes. A bar inside a pattern (`a|b`) is no pipe. */
export function splitPipes(line: string): { readonly command: string; readonly pipes: readonly string[] } {
  const [command = '', ...pipes] = line.split(/\s\|\s*/);
  return { command: command.trimEnd(), pipes: pipes.map((pipe) => pipe.trim()) };
}

type Filter = (lines: readonly string[], pattern: RegExp) => readonly string[];

const FILTERS: Readonly<Record<string, Filter>> = {
  include: (lines, pattern) => lines.filter((line) => pattern.test(line)),
  match: (lines, pattern) => lines.filter((line) => pattern.test(line)),
  grep: (lines, pattern) => lines.filter((line) => pattern.test(line)),
  exclude: (lines, pattern) => lines.filter((line) => !pattern.test(line)),
  except: (lines, pattern) => lines.filter((line) => !pattern.test(line)),
  begin: from,
  find: from,
  section: (lines, pattern) => sections(lines, pattern),
  count: (lines, pattern) => [
    `Number of lines which match regexp = ${lines.filter((line) => pattern.test(line)).length}`,
  ],
};

/** Words that send the text elsewhere instead of to the terminal. */
const WRITERS = new Set(['redirect', 'append', 'tee', 'save']);
const PASS = new Set(['no-more', 'nz', 'hold']);

const SHARED_PIPES = ['count', 'last', 'no-more'];

export const CISCO_PIPES: readonly string[] = [
  ...SHARED_PIPES,
  ...['include', 'exclude', 'begin', 'section', 'grep', 'redirect', 'append', 'tee', 'nz'],
];

export const JUNOS_PIPES: readonly string[] = [...SHARED_PIPES, 'match', 'except', 'find', 'save', 'hold'];

/** `text` after `pipes`, or null when one is not in `known`. Pipe words may be shortened while they stay unique. */
export function applyPipes(text: string, pipes: readonly string[], known: readonly string[]): Piped | null {
  let lines: readonly string[] = text.replace(/\n$/, '').split('\n');
  let writes: string | null = null;
  for (const pipe of pipes) {
    const [typed = ''] = pipe.split(' ', 1);
    const argument = pipe.slice(typed.length).trim();
    const word = fullWord(typed, known);
    if (word === null) return null;
    if (PASS.has(word)) continue;
    if (WRITERS.has(word)) {
      writes = pipe;
      if (word !== 'tee') lines = [];
    } else if (word === 'last') {
      lines = lines.slice(-Number.parseInt(argument || '10', 10));
    } else {
      if (argument === '' && word !== 'count') return null;
      lines = FILTERS[word]?.(lines, patternOf(argument)) ?? lines;
    }
  }
  return { text: lines.length === 0 ? '' : `${lines.join('\n')}\n`, writes };
}

function fullWord(typed: string, known: readonly string[]): string | null {
  if (known.includes(typed)) return typed;
  const longer = typed === '' ? [] : known.filter((word) => word.startsWith(typed.toLowerCase()));
  return longer.length === 1 ? (longer[0] ?? null) : null;
}

/** The pattern as written; taken literally where it is no regular expression. */
function patternOf(argument: string): RegExp {
  const bare = argument.replace(/^"(.*)"$/, '$1');
  try {
    // built: typed by the lab's own user, and tested against text the lab itself made up
    return new RegExp(bare);
  } catch {
    // built: from escaped words
    return new RegExp(bare.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  }
}

function from(lines: readonly string[], pattern: RegExp): readonly string[] {
  const first = lines.findIndex((line) => pattern.test(line));
  return first < 0 ? [] : lines.slice(first);
}

/** Every matching line with the indented lines below it, and the head of the block a matching line stands in. */
function sections(lines: readonly string[], pattern: RegExp): readonly string[] {
  const kept: string[] = [];
  let depth = -1;
  for (const line of lines) {
    const indent = line.search(/\S|$/);
    if (depth >= 0 && indent > depth) {
      kept.push(line);
      continue;
    }
    depth = pattern.test(line) ? indent : -1;
    if (depth >= 0) kept.push(line);
  }
  return kept;
}
