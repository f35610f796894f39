/** One login on a Junos device: operational and configuration mode, candidate and commit. Nothing of SSH. */
import { type Command, type CommandTree, commandTree, findCommand } from '../command-tree.ts';
import type { ConfigSet } from '../config-set.ts';
import { applyPipes, JUNOS_PIPES, splitPipes } from '../output-pipes.ts';
import type { ChangeStep, Cli, RefusalKind, Reply } from '../personality.ts';
import { closeConfig, enterConfig, junosConfigLine } from './junos-config.ts';
import { JUNOS_SHOWS } from './junos-shows.ts';
import type { JunosEntry, JunosSession, JunosState } from './junos-state.ts';

const operational: readonly Command<JunosCli>[] = [
  ...JUNOS_SHOWS,
  { path: 'show configuration', run: (cli) => ({ text: cli.configText('') }) },
  { path: 'show configuration <rest>', run: (cli, [path = '']) => ({ text: cli.configText(path) }) },
  { path: 'set cli screen-length <n>', run: (cli, [n]) => cli.setScreen('length', n) },
  { path: 'set cli screen-width <n>', run: (cli, [n]) => cli.setScreen('columns', n) },
  { path: 'set cli timestamp disable', run: () => ({ slow: false, text: 'CLI timestamp disabled\n' }) },
  { path: 'set cli complete-on-space off', run: (cli) => cli.stopCompleting() },
  { path: 'configure', run: (cli) => enterConfig(cli, 'shared') },
  { path: 'configure exclusive', run: (cli) => enterConfig(cli, 'exclusive') },
  { path: 'configure private', run: (cli) => enterConfig(cli, 'private') },
  { path: 'exit', run: () => ({ slow: false, close: true }) },
  { path: 'quit', run: () => ({ slow: false, close: true }) },
  ...['request', 'clear', 'restart', 'start', 'file', 'test', 'op'].map(
    (word): Command<JunosCli> => ({
      path: `${word} <rest>`,
      run: (cli, [rest]) => {
        cli.state.surroundings.wrote(`${word} ${rest}`, 'exec', cli.session);
        return { slow: false };
      },
    }),
  ),
];

let tree: CommandTree<JunosCli> | null = null;

export class JunosCli implements Cli, JunosSession {
  readonly state: JunosState;
  readonly session: string;
  candidate: ConfigSet | null = null;
  entry: JunosEntry = 'shared';
  path = '';
  pending: string[] = [];
  length = 24;
  completesOnSpace = true;
  columns: number | null = null;

  constructor(state: JunosState, session: string) {
    this.state = state;
    this.session = session;
  }

  greeting(): string {
    const { facts } = this.state.surroundings;
    return `--- JUNOS ${facts.version} built 2023-04-11 09:18:38 UTC\n`;
  }

  prompt(): string {
    const name = `netops@${this.state.running.value('system host-name') ?? 'Amnesiac'}`;
    const member = this.state.surroundings.facts.model.startsWith('ex') ? '{master:0}' : '';
    if (this.candidate === null) return `\n${member === '' ? '' : `${member}\n`}${name}> `;
    return `\n${member}[edit${this.path === '' ? '' : ` ${this.path}`}]\n${name}# `;
  }

  pageLength(): number {
    return this.length;
  }

  width(): number | null {
    return this.columns;
  }

  /** Junos tries to complete the word at each blank, and redraws it. */
  blankEcho(): string {
    return this.completesOnSpace ? ' \b ' : ' ';
  }

  stopCompleting(): Reply {
    this.completesOnSpace = false;
    return { slow: false, text: 'Disabling complete-on-space\n' };
  }

  strand(): void {
    enterConfig(this, 'shared');
  }

  step(line: string): ChangeStep {
    if (this.candidate === null) return /^conf/.test(line) ? 'enter' : null;
    if (/^commit check\b/.test(line)) return null;
    if (/^commit\b/.test(line)) {
      return this.pending.length === 0 && this.state.revert.waiting !== null ? 'confirm' : 'commit';
    }
    return /^(?:set|delete)\b/.test(line) ? 'line' : null;
  }

  hangUp(): void {
    closeConfig(this);
  }

  run(typed: string): Reply {
    const line = typed.trim().replace(/\s+/g, ' ');
    if (line === '') return {};
    if (this.candidate !== null) return junosConfigLine(this, line);
    return this.operate(line);
  }

  refusal(kind: RefusalKind, line: string, column = 0): string {
    const prompt = this.prompt();
    const margin = ' '.repeat(prompt.length - prompt.lastIndexOf('\n') - 1 + column);
    switch (kind) {
      case 'ambiguous':
        return `${margin}^\n'${line.slice(column).split(' ', 1)[0]}' is ambiguous.\nPossible completions:\n`;
      case 'unauthorized':
        return 'error: permission denied.\n';
      case 'incomplete':
        return `${margin}${' '.repeat(line.length)}^\nsyntax error, expecting <command>.\n`;
      case 'invalid':
        return column === 0 ? `${margin}^\nunknown command.\n` : `${margin}^\nsyntax error, expecting <command>.\n`;
    }
  }

  operate(line: string): Reply {
    const { command, pipes } = splitPipes(line);
    tree ??= commandTree(operational);
    const found = findCommand(tree, command);
    if (found.kind === 'incomplete') return { text: this.refusal('incomplete', command) };
    if (found.kind !== 'command') {
      return { text: this.refusal(found.kind === 'unknown' ? 'invalid' : 'ambiguous', command, found.column) };
    }
    const { json, ...result } = found.command.run(this, found.args);
    if (result.slow === false || result.text === undefined) return result;
    if (pipes[0] === 'display json' && json !== undefined) {
      return { slow: true, text: `${JSON.stringify(json(), null, 4)}\n` };
    }
    const text = pipes[0] === 'display set' ? this.configText(command.replace(/^\S+ \S+ ?/, ''), true) : result.text;
    return this.filtered(line, text, pipes);
  }

  filtered(line: string, text: string, pipes: readonly string[]): Reply {
    const filters = pipes.filter((pipe) => !pipe.startsWith('display ') && !pipe.startsWith('compare'));
    if (filters.length === 0) return { slow: true, text };
    const piped = applyPipes(text, filters, JUNOS_PIPES);
    if (piped === null) return { text: this.refusal('invalid', line, line.lastIndexOf('|') + 2) };
    if (piped.writes !== null) this.state.surroundings.wrote(line, 'exec', this.session);
    return { slow: true, text: piped.text.replace(/^Number of lines which match regexp = (\d+)$/m, 'Count: $1 lines') };
  }

  configText(path: string, asSet = false): string {
    const { running, changedAt } = this.state;
    if (asSet) return running.setLines(path);
    const stamp = new Date(changedAt).toISOString().slice(0, 19).replace('T', ' ');
    return path === '' ? `## Last commit: ${stamp} UTC by netops\n${running.braces()}` : running.braces(path);
  }

  setScreen(what: 'length' | 'columns', typed = ''): Reply {
    const value = Number.parseInt(typed, 10);
    if (Number.isNaN(value)) return { text: this.refusal('invalid', `set cli screen-length ${typed}`, 22) };
    this[what] = value;
    return { slow: false, text: `Screen ${what === 'length' ? 'length' : 'width'} set to ${value}\n` };
  }
}
