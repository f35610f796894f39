/** Configuration mode of Junos: set, delete, edit, compare, commit, rollback. Knows a candidate; nothing of SSH. */
import { splitPipes } from '../output-pipes.ts';
import type { Reply } from '../personality.ts';
import type { JunosSession } from './junos-state.ts';

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
      return {};
    case 'show':
      return show(cli, line);
    case 'run':
      return cli.operate(rest);
    case 'commit':
      return commitLine(cli, line, rest);
    case 'rollback':
      return rollback(cli, line, rest);
    case 'exit':
    case 'quit':
      return leave(cli, rest);
    default:
      return { text: cli.refusal('invalid', line) };
  }
}

/** Makes the candidate what runs, and records every line that got it there. */
function junosCommit(cli: JunosSession): Reply {
  const { state, candidate } = cli;
  if (candidate === null) return {};
  const changed = candidate.minus(state.running).length > 0 || state.running.minus(candidate).length > 0;
  if (changed) {
    state.history = [state.running, ...state.history].slice(0, MOST_ROLLBACKS);
    state.running = candidate.clone();
    state.changedAt = state.surroundings.clock.now();
    for (const line of cli.pending) state.surroundings.wrote(line, 'commit', cli.session);
  }
  cli.pending = [];
  return { slow: true, text: 'commit complete\n' };
}

/** Junos keeps rollbacks 1 to 49. */
const MOST_ROLLBACKS = 49;

function change(cli: JunosSession, verb: string, rest: string): Reply {
  const line = [verb, cli.path, rest].filter((part) => part !== '').join(' ');
  if (cli.candidate?.apply(line)) cli.pending.push(line);
  return {};
}

function show(cli: JunosSession, line: string): Reply {
  const { command, pipes } = splitPipes(line);
  const { candidate } = cli;
  if (candidate === null) return {};
  if (pipes[0]?.startsWith('compare')) return { slow: true, text: compareText(cli) };
  const path = [cli.path, command.slice('show '.length)].filter((part) => part !== '').join(' ');
  const text = pipes[0] === 'display set' ? candidate.setLines(path) : candidate.braces(path);
  return cli.filtered(line, text, pipes);
}

function compareText(cli: JunosSession): string {
  const { candidate, state } = cli;
  if (candidate === null) return '';
  const removed = state.running.minus(candidate).map((line) => `-  ${line};\n`);
  const added = candidate.minus(state.running).map((line) => `+  ${line};\n`);
  return removed.length + added.length === 0 ? '' : `[edit]\n${removed.join('')}${added.join('')}`;
}

function commitLine(cli: JunosSession, line: string, rest: string): Reply {
  if (rest === 'check') return { slow: true, text: 'configuration check succeeds\n' };
  if (rest === 'and-quit') {
    const reply = junosCommit(cli);
    close(cli);
    return { ...reply, text: `${reply.text}Exiting configuration mode\n` };
  }
  return rest === '' || rest.startsWith('comment ') ? junosCommit(cli) : { text: cli.refusal('invalid', line, 7) };
}

function rollback(cli: JunosSession, line: string, rest: string): Reply {
  const number = rest === '' ? 0 : Number.parseInt(rest, 10);
  const source = number === 0 ? cli.state.running : cli.state.history[number - 1];
  if (source === undefined || Number.isNaN(number)) return { text: cli.refusal('invalid', line, 9) };
  cli.candidate = source.clone();
  if (!cli.isPrivate) cli.state.shared = cli.candidate;
  cli.pending = number === 0 ? [] : [`rollback ${number}`];
  return { text: 'load complete\n' };
}

function leave(cli: JunosSession, rest: string): Reply {
  if (cli.path !== '' && rest !== 'configuration-mode') {
    cli.path = '';
    return {};
  }
  const isDirty = compareText(cli) !== '';
  if (!isDirty || (!cli.isPrivate && rest === '')) return leaveNow(cli, isDirty);
  return {
    ask: {
      prompt: cli.isPrivate
        ? 'The configuration has been modified but not committed\nDiscard uncommitted changes? [yes,no] (yes) '
        : 'The configuration has been changed but not committed\nExit with uncommitted changes? [yes,no] (yes) ',
      echo: true,
      answer: (typed) => (/^n/i.test(typed) ? {} : leaveNow(cli, true)),
    },
  };
}

function leaveNow(cli: JunosSession, isDirty: boolean): Reply {
  if (!isDirty && !cli.isPrivate) cli.state.shared = null;
  close(cli);
  return { text: 'Exiting configuration mode\n' };
}

function close(cli: JunosSession): void {
  cli.candidate = null;
  cli.path = '';
  cli.pending = [];
}
