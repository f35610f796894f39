/** What EOS answers about configuration sessions, and how it replaces a configuration. Knows formats. */
import { createTwoFilesPatch } from 'diff';
import type { Command, CommandResult } from '../command-tree.ts';
import type { ConfigTree } from '../config-tree.ts';
import { configNamed, fileCommands } from './device-files.ts';
import type { IosLikeSession, IosLikeState } from './dialect.ts';
import { EOS_LAYOUT } from './eos-config.ts';
import { commitSession, enterSession, MOST_COMPLETED, MOST_PENDING, sessionsOf, withdraw } from './eos-sessions.ts';
import { replaceRunning, startupTree } from './ios-like-state.ts';

/** A unified difference as EOS prints it; empty when there is none. */
function unified(fromName: string, from: ConfigTree, toName: string, to: ConfigTree): string {
  const [before, after] = [from.render(EOS_LAYOUT), to.render(EOS_LAYOUT)];
  if (before === after) return '';
  const patch = createTwoFilesPatch(fromName, toName, before, after, '', '', { context: 3 });
  // The first line is a ruler of the library's own; headers end in a tab for a date that is not there.
  return patch.slice(patch.indexOf('\n') + 1).replace(/^(---|\+\+\+) (\S+)[ \t]*$/gm, '$1 $2');
}

function sessionDiffs(cli: IosLikeSession): CommandResult {
  if (cli.candidate === null) return { text: '% Not currently in a session\n' };
  const name = `session:/${cli.sessionName}-session-config`;
  return { text: unified('system:/running-config', cli.state.running, name, cli.candidate) };
}

function sessionConfig(cli: IosLikeSession): CommandResult {
  if (cli.candidate === null) return { text: '% Not currently in a session\n' };
  const text = cli.state.dialect.config.print({ ...cli.state, running: cli.candidate });
  return { text: text.replace('show running-config', 'show session-config') };
}

/** Lines of the running configuration that a restart would lose, and those it would bring back. */
function unsavedDiff(cli: IosLikeSession): CommandResult {
  const { state } = cli;
  return { text: unified('flash:/startup-config', startupTree(state), 'system:/running-config', state.running) };
}

function sessionTable(state: IosLikeState, isDetailed: boolean): string {
  const rows = [...sessionsOf(state).values()].map((session) => {
    const left = session.state === 'pendingCommitTimer' ? state.revert.remainingMs() : null;
    const timer = isDetailed && left !== null ? `   ${clockOf(left)}` : '';
    return `  ${session.name.padEnd(20)} ${session.state.padEnd(19)} netops   vty5${timer}`;
  });
  const head = `Maximum number of completed sessions: ${MOST_COMPLETED}\nMaximum number of pending sessions: ${MOST_PENDING}\n\n`;
  const columns = `  ${'Name'.padEnd(20)} ${'State'.padEnd(19)} User     Terminal${isDetailed ? ' Time Left' : ''}\n  ${'-'.repeat(20)} ${'-'.repeat(19)} -------- --------\n`;
  return `${head}${columns}${rows.map((row) => `${row}\n`).join('')}`;
}

function sessionsJson(state: IosLikeState) {
  const sessions = [...sessionsOf(state).values()].map((session) => {
    const left = session.state === 'pendingCommitTimer' ? state.revert.remainingMs() : null;
    return [
      session.name,
      { state: session.state, instances: {}, ...(left === null ? {} : { commitTimeLeft: left / 1_000 }) },
    ];
  });
  return { maxSavedSessions: MOST_COMPLETED, maxOpenSessions: MOST_PENDING, sessions: Object.fromEntries(sessions) };
}

/** 300,000 as `00:05:00`. */
function clockOf(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

function replace(cli: IosLikeSession, name: string): CommandResult {
  const file = configNamed(cli, name);
  if (file === null) return { text: `% Error copying ${name} (No such file or directory)\n` };
  if (cli.state.surroundings.flaws.abortsRollback === true) {
    cli.state.surroundings.wrote('configure replace failed', 'revert-failed', 'lab');
    return { text: '% Error: configure replace failed; running-config was not changed\n' };
  }
  cli.state.surroundings.wrote(`configure replace ${name}`, 'rollback', cli.session);
  replaceRunning(cli.state, file.tree.clone());
  return { text: '' };
}

export const EOS_SESSION_COMMANDS: readonly Command<IosLikeSession>[] = [
  ...fileCommands({ asks: false, answer: 'Copy completed successfully.\n' }),
  { path: 'configure session', run: (cli) => ({ slow: false, ...enterSession(cli, null) }) },
  { path: 'configure session <name>', run: (cli, [name = '']) => ({ slow: false, ...enterSession(cli, name) }) },
  { path: 'configure session <name> commit', run: (cli, [name = '']) => commitSession(cli, name, null) },
  {
    path: 'configure session <name> commit timer <time>',
    run: (cli, [name = '', timer = '']) => commitSession(cli, name, timer),
  },
  { path: 'configure session <name> abort', run: (cli, [name = '']) => withdraw(cli, name) },
  { path: 'configure replace <file>', run: (cli, [file = '']) => replace(cli, file) },
  { path: 'show session-config', run: sessionConfig },
  { path: 'show session-config diffs', run: sessionDiffs },
  {
    path: 'show configuration sessions',
    run: ({ state }) => ({ text: sessionTable(state, false), json: () => sessionsJson(state) }),
  },
  {
    path: 'show configuration sessions detail',
    run: ({ state }) => ({ text: sessionTable(state, true), json: () => sessionsJson(state) }),
  },
  { path: 'show running-config diffs', run: unsavedDiff },
  { path: 'diff startup-config running-config', run: unsavedDiff },
];
