/** `commit` and `rollback` of Junos: checks, comments, the confirmed kind and its timer. Knows a candidate. */
import type { Reply } from '../personality.ts';
import { isSame, type JunosSession, type JunosState, lockHolder, runConfig } from './junos-state.ts';

const MINUTE_MS = 60_000;
const DEFAULT_MINUTES = 10;
const UNDO_AFTER_MS = 1_000;
const CHECK_FAILED = 'error: configuration check-out failed\n';

interface CommitWords {
  readonly line: string;
  readonly minutes: number | null;
  readonly comment: string | null;
  readonly quits: boolean;
}

/** Takes `commit …`; `rest` is what follows the word. */
export function commitLine(cli: JunosSession, line: string, rest: string, quit: () => void): Reply {
  const locked = lockHolder(cli.state, cli.session);
  if (locked !== null) return { text: locked };
  if (rest === 'check') return check(cli);
  // commit confirmed 5 comment "vlan 30" and-quit
  const match = /^(confirmed(?: (\d{1,5}))?)? ?(?:comment ("[^"]*"|\S+))? ?(and-quit)?$/.exec(rest);
  if (match === null) return { text: cli.refusal('invalid', line, 7) };
  const [, confirmed, minutes, comment, quits] = match;
  const words: CommitWords = {
    line,
    minutes: confirmed === undefined ? null : Number(minutes ?? DEFAULT_MINUTES),
    comment: comment?.replace(/^"(.*)"$/, '$1') ?? null,
    quits: quits !== undefined,
  };
  const reply = commit(cli, words);
  if (!words.quits || !reply.text?.includes('commit complete')) return reply;
  quit();
  return { ...reply, text: `${reply.text}Exiting configuration mode\n` };
}

/** A check that passes also confirms what waits, as on the devices. */
function check(cli: JunosSession): Reply {
  const { state, candidate } = cli;
  if (state.surroundings.flaws.failsCommit === true) return { slow: true, text: CHECK_FAILED };
  if (candidate !== null && isSame(candidate, state.running)) confirm(cli, 'commit check');
  return { slow: true, text: 'configuration check succeeds\n' };
}

function commit(cli: JunosSession, { line, minutes, comment }: CommitWords): Reply {
  const { state, candidate } = cli;
  if (candidate === null) return {};
  const { flaws, wrote, after } = state.surroundings;
  if (minutes !== null && cli.entry === 'private') {
    return { text: 'error: confirmed commit is not allowed in private configuration mode\n' };
  }
  if (flaws.failsCommit === true)
    return { slow: true, text: `error: commit failed: (statements constraint check failed)\n${CHECK_FAILED}` };
  const before = state.running.clone();
  if (minutes === null) confirm(cli, line);
  else {
    const revert = state.revert.waiting?.revert ?? (() => goBack(state, before, 'root via other'));
    // The timer runs before the lines do: what they cut must heal.
    state.revert.arm({ line, name: '', delayMs: minutes * MINUTE_MS, revert }, cli.session);
  }
  if (!isSame(candidate, before)) {
    for (const typed of cli.pending) wrote(typed, 'config', cli.session);
    wrote(line, 'commit', cli.session);
    cli.pending = [];
    runConfig(state, candidate, 'netops via cli', comment);
    if (flaws.undoesCommit === true) after(UNDO_AFTER_MS, () => undo(state, before, line));
  }
  if (minutes === null) return { slow: true, text: 'commit complete\n' };
  return {
    slow: true,
    text: `commit confirmed will be automatically rolled back in ${minutes} minutes unless confirmed\ncommit complete\n\n# commit confirmed will be rolled back in ${minutes} minutes\n`,
  };
}

function confirm(cli: JunosSession, line: string): void {
  if (cli.state.revert.settle() !== null) cli.state.surroundings.wrote(line, 'confirm', cli.session);
}

function undo(state: JunosState, before: JunosState['running'], line: string): void {
  state.revert.settle();
  state.surroundings.wrote(line, 'revert', 'lab');
  goBack(state, before, 'root via other');
}

function goBack(state: JunosState, config: JunosState['running'], by: string): void {
  state.shared = null;
  runConfig(state, config, by, null);
}

/** `rollback N`: loads an earlier configuration into the candidate. */
export function rollbackLine(cli: JunosSession, line: string, rest: string): Reply {
  const number = rest === '' ? 0 : Number(rest);
  const source = cli.state.commits[number];
  if (source === undefined) return { text: cli.refusal('invalid', line, 9) };
  const { flaws, wrote } = cli.state.surroundings;
  if (number > 0 && flaws.abortsRollback === true) {
    wrote('rollback failed', 'revert-failed', 'lab');
    return { text: `error: rollback ${number} could not be loaded\n` };
  }
  cli.candidate = source.config.clone();
  if (cli.entry !== 'private') cli.state.shared = cli.candidate;
  cli.pending = number === 0 ? [] : [`rollback ${number}`];
  return { text: 'load complete\n' };
}
