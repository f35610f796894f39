/**
 * Configuration sessions of EOS: named candidates that outlive a login, commits with and without a timer. Knows one
 * device's sessions; a commit puts the whole session in place of what runs, whatever changed meanwhile.
 */
import type { CommandResult } from '../command-tree.ts';
import { ConfigTree } from '../config-tree.ts';
import type { Reply } from '../personality.ts';
import type { ChangeWays, IosLikeSession, IosLikeState } from './dialect.ts';
import { closeConfig, enterConfig } from './ios-like-config.ts';
import { replaceRunning } from './ios-like-state.ts';
import { perDevice } from './per-device.ts';

/** One named candidate. */
export interface EosSession {
  readonly name: string;
  tree: ConfigTree;
  pending: IosLikeSession['pending'];
  state: 'pending' | 'pendingCommitTimer' | 'completed';
  readonly createdAt: number;
}

export const MOST_PENDING = 5;
export const MOST_COMPLETED = 1;
const DAY_MS = 86_400_000;
const UNDO_AFTER_MS = 1_000;
const FULL =
  'Maximum number of pending sessions has been reached. Please commit or abort previous sessions before creating a new one.';

const keptOf = perDevice(() => ({ sessions: new Map<string, EosSession>(), unnamed: 0 }));

/** The device's sessions by name; those nobody committed within a day are gone. */
export function sessionsOf(state: IosLikeState): Map<string, EosSession> {
  const { sessions } = keptOf(state);
  for (const { name, createdAt } of sessions.values()) {
    if (state.surroundings.clock.now() - createdAt >= DAY_MS) sessions.delete(name);
  }
  return sessions;
}

/** `configure session NAME`: a new one, or one that was left. */
export function enterSession(cli: IosLikeSession, typed: string | null): Reply {
  const { state } = cli;
  const sessions = sessionsOf(state);
  const kept = keptOf(state);
  if (typed === null) kept.unnamed += 1;
  const name = typed ?? `sess-${kept.unnamed}`;
  const known = sessions.get(name);
  if (known === undefined || known.state !== 'pending') {
    const waiting = [...sessions.values()].filter((one) => one.state === 'pending').length;
    if (known?.state === 'pendingCommitTimer' || waiting >= MOST_PENDING || state.surroundings.flaws.isFull === true) {
      return { text: `% Cannot enter session ${name}: ${FULL}\n` };
    }
    sessions.set(name, fresh(state, name));
  }
  const session = sessions.get(name) ?? fresh(state, name);
  const entered = enterConfig(cli);
  cli.sessionName = name;
  cli.candidate = session.tree;
  cli.pending = session.pending;
  return entered;
}

function fresh(state: IosLikeState, name: string): EosSession {
  const createdAt = state.surroundings.clock.now();
  return { name, tree: state.running.clone(), pending: [], state: 'pending', createdAt };
}

/** Lines about sessions that are typed in configuration. */
export const EOS_CHANGE: ChangeWays = {
  line: (cli, line) => {
    if (cli.sessionName === null) return null;
    const name = cli.sessionName;
    if (line === 'abort') return withdraw(cli, name);
    if (line === 'rollback clean-config') return clean(cli, name);
    const timer = /^commit(?: timer (\S+))?$/.exec(line);
    return timer === null ? null : commitSession(cli, name, timer[1] ?? null);
  },
  reboot: (state) => keptOf(state).sessions.clear(),
};

