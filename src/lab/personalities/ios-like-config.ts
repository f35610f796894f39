/** Configuration mode of IOS-like devices: blocks, lines, candidates and their end. Knows no vendor by name. */
import type { Reply } from '../personality.ts';
import type { Block, IosLikeSession } from './dialect.ts';
import { recordWrite } from './ios-like-state.ts';

/** Enters configuration; `sessionName` opens a named candidate where the platform has them. */
export function enterConfig(cli: IosLikeSession, sessionName: string | null): Reply {
  const { style } = cli.state.dialect.config;
  cli.path = [];
  cli.pending = [];
  cli.sessionName = sessionName;
  cli.candidate = style === 'candidate' || sessionName !== null ? cli.state.running.clone() : null;
  return { text: cli.state.dialect.config.entering };
}

/** Takes one line typed in configuration mode. */
export function configLine(cli: IosLikeSession, typed: string): Reply {
  const line = canonicalLine(cli, typed);
  if (line === 'end') return endConfig(cli);
  if (line === 'exit' || line === 'quit') return leaveBlock(cli);
  if (cli.candidate !== null) {
    if (/^commit(?: (?:label|comment) .+)?$/.test(line)) return commit(cli);
    if (/^(?:abort|rollback clean-config)$/.test(line)) return close(cli);
  }
  const mode = cli.standing().mode ?? 'config';
  const { blocks, globals, inner } = cli.state.dialect.config;
  const block = blocks.find((candidate) => candidate.pattern.test(line) && opensHere(candidate, mode));
  if (block !== undefined) return openBlock(cli, block, line, mode);
  const word = line.replace(/^(?:no|default) /, '').split(' ', 1)[0] ?? '';
  const isInBlock = (cli.path?.length ?? 0) > 0;
  if (isInBlock && inner.includes(word)) return apply(cli, line, mode);
  if (!globals.includes(word)) return { text: cli.refusal('invalid', typed, columnOf(typed)) };
  if (line.split(' ').length < 2) return { text: cli.refusal('incomplete', typed) };
  // A global line inside a block leaves the block, as the devices do.
  cli.path = [];
  return apply(cli, line, 'config');
}

/** One step out: of a block, then of configuration. */
function leaveBlock(cli: IosLikeSession): Reply {
  if (cli.path !== null && cli.path.length > 0) {
    cli.path = cli.path.slice(0, -1);
    return {};
  }
  return endConfig(cli);
}

function endConfig(cli: IosLikeSession): Reply {
  if (cli.candidate === null || cli.pending.length === 0 || cli.sessionName !== null) return close(cli);
  return {
    ask: {
      prompt: 'Uncommitted changes found, commit them before exiting(yes/no/cancel)? [cancel]: ',
      echo: true,
      answer: (typed) => {
        if (/^y/i.test(typed)) {
          commit(cli);
          return close(cli);
        }
        return /^n/i.test(typed) ? close(cli) : {};
      },
    },
  };
}

function opensHere(block: Block, mode: string): boolean {
  return block.inside === undefined || block.inside.includes(mode);
}

function openBlock(cli: IosLikeSession, block: Block, line: string, mode: string): Reply {
  const isNested = block.inside !== undefined;
  const blockMode = typeof block.mode === 'string' ? block.mode : block.mode(line);
  const open = cli.path ?? [];
  const sibling = open.findIndex((one) => one.mode === blockMode);
  const outer = isNested ? open.slice(0, sibling < 0 ? open.length : sibling) : [];
  cli.path = [...outer, { line, mode: blockMode }];
  const target = cli.candidate ?? cli.state.running;
  if (target.open(cli.path.map((one) => one.line))) note(cli, line, mode);
  return {};
}

function apply(cli: IosLikeSession, line: string, mode: string): Reply {
  const target = cli.candidate ?? cli.state.running;
  const path = (cli.path ?? []).map((open) => open.line);
  if (target.apply(path, line)) note(cli, line, mode);
  return {};
}

/** A candidate's lines are recorded when they are committed; direct ones now. */
function note(cli: IosLikeSession, line: string, mode: string): void {
  if (cli.candidate === null) recordWrite(cli.state, line, mode, cli.session);
  else cli.pending.push({ line, mode });
}

function commit(cli: IosLikeSession): Reply {
  if (cli.candidate === null) return {};
  cli.state.running = cli.candidate;
  for (const { line, mode } of cli.pending) recordWrite(cli.state, line, mode, cli.session);
  if (cli.sessionName !== null) return close(cli);
  // Commits are what survives a reload here: there is nothing to save.
  cli.state.savedAt = cli.state.changedAt;
  cli.candidate = cli.state.running.clone();
  cli.pending = [];
  return {};
}

function close(cli: IosLikeSession): Reply {
  cli.path = null;
  cli.candidate = null;
  cli.pending = [];
  cli.sessionName = null;
  return {};
}

/** The line with its first word spelled out and port names in full. */
function canonicalLine(cli: IosLikeSession, typed: string): string {
  const words = typed.split(/\s+/);
  const negation = words[0] === 'no' || words[0] === 'default' ? words.splice(0, 1) : [];
  const [word = '', ...rest] = words;
  const { globals, inner, portTypes } = cli.state.dialect.config;
  const known = (cli.path?.length ?? 0) > 0 ? [...inner, ...globals, 'end', 'exit'] : [...globals, 'end', 'exit'];
  const longer = known.includes(word) ? [word] : [...new Set(known.filter((candidate) => candidate.startsWith(word)))];
  const full = longer.length === 1 ? (longer[0] ?? word) : word;
  const tail = full === 'interface' ? portName(rest.join(' '), portTypes) : rest.join(' ');
  return [...negation, full, tail].join(' ').trim();
}

/** `gi1/0/1` and `gigabitethernet 1/0/1` become `GigabitEthernet1/0/1`. */
function portName(typed: string, portTypes: readonly string[]): string {
  const [, letters = '', number = ''] = /^([A-Za-z-]+) ?(\d\S*)$/.exec(typed) ?? [];
  const type = portTypes.find((candidate) => candidate.toLowerCase().startsWith(letters.toLowerCase()));
  return type === undefined || letters === '' ? typed : `${type}${number}`;
}

function columnOf(typed: string): number {
  return /^(?:no|default)\s+/.exec(typed)?.[0].length ?? 0;
}
