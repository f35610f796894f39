/** Configuration mode of IOS-like devices: blocks, lines, candidates. Commits are each platform's own affair. */
import type { Reply } from '../personality.ts';
import type { Block, IosLikeSession } from './dialect.ts';
import { bannerBegun, collectBanner } from './ios-like-banner.ts';
import { recordWrite, replaceRunning } from './ios-like-state.ts';
import { mergedVlanLine } from './vlan-list.ts';

/** Enters configuration, with a candidate where the platform has one. */
export function enterConfig(cli: IosLikeSession): Reply {
  const { config, change } = cli.state.dialect;
  const refused = change?.enter?.(cli) ?? null;
  if (refused !== null) return refused;
  cli.path = [];
  cli.pending = [];
  cli.revision = cli.state.revision;
  cli.candidate = config.style === 'candidate' ? cli.state.running.clone() : null;
  return { text: config.entering };
}

/** Takes one line typed in configuration mode. */
export function configLine(cli: IosLikeSession, typed: string): Reply {
  const line = canonicalLine(cli, typed);
  const { change, config } = cli.state.dialect;
  const own = change?.line?.(cli, line) ?? null;
  if (own !== null) return own;
  if (line === 'end') return leave(cli);
  if (line === 'exit' || line === 'quit') return leaveBlock(cli);
  const mode = cli.standing().mode ?? 'config';
  const block = config.blocks.find((candidate) => candidate.pattern.test(line) && opensHere(candidate, mode));
  if (block !== undefined) return openBlock(cli, block, line, mode);
  const word = line.replace(/^(?:no|default) /, '').split(' ', 1)[0] ?? '';
  const isInBlock = (cli.path?.length ?? 0) > 0;
  const isEntry = /acl/.test(mode) && /^\d+$/.test(word);
  if (isInBlock && (isEntry || config.inner.includes(word))) return apply(cli, line, mode);
  if (!config.globals.includes(word)) return { text: cli.refusal('invalid', typed, columnOf(typed)) };
  if (line.split(' ').length < 2) return { text: cli.refusal('incomplete', typed) };
  // A global line inside a block leaves the block, as the devices do.
  cli.path = [];
  const banner = bannerBegun(line, config.bannerMark);
  if (banner === null) return apply(cli, line, 'config');
  return collectBanner(banner, (raw) => void apply(cli, banner.line, 'config', raw));
}

/** Makes the candidate's lines effective on top of what runs now, and records them and `command`. */
export function mergeCandidate(cli: IosLikeSession, command: string): void {
  const { state, pending } = cli;
  const merged = state.running.clone();
  for (const { path, line, isBlock, raw } of pending) {
    if (isBlock) merged.open([...path, line]);
    else merged.apply(path, mergedVlanLine(line, merged.block(path[0] ?? '') ?? []) ?? line, raw);
  }
  for (const { line, mode } of pending) state.surroundings.wrote(line, mode, cli.session);
  state.surroundings.wrote(command, 'commit', cli.session);
  replaceRunning(state, merged);
  cli.candidate = merged.clone();
  cli.pending = [];
  cli.revision = state.revision;
}

/** Leaves configuration and forgets the candidate. */
export function closeConfig(cli: IosLikeSession): Reply {
  cli.path = null;
  cli.candidate = null;
  cli.pending = [];
  cli.sessionName = null;
  if (cli.state.lock === cli.session) cli.state.lock = null;
  return {};
}

/** One step out: of a block, then of configuration. */
function leaveBlock(cli: IosLikeSession): Reply {
  if (cli.path !== null && cli.path.length > 0) {
    cli.path = cli.path.slice(0, -1);
    return {};
  }
  return leave(cli);
}

function leave(cli: IosLikeSession): Reply {
  return cli.state.dialect.change?.leave?.(cli) ?? closeConfig(cli);
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
  const path = outer.map((one) => one.line);
  if (target.open([...path, line])) note(cli, { line, mode, path, isBlock: true });
  return {};
}

function apply(cli: IosLikeSession, typed: string, mode: string, raw?: readonly string[]): Reply {
  const target = cli.candidate ?? cli.state.running;
  const path = (cli.path ?? []).map((open) => open.line);
  const line = mergedVlanLine(typed, path.length === 1 ? (target.block(path[0] ?? '') ?? []) : []);
  if (line !== null && target.apply(path, line, raw)) {
    note(cli, { line: typed, mode, path, isBlock: false, ...(raw && { raw }) });
  }
  return {};
}

/** A candidate's lines are recorded when they are committed; direct ones now. */
function note(cli: IosLikeSession, written: IosLikeSession['pending'][number]): void {
  if (cli.candidate === null) recordWrite(cli.state, written.line, written.mode, cli.session);
  else cli.pending.push(written);
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