/** `commit [timer hh:mm:ss]` in the session, or `configure session NAME commit` from outside, which also confirms. */
export function commitSession(cli: IosLikeSession, name: string, timer: string | null): CommandResult {
  const { state } = cli;
  const { flaws, wrote } = state.surroundings;
  const session = sessionsOf(state).get(name);
  if (session === undefined || session.state === 'completed') return missing(name);
  const command = timer === null ? 'commit' : `commit timer ${timer}`;
  if (session.state === 'pendingCommitTimer') {
    if (timer !== null) return arm(cli, session, timer, state.running.clone());
    state.revert.settle();
    wrote(`configure session ${name} commit`, 'confirm', cli.session);
    complete(state, session);
    return { slow: true, text: '' };
  }
  if (state.revert.waiting !== null) return { text: '% Cannot commit session: another commit timer is running\n' };
  if (flaws.failsCommit === true) return { text: `% Cannot commit session ${name}: configuration check failed\n` };
  const before = state.running.clone();
  if (timer !== null && delayOf(timer) === null) return { text: cli.refusal('invalid', command) };
  // The timer runs before the lines do: what they cut must heal.
  if (timer !== null) arm(cli, session, timer, before);
  else complete(state, session);
  for (const { line, mode } of session.pending) wrote(line, mode, cli.session);
  wrote(command, 'commit', cli.session);
  closeConfig(cli);
  replaceRunning(state, session.tree.clone());
  if (flaws.undoesCommit === true) state.surroundings.after(UNDO_AFTER_MS, () => undo(state, command, before));
  return { slow: true, text: '' };
}

/** `abort`: throws the session away; one that waits for its confirmation is undone at once. */
export function withdraw(cli: IosLikeSession, name: string): CommandResult {
  const { state } = cli;
  const session = sessionsOf(state).get(name);
  if (session === undefined || session.state === 'completed') return missing(name);
  sessionsOf(state).delete(name);
  if (cli.sessionName === name) closeConfig(cli);
  if (session.state === 'pending') return { slow: false };
  state.surroundings.wrote(`configure session ${name} abort`, 'rollback', cli.session);
  state.revert.settle()?.revert();
  return { slow: false };
}

function arm(cli: IosLikeSession, session: EosSession, timer: string, before: ConfigTree): CommandResult {
  const { state } = cli;
  const delayMs = delayOf(timer);
  if (delayMs === null) return { text: cli.refusal('invalid', `commit timer ${timer}`) };
  const revert = state.revert.waiting?.revert ?? (() => goBack(state, session, before));
  session.state = 'pendingCommitTimer';
  state.revert.arm({ line: `commit timer ${timer}`, name: session.name, delayMs, revert }, cli.session);
  return { slow: true, text: '' };
}

function goBack(state: IosLikeState, session: EosSession, before: ConfigTree): void {
  sessionsOf(state).delete(session.name);
  replaceRunning(state, before.clone());
}

function undo(state: IosLikeState, command: string, before: ConfigTree): void {
  state.revert.settle();
  state.surroundings.wrote(command, 'revert', 'lab');
  replaceRunning(state, before.clone());
}

function clean(cli: IosLikeSession, name: string): Reply {
  const session = sessionsOf(cli.state).get(name);
  const empty = new ConfigTree([], cli.state.dialect.config.habits);
  if (session !== undefined) session.tree = empty;
  cli.candidate = empty;
  cli.pending.splice(0, cli.pending.length, {
    line: 'rollback clean-config',
    mode: 'config',
    path: [],
    isBlock: false,
  });
  return {};
}

function complete(state: IosLikeState, session: EosSession): void {
  const sessions = sessionsOf(state);
  session.state = 'completed';
  const old = [...sessions.values()].filter((one) => one.state === 'completed' && one !== session);
  for (const { name } of old.slice(0, old.length + 1 - MOST_COMPLETED)) sessions.delete(name);
}

function missing(name: string): CommandResult {
  return { slow: false, text: `% Cannot commit or abort session ${name}: it does not exist or is completed\n` };
}

/** `00:05:00` in milliseconds, or null. */
function delayOf(timer: string): number | null {
  const [, hours, minutes, seconds] = /^(\d\d):(\d\d):(\d\d)$/.exec(timer) ?? [];
  if (hours === undefined) return null;
  const delayMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return delayMs > 0 ? delayMs : null;
}
