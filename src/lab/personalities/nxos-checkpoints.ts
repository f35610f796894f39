/** Checkpoints of NX-OS, and how it rolls back to one. Knows one device's checkpoints; there is no timer here. */
import type { Command, CommandResult } from '../command-tree.ts';
import type { ConfigTree } from '../config-tree.ts';
import { clockLine } from '../text-forms.ts';
import { fileCommands } from './device-files.ts';
import type { IosLikeSession } from './dialect.ts';
import { replaceRunning, saveConfig } from './ios-like-state.ts';
import { perDevice } from './per-device.ts';
import { commandsOf, diffTrees } from './tree-diff.ts';

interface Checkpoint {
  readonly name: string;
  readonly tree: ConfigTree;
  readonly at: number;
  readonly sizeBytes: number;
}

/** Kept over restarts, as the devices keep user checkpoints. */
const checkpointsOf = perDevice(() => new Map<string, Checkpoint>());
const MOST = 10;

function create(cli: IosLikeSession, name: string): CommandResult {
  const { state } = cli;
  const kept = checkpointsOf(state);
  if (kept.has(name)) return { text: 'ERROR: 1. Checkpoint name already exists\n' };
  if (kept.size >= MOST) return { text: `ERROR: Maximum checkpoint limit (${MOST}) reached\n` };
  const sizeBytes = state.dialect.config.print(state).length;
  kept.set(name, { name, tree: state.running.clone(), at: state.surroundings.clock.now(), sizeBytes });
  state.surroundings.wrote(`checkpoint ${name}`, 'exec', cli.session);
  return { slow: true, text: '.Done\n' };
}

function remove(cli: IosLikeSession, name: string): CommandResult {
  if (!checkpointsOf(cli.state).delete(name)) return { text: 'ERROR: Checkpoint does not exist\n' };
  cli.state.surroundings.wrote(`no checkpoint ${name}`, 'exec', cli.session);
  return { slow: false };
}

function summary(cli: IosLikeSession): CommandResult {
  const rows = [...checkpointsOf(cli.state).values()].map(
    ({ name, at, sizeBytes }, index) =>
      `${index + 1}) ${name}:\nCreated by netops\nCreated at ${clockLine(at, 'c')}\nSize is ${sizeBytes.toLocaleString('en-US')} bytes\nDescription: None\n`,
  );
  return { text: `User Checkpoint Summary\n${'-'.repeat(80)}\n${rows.join('\n')}\n` };
}

/** What turns the first into the second, as the device would type it. */
function patch(from: ConfigTree, to: ConfigTree): string {
  const lines = commandsOf(diffTrees(from, to), '  ');
  const body = lines.length === 0 ? 'Rollback Patch is Empty\n' : `\n!!\n!\n${lines.join('\n')}\n`;
  return `Collecting Running-Config\n#Generating Rollback Patch\n${body}`;
}

function rollback(cli: IosLikeSession, name: string, how: string): CommandResult {
  const { state } = cli;
  const checkpoint = checkpointsOf(state).get(name);
  if (checkpoint === undefined) return { text: 'ERROR: Checkpoint does not exist\n' };
  const head =
    '\nNote: Applying config parallelly may fail Rollback verification\nCollecting Running-Config\n#Generating Rollback Patch\n';
  if (diffTrees(state.running, checkpoint.tree).length === 0) return { text: `${head}Rollback Patch is Empty\n` };
  if (state.surroundings.flaws.abortsRollback === true) {
    state.surroundings.wrote('rollback failed', 'revert-failed', 'lab');
    return { text: `${head}Executing Rollback Patch\nRollback Patch application failed\n\nRollback failed.\n` };
  }
  state.surroundings.wrote(`rollback running-config checkpoint ${name} ${how}`, 'rollback', cli.session);
  replaceRunning(state, checkpoint.tree.clone());
  return {
    text: `${head}Executing Rollback Patch\nGenerating Running-config for verification\nGenerating Patch for verification\nVerification is Successful.\n\nRollback completed successfully.\n\n`,
  };
}

function between(cli: IosLikeSession, name: string, isFromCheckpoint: boolean): CommandResult {
  const checkpoint = checkpointsOf(cli.state).get(name);
  if (checkpoint === undefined) return { text: 'ERROR: Checkpoint does not exist\n' };
  const { running } = cli.state;
  return { text: isFromCheckpoint ? patch(checkpoint.tree, running) : patch(running, checkpoint.tree) };
}

function save(cli: IosLikeSession): CommandResult {
  if (cli.state.surroundings.flaws.failsSave === true) {
    return {
      text: '[##########                              ]  25%\nConfiguration update aborted: request was aborted\n',
    };
  }
  saveConfig(cli.state, 'copy running-config startup-config', cli.session);
  return {
    text: '[########################################] 100%\nCopy complete, now saving to disk (please wait)...\nCopy complete.\n',
  };
}

const HOW = ['atomic', 'best-effort', 'stop-at-first-failure'] as const;

export const NXOS_CHECKPOINT_COMMANDS: readonly Command<IosLikeSession>[] = [
  ...fileCommands({ asks: false, answer: 'Copy complete.\n' }),
  { path: 'copy running-config startup-config', run: save },
  { path: 'checkpoint <name>', run: (cli, [name = '']) => create(cli, name) },
  { path: 'no checkpoint <name>', run: (cli, [name = '']) => remove(cli, name) },
  { path: 'show checkpoint summary', run: summary },
  { path: 'rollback running-config checkpoint <name>', run: (cli, [name = '']) => rollback(cli, name, 'atomic') },
  ...HOW.map(
    (how): Command<IosLikeSession> => ({
      path: `rollback running-config checkpoint <name> ${how}`,
      run: (cli, [name = '']) => rollback(cli, name, how),
    }),
  ),
  {
    path: 'show diff rollback-patch checkpoint <name> running-config',
    run: (cli, [name = '']) => between(cli, name, true),
  },
  {
    path: 'show diff rollback-patch running-config checkpoint <name>',
    run: (cli, [name = '']) => between(cli, name, false),
  },
];
