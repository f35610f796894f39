/** What IOS-XR answers about its target configuration and its commits. Knows formats; changes nothing. */
import type { Command, CommandResult } from '../command-tree.ts';
import { clockLine } from '../text-forms.ts';
import type { IosLikeSession } from './dialect.ts';
import { enterConfig } from './ios-like-config.ts';
import { commandsOf, type DiffNode, diffTrees, markedLines } from './tree-diff.ts';
import { commitsOf, enterExclusive, rollbackCommits, type XrCommit } from './xr-commits.ts';

function framed(cli: IosLikeSession, lines: readonly string[]): CommandResult {
  const head = `Building configuration...\n!! IOS XR Configuration ${cli.state.surroundings.facts.version}\n`;
  return { text: `${head}${lines.map((line) => `${line}\n`).join('')}end\n\n` };
}

/** Lines as typed, each block closed by `!`. */
function asTyped(nodes: readonly DiffNode[]): readonly string[] {
  return nodes.flatMap((node) => [...commandsOf([node]), ...(node.children.length > 0 ? ['!'] : [])]);
}

function targetDiff(cli: IosLikeSession): readonly DiffNode[] {
  return cli.candidate === null ? [] : diffTrees(cli.state.running, cli.candidate);
}

function failed(cli: IosLikeSession): CommandResult {
  const lines = commitsOf(cli.state).failed;
  if (lines.length === 0) return { text: '' };
  const [first = ''] = lines;
  return {
    text: `!! SEMANTIC ERRORS: This configuration was rejected by\n!! the system due to semantic errors. The individual\n!! errors with each failed configuration command can be\n!! found below.\n\n\n${first}\n!!% Invalid argument: the value is in use elsewhere\n!\nend\n\n`,
  };
}

function commitList(cli: IosLikeSession, isDetailed: boolean): CommandResult {
  const { list } = commitsOf(cli.state);
  const rows = list.map((commit, index) => (isDetailed ? detail(commit, index) : row(commit, index)));
  const head = isDetailed
    ? ''
    : 'SNo. Label/ID              User      Line                Client      Time Stamp\n~~~~ ~~~~~~~~              ~~~~      ~~~~                ~~~~~~      ~~~~~~~~~~\n';
  return { text: `${head}${rows.join('')}` };
}

function row({ id, label, client, at }: XrCommit, index: number): string {
  const name = (label ?? String(id)).padEnd(21);
  return `${String(index + 1).padEnd(4)} ${name} ${'netops'.padEnd(9)} ${'vty0:node0_RP0_CPU0'.padEnd(19)} ${client.padEnd(11)} ${clockLine(at, 'c')}\n`;
}

function detail({ id, label, client, at, comment }: XrCommit, index: number): string {
  return `   ${index + 1}) CommitId: ${id}                 Label: ${label ?? 'NONE'}\n      UserId:   netops                     Line:  vty0:node0_RP0_CPU0\n      Client:   ${client.padEnd(26)} Time:  ${clockLine(at, 'c')}\n      Comment:  ${comment ?? ''}\n\n`;
}

function commitChanges(cli: IosLikeSession, typed: string, isDiff: boolean): CommandResult {
  const { list } = commitsOf(cli.state);
  const [newest, oldest] = [list[0], list[Number(typed) - 1]];
  if (newest === undefined || oldest === undefined) return { text: '% No such commit\n' };
  const nodes = diffTrees(oldest.before, newest.after);
  return framed(cli, isDiff ? markedLines(nodes, '  ') : asTyped(nodes));
}

function sessions(cli: IosLikeSession): CommandResult {
  const { lock, surroundings } = cli.state;
  const star = lock !== null || surroundings.flaws.isLocked === true ? '*' : ' ';
  const rows =
    star === '*' || cli.path !== null
      ? `00000201-002180c9-00000000          vty0            netops  ${clockLine(surroundings.clock.now(), 'c')} ${star}\n`
      : '';
  return { text: `Session                     Line       User       Date                     Lock\n${rows}` };
}

export const XR_COMMIT_COMMANDS: readonly Command<IosLikeSession>[] = [
  { path: 'configure', run: (cli) => ({ slow: false, ...enterConfig(cli) }) },
  { path: 'configure exclusive', run: (cli) => ({ slow: false, ...enterExclusive(cli) }) },
  { path: 'show configuration', run: (cli) => framed(cli, asTyped(targetDiff(cli))) },
  { path: 'show commit changes diff', run: (cli) => framed(cli, markedLines(targetDiff(cli), '  ')) },
  { path: 'show configuration failed', run: failed },
  { path: 'show configuration failed inheritance', run: failed },
  { path: 'show configuration sessions', run: sessions },
  { path: 'show configuration commit list', run: (cli) => commitList(cli, false) },
  { path: 'show configuration commit list detail', run: (cli) => commitList(cli, true) },
  { path: 'show configuration commit changes last <n>', run: (cli, [n = '']) => commitChanges(cli, n, false) },
  { path: 'show configuration commit changes last <n> diff', run: (cli, [n = '']) => commitChanges(cli, n, true) },
  { path: 'rollback configuration last <n>', run: (cli, [n = '']) => rollbackCommits(cli, 'last', n) },
  { path: 'rollback configuration to <id>', run: (cli, [id = '']) => rollbackCommits(cli, 'to', id) },
];
