/**
 * How IOS and IOS-XE go back: the archive, `configure terminal revert timer`, `configure replace`. Knows files and
 * trees of one device; a device without an archive has none of the timers.
 */
import type { Command, CommandResult } from '../command-tree.ts';
import type { ConfigTree } from '../config-tree.ts';
import { clockLine } from '../text-forms.ts';
import { type ConfigFile, configNamed, fileCommands, filesOf } from './device-files.ts';
import type { IosLikeSession, IosLikeState } from './dialect.ts';
import { enterConfig } from './ios-like-config.ts';
import { replaceRunning } from './ios-like-state.ts';
import { perDevice } from './per-device.ts';
import { commandsOf, diffTrees, markedLines } from './tree-diff.ts';

const MINUTE_MS = 60_000;
const NONE_PENDING = '%No Rollback Confirmed Change pending\n';
/** Unverified wording: releases differ. */
const NO_ARCHIVE = '%Rollback Confirmed Change: archive path is not configured\n';

interface Revert {
  readonly file: ConfigFile;
  readonly name: string;
  readonly type: 'absolute' | 'idle';
}

/** `backups`: how often the device backed itself up, for the names of its files. */
const revertOf = perDevice(() => ({ current: null as Revert | null, backups: 0 }));

/** Where backups go, `flash:archive`, or null when the device keeps none. */
function archivePath(state: IosLikeState): string | null {
  const path = state.running.block('archive')?.find((line) => line.startsWith('path '));
  return path?.slice('path '.length) ?? null;
}

/** Lines typed while an idle timer runs push its end away. */
export function touchIdleTimer(cli: IosLikeSession): null {
  if (revertOf(cli.state).current?.type === 'idle') cli.state.revert.again();
  return null;
}

function enterWithTimer(cli: IosLikeSession, type: Revert['type'], typed: string): CommandResult {
  const minutes = Number(typed);
  // The devices take 1 to 120 minutes.
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 120)
    return { slow: false, text: cli.refusal('invalid', `configure terminal revert timer ${typed}`, 32) };
  const { state } = cli;
  const path = archivePath(state);
  if (path === null) return { slow: false, text: NO_ARCHIVE };
  if (state.revert.waiting !== null)
    return { slow: false, text: '%Rollback Confirmed Change is already in progress\n' };
  const entered = enterConfig(cli);
  if (cli.path === null) return { slow: false, ...entered };
  const kept = revertOf(state);
  const stamp = clockLine(state.surroundings.clock.now(), 'xr').slice(4, 23).replace(/[ :]/g, '-');
  const name = `${path}-${stamp}-${kept.backups}`;
  kept.backups += 1;
  const file = { tree: state.running.clone(), text: state.dialect.config.print(state) };
  filesOf(state).set(name, file);
  kept.current = { file, name, type };
  const line = `configure terminal revert ${type === 'idle' ? 'timer idle' : 'timer'} ${minutes}`;
  const revert = () => void rollTo(state, file.tree);
  state.revert.arm({ line, name: '', delayMs: minutes * MINUTE_MS, revert }, cli.session);
  const text = `Rollback Confirmed Change: Backing up current running config to ${name}\n\n${entered.text ?? ''}`;
  return { slow: false, text };
}

function confirm(cli: IosLikeSession): CommandResult {
  if (cli.state.revert.settle() === null) return { slow: false, text: NONE_PENDING };
  cli.state.surroundings.wrote('configure confirm', 'confirm', cli.session);
  return { slow: false };
}

function revertNow(cli: IosLikeSession): CommandResult {
  const { state } = cli;
  const { current } = revertOf(state);
  if (state.revert.settle() === null || current === null) return { slow: false, text: NONE_PENDING };
  state.surroundings.wrote('configure revert now', 'rollback', cli.session);
  return { text: `Rollback Confirmed Change: Rolling to:${current.name}\n\n${rollTo(state, current.file.tree)}` };
}

/** Goes back to `tree`, or gives up where the device is made to; what it prints. */
function rollTo(state: IosLikeState, tree: ConfigTree): string {
  const commands = commandsOf(diffTrees(state.running, tree)).map((line) => line.trim());
  if (state.surroundings.flaws.abortsRollback === true) {
    state.surroundings.wrote('rollback aborted', 'revert-failed', 'lab');
    const list = commands.map((line) => `  ${line}\n`).join('');
    return `\nThe rollback configlet from the last pass is listed below:\n********\n!List of Rollback Commands:\n${list}end\n********\n\nRollback aborted after 5 passes\n`;
  }
  if (commands.length === 0) return 'Total number of passes: 0\nRollback Done\n\n';
  replaceRunning(state, tree.clone());
  return `\n!Pass 1\n!List of Rollback Commands:\n${commands.join('\n')}\nend\n\n\nTotal number of passes: 1\nRollback Done\n\n`;
}

