/** Configuration mode of Junos: set, delete, edit, compare, and the way out. Knows a candidate; nothing of SSH. */
import { type ConfigSet, chunksOf } from '../config-set.ts';
import { splitPipes } from '../output-pipes.ts';
import type { Reply } from '../personality.ts';
import { commitLine, rollbackLine } from './junos-commit.ts';
import { loadLine } from './junos-load.ts';
import { isSame, type JunosEntry, type JunosSession, lockHolder } from './junos-state.ts';

/** A line somebody left in the shared candidate. */
const LEFT_BEHIND = 'set system ntp server 10.0.0.99';

/** `configure`, `configure exclusive`, `configure private`. */
export function enterConfig(cli: JunosSession, entry: JunosEntry): Reply {
  const { state } = cli;
  const { clock, flaws } = state.surroundings;
  const locked = lockHolder(state, cli.session);
  if (locked !== null && entry !== 'private') return { slow: false, text: locked };
  if (flaws.isDirty === true && state.shared === null) {
    state.shared = state.running.clone();
    state.shared.apply(LEFT_BEHIND);
  }
  const isDirty = state.shared !== null && !isSame(state.shared, state.running);
  if (entry === 'exclusive' && isDirty) return { slow: false, text: 'error: configuration database modified\n' };
  Object.assign(cli, { entry, path: '', pending: [] });
  cli.candidate = state.running.clone();
  if (entry === 'exclusive') state.lock = { session: cli.session, since: clock.now() };
  if (entry !== 'private') {
    if (isDirty) cli.candidate = state.shared;
    else state.shared = cli.candidate;
  }
  const warning = {
    shared: '',
    exclusive: 'warning: uncommitted changes will be discarded on exit\n',
    private: 'warning: uncommitted changes will be discarded on exit\n',
  }[entry];
  const left = isDirty && entry === 'shared' ? 'The configuration has been changed but not committed\n' : '';
  return { slow: false, text: `${warning}Entering configuration mode\n${left}` };
}

/** Takes one line typed in configuration mode. */
export function junosConfigLine(cli: JunosSession, line: string): Reply {
  const [word = ''] = line.split(' ', 1);
  const rest = line.slice(word.length + 1);
  switch (word) {
    case 'set':
    case 'delete':
      return rest === '' ? { text: cli.refusal('incomplete', line) } : change(cli, word, rest);
    case 'edit':
      cli.path = [cli.path, rest].filter((part) => part !== '').join(' ');
      return {};
    case 'up':
      cli.path = cli.path.split(' ').slice(0, -1).join(' ');
      return {};
    case 'top':
      cli.path = '';
      return rest === '' ? {} : junosConfigLine(cli, rest);
    case 'show':
      return show(cli, line);
    case 'run':
      return cli.operate(rest);
    case 'load':
      return loadLine(cli, line, rest);
    case 'commit':
      return commitLine(cli, line, rest, () => closeConfig(cli));
    case 'rollback':
      return rollbackLine(cli, line, rest);
    case 'exit':
    case 'quit':
      return leave(cli, rest);
    default:
      return { text: cli.refusal('invalid', line) };
  }
}

/** Leaves configuration; what an exclusive or private session did not commit is gone with it. */
export function closeConfig(cli: JunosSession): void {
  const { state } = cli;
  const isShared = cli.candidate !== null && cli.entry !== 'private';
  const isClean = cli.candidate === null || isSame(cli.candidate, state.running);
  if (isShared && (cli.entry === 'exclusive' || isClean)) state.shared = null;
  if (state.lock?.session === cli.session) state.lock = null;
  Object.assign(cli, { candidate: null, path: '', pending: [] });
}

/** The difference as `show | compare` prints it: each statement below the place it stands in. */
export function compareText(from: ConfigSet, to: ConfigSet): string {
  const places = new Map<string, string[]>();
  for (const [sign, lines] of [['-', from.minus(to)] as const, ['+', to.minus(from)] as const]) {
    for (const line of lines) {
      const chunks = chunksOf(line);
      const place = chunks.slice(0, -1).join(' ');
      const kept = places.get(place) ?? [];
      places.set(place, kept);
      kept.push(`${sign}  ${chunks.at(-1)};\n`);
    }
  }
  return [...places].map(([place, lines]) => `[edit${place === '' ? '' : ` ${place}`}]\n${lines.join('')}`).join('');
}

function change(cli: JunosSession, verb: string, rest: string): Reply {
  const locked = cli.entry === 'private' ? null : lockHolder(cli.state, cli.session);
  if (locked !== null) return { text: locked };
  const line = [verb, cli.path, rest].filter((part) => part !== '').join(' ');
  const changed = cli.candidate?.apply(line);
  if (changed === true) cli.pending.push(line);
  return verb === 'delete' && changed === false ? { text: 'warning: statement not found\n' } : {};
}

function show(cli: JunosSession, line: string): Reply {
  const { command, pipes } = splitPipes(line);
  const { candidate, state } = cli;
  if (candidate === null) return {};
  if (pipes[0]?.startsWith('compare') === true) {
    const number = /^compare rollback (\d+)$/.exec(pipes[0])?.[1];
    const base = state.commits[Number(number ?? 0)];
    return base === undefined
      ? { text: cli.refusal('invalid', line, line.indexOf('|') + 2) }
      : cli.filtered(line, compareText(base.config, candidate), pipes);
  }
  const path = [cli.path, command.slice('show '.length)].filter((part) => part !== '').join(' ');
  const text = pipes[0] === 'display set' ? candidate.setLines(path) : candidate.braces(path);
  return cli.filtered(line, text, pipes);
}

function leave(cli: JunosSession, rest: string): Reply {
  if (cli.path !== '' && rest !== 'configuration-mode') {
    cli.path = '';
    return {};
  }
  const go = (): Reply => {
    closeConfig(cli);
    return { text: 'Exiting configuration mode\n' };
  };
  if (cli.candidate === null || isSame(cli.candidate, cli.state.running)) return go();
  const question = {
    shared: 'The configuration has been changed but not committed\nExit with uncommitted changes? [yes,no] (yes) ',
    exclusive:
      "The configuration has been changed but not committed\nwarning: Auto rollback on exiting 'configure exclusive'\nDiscard uncommitted changes? [yes,no] (yes) ",
    private: 'The configuration has been modified but not committed\nDiscard uncommitted changes? [yes,no] (yes) ',
  }[cli.entry];
  return { ask: { prompt: question, echo: true, answer: (typed) => (/^n/i.test(typed) ? {} : go()) } };
}
