/**
 * How a command line finds its command: word by word, each shortened as far as it stays unique. Knows words; nothing
 * of what commands do.
 */
import type { Question } from './personality.ts';

export interface Command<S> {
  /** Words, `<name>` for one argument, `<rest>` last for everything after: `show interfaces <name>`. */
  readonly path: string;
  readonly run: (session: S, args: readonly string[]) => CommandResult;
}

/** What a command yields; the personality turns it into a reply. */
export interface CommandResult {
  readonly text?: string;
  /** For `| json` and its like; absent where the device has no such form. */
  readonly json?: () => unknown;
  /** False for set-up and mode lines, which answer at once. */
  readonly slow?: boolean;
  readonly ask?: Question;
  readonly close?: boolean;
  readonly exitCode?: number;
}

export type Found<S> =
  | { readonly kind: 'command'; readonly command: Command<S>; readonly args: readonly string[] }
  /** `column`: where in the line the trouble starts. */
  | { readonly kind: 'unknown' | 'ambiguous'; readonly column: number }
  | { readonly kind: 'incomplete' };

interface Node<S> {
  readonly words: Map<string, Node<S>>;
  argument: Node<S> | null;
  rest: Command<S> | null;
  command: Command<S> | null;
}

export type CommandTree<S> = Node<S>;

/** A tree to look lines up in; build it once per platform. */
export function commandTree<S>(commands: readonly Command<S>[]): CommandTree<S> {
  const root = emptyNode<S>();
  for (const command of commands) {
    let node = root;
    for (const word of command.path.split(' ')) {
      if (word === '<rest>') break;
      if (word.startsWith('<')) {
        node.argument ??= emptyNode();
        node = node.argument;
      } else {
        let child = node.words.get(word);
        if (child === undefined) {
          child = emptyNode();
          node.words.set(word, child);
        }
        node = child;
      }
    }
    if (command.path.endsWith('<rest>')) node.rest = command;
    else node.command = command;
  }
  return root;
}

/** What `line` means, or why it means nothing. */
export function findCommand<S>(tree: CommandTree<S>, line: string): Found<S> {
  let node = tree;
  const args: string[] = [];
  for (const match of line.matchAll(/\S+/g)) {
    const word = match[0];
    const next = childOf(node, word);
    if (next === 'ambiguous') return { kind: 'ambiguous', column: match.index };
    if (next !== null) {
      node = next;
    } else if (node.argument !== null) {
      args.push(word);
      node = node.argument;
    } else if (node.rest !== null) {
      return { kind: 'command', command: node.rest, args: [...args, line.slice(match.index).trim()] };
    } else {
      return { kind: 'unknown', column: match.index };
    }
  }
  if (node.command === null) return { kind: 'incomplete' };
  return { kind: 'command', command: node.command, args };
}

function childOf<S>(node: Node<S>, word: string): Node<S> | 'ambiguous' | null {
  const lower = word.toLowerCase();
  const exact = node.words.get(lower);
  if (exact !== undefined) return exact;
  const longer = [...node.words].filter(([name]) => name.startsWith(lower));
  if (longer.length > 1) return 'ambiguous';
  return longer[0]?.[1] ?? null;
}

function emptyNode<S>(): Node<S> {
  return { words: new Map(), argument: null, rest: null, command: null };
}