function replace(cli: IosLikeSession, name: string, isForced: boolean): CommandResult {
  const file = configNamed(cli, name);
  if (file === null) return { slow: false, text: `%Error opening ${name} (No such file or directory)\n` };
  const go = (): CommandResult => {
    cli.state.surroundings.wrote(`configure replace ${name}`, 'rollback', cli.session);
    return { slow: true, text: rollTo(cli.state, file.tree) };
  };
  if (isForced) return go();
  const warning =
    'This will apply all necessary additions and deletions\nto replace the current running configuration with the\ncontents of the specified configuration file, which is\nassumed to be a complete configuration, not a partial\nconfiguration. Enter Y if you are sure you want to proceed. ';
  const answer = (typed: string) => (/^y/i.test(typed) ? go() : {});
  return { slow: false, text: warning, ask: { prompt: '? [no]: ', echo: true, answer } };
}

function showArchive(cli: IosLikeSession): CommandResult {
  const path = archivePath(cli.state);
  if (path === null) return { text: 'Archive feature not enabled\n' };
  const { backups } = revertOf(cli.state);
  return {
    text: `The maximum archive configurations allowed is 10.\nThere are currently ${backups} archive configurations saved.\nThe next archive file will be named ${path}-<timestamp>-${backups}\n`,
  };
}

function showTimer(cli: IosLikeSession): CommandResult {
  const { waiting } = cli.state.revert;
  if (waiting === null) return { text: NONE_PENDING };
  const at = clockLine(waiting.armedAt, 'ios-config');
  const type = revertOf(cli.state).current?.type ?? 'absolute';
  return {
    text: `Time configured: ${at}\nTimer type: ${type} timer\nTimer value: ${waiting.delayMs / MINUTE_MS} min\nUser: netops\n`,
  };
}

function differences(cli: IosLikeSession, fromName: string, toName: string): CommandResult {
  const [from, to] = [configNamed(cli, fromName), configNamed(cli, toName)];
  if (from === null || to === null) return { text: `%Error opening ${from === null ? fromName : toName}\n` };
  const lines = markedLines(diffTrees(from.tree, to.tree), '');
  return {
    text: `\n!Contextual Config Diffs:\n${lines.length === 0 ? '!No changes were found' : lines.join('\n')}\n\n`,
  };
}

function incremental(cli: IosLikeSession, name: string): CommandResult {
  const file = configNamed(cli, name);
  if (file === null) return { text: `%Error opening ${name} (No such file or directory)\n` };
  const added = diffTrees(cli.state.running, file.tree).filter((node) => node.sign !== '-');
  const lines = commandsOf(added).filter((line) => !line.trim().startsWith('no '));
  return { text: `!List of Commands:\n${lines.map((line) => `${line}\n`).join('')}end\n\n` };
}

export const IOS_ARCHIVE_COMMANDS: readonly Command<IosLikeSession>[] = [
  ...fileCommands({ asks: true, answer: '4096 bytes copied in 0.412 secs (9941 bytes/sec)\n' }),
  {
    path: 'configure terminal revert timer <minutes>',
    run: (cli, [minutes = '']) => enterWithTimer(cli, 'absolute', minutes),
  },
  {
    path: 'configure terminal revert timer idle <minutes>',
    run: (cli, [minutes = '']) => enterWithTimer(cli, 'idle', minutes),
  },
  { path: 'configure confirm', run: confirm },
  { path: 'configure revert now', run: revertNow },
  { path: 'configure replace <file>', run: (cli, [file = '']) => replace(cli, file, false) },
  { path: 'configure replace <file> force', run: (cli, [file = '']) => replace(cli, file, true) },
  { path: 'show archive', run: showArchive },
  { path: 'show archive config rollback timer', run: showTimer },
  {
    path: 'show archive config differences <from> <to>',
    run: (cli, [from = '', to = '']) => differences(cli, from, to),
  },
  {
    path: 'show archive config differences <from>',
    run: (cli, [from = '']) => differences(cli, from, 'system:running-config'),
  },
  { path: 'show archive config incremental-diffs <file>', run: (cli, [file = '']) => incremental(cli, file) },
];
