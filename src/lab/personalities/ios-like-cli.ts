/** One login on an IOS-like device: its modes, its prompt, a line in and a reply out. Knows no vendor by name. */
import { type CommandResult, type CommandTree, commandTree, findCommand } from '../command-tree.ts';
import type { ConfigTree } from '../config-tree.ts';
import { applyPipes, CISCO_PIPES, splitPipes } from '../output-pipes.ts';
import type { ChangeStep, Cli, RefusalKind, Reply } from '../personality.ts';
import { clockLine } from '../text-forms.ts';
import type { Dialect, IosLikeSession, IosLikeState, Standing } from './dialect.ts';
import { SHARED_COMMANDS, saveCommands } from './ios-like-commands.ts';
import { closeConfig, configLine } from './ios-like-config.ts';

const treesOf = new WeakMap<Dialect, CommandTree<IosLikeSession>>();

/** What a user without `enable` may type. */
const USER_WORDS = ['show', 'enable', 'exit', 'quit', 'logout', 'terminal', 'disable'];
const USER_HIDDEN = /^show (?:run|sta|tech)/;

export class IosLikeCli implements Cli, IosLikeSession {
  readonly state: IosLikeState;
  readonly session: string;
  level: 'user' | 'enabled';
  path: IosLikeSession['path'] = null;
  candidate: ConfigTree | null = null;
  pending: IosLikeSession['pending'] = [];
  sessionName: string | null = null;
  revision = 0;
  length: number;
  columns: number | null;
  stamps: boolean;

  constructor(state: IosLikeState, session: string) {
    const { dialect, surroundings } = state;
    this.state = state;
    this.session = session;
    this.level = dialect.hasUserLevel && surroundings.facts.landsUnprivileged ? 'user' : 'enabled';
    this.length = dialect.defaultLength;
    this.columns = dialect.defaultWidth;
    this.stamps = dialect.stampsAnswers;
  }

  greeting(): string {
    return this.state.dialect.greeting(this.state.surroundings.facts);
  }

  prompt(): string {
    return this.state.dialect.prompt(this.standing());
  }

  standing(): Standing {
    return {
      hostname: this.state.hostname(),
      level: this.level,
      mode: this.path === null ? null : (this.path.at(-1)?.mode ?? 'config'),
      sessionName: this.sessionName,
    };
  }

  pageLength(): number {
    return this.length;
  }

  width(): number | null {
    return this.columns;
  }

  strand(): void {
    this.level = 'enabled';
    this.path = [];
    if (this.state.dialect.config.style === 'candidate') this.candidate = this.state.running.clone();
  }

  suspend(): void {
    if (this.path !== null && this.candidate === null) this.path = null;
  }

  step(line: string): ChangeStep {
    if (this.path === null) {
      if (/^(?:wr|copy run\S* st)/.test(line)) return 'save';
      if (/^conf\S* (?:confirm|session \S+ commit)$/.test(line)) return 'confirm';
      return /^conf\S*(?:$| (?!re))/.test(line) ? 'enter' : null;
    }
    if (this.candidate === null && (line === 'end' || (line === 'exit' && this.path.length === 0))) return 'commit';
    if (this.candidate !== null && /^commit\b/.test(line)) {
      return this.pending.length === 0 && this.state.revert.waiting !== null ? 'confirm' : 'commit';
    }
    return /^(?:exit|quit|end|abort|clear|root|show|do|rollback)\b|^$/.test(line) ? null : 'line';
  }

  hangUp(): void {
    this.state.dialect.change?.hangUp?.(this);
    closeConfig(this);
  }

  run(typed: string): Reply {
    const line = typed.trim();
    if (line === '' || line.startsWith('!')) return {};
    if (this.path === null) return this.exec(line);
    const asExec = /^do (.+)$/.exec(line)?.[1];
    if (asExec !== undefined) return this.exec(asExec);
    if (/^sh(?:ow?)?\s/.test(line) && this.state.dialect.config.style !== 'direct') return this.exec(line);
    return configLine(this, line);
  }

  refusal(kind: RefusalKind, line: string, column = 0): string {
    const promptLength = (this.prompt().split('\n').at(-1) ?? '').length;
    return this.state.dialect.refuse({
      kind,
      line,
      column,
      promptLength,
      firstWord: column === 0 && this.path === null,
    });
  }

  /** Runs a line of the exec modes, pipes included. */
  exec(line: string): Reply {
    const { command, pipes } = splitPipes(line);
    if (this.level === 'user' && !this.#mayRun(command)) return { text: this.refusal('invalid', command) };
    const found = findCommand(this.#tree(), command);
    if (found.kind === 'incomplete') return { text: this.refusal('incomplete', command) };
    if (found.kind !== 'command') {
      return { text: this.refusal(found.kind === 'unknown' ? 'invalid' : 'ambiguous', command, found.column) };
    }
    return this.#present(line, found.command.run(this, found.args), pipes);
  }

  #present(line: string, result: CommandResult, pipes: readonly string[]): Reply {
    const { json, ...reply } = result;
    if (result.text === undefined) return reply;
    const isSlow = result.slow ?? true;
    const wantsJson = pipes[0] !== undefined && /^json(?:-pretty)?$/.test(pipes[0]);
    if (wantsJson) {
      const text = json === undefined ? '% This is an unconverted command\n' : `${JSON.stringify(json(), null, 4)}\n`;
      return { ...reply, slow: isSlow, text };
    }
    if (pipes.length === 0) return { ...reply, slow: isSlow, text: this.#stamped(isSlow) + result.text };
    const piped = applyPipes(result.text, pipes, CISCO_PIPES);
    if (piped === null) return { text: this.refusal('invalid', line, line.lastIndexOf('|') + 2) };
    if (piped.writes !== null) this.state.surroundings.wrote(line, 'exec', this.session);
    return { ...reply, slow: isSlow, text: this.#stamped(isSlow) + piped.text };
  }

  #stamped(isSlow: boolean): string {
    return this.stamps && isSlow ? `\n${clockLine(this.state.surroundings.clock.now(), 'xr')}\n` : '';
  }

  #mayRun(command: string): boolean {
    const word = command.split(' ', 1)[0] ?? '';
    return (
      USER_WORDS.some((allowed) => allowed.startsWith(word)) && !USER_HIDDEN.test(command.replace(/^sh\w*/, 'show'))
    );
  }

  #tree(): CommandTree<IosLikeSession> {
    const { dialect } = this.state;
    let tree = treesOf.get(dialect);
    if (tree === undefined) {
      tree = commandTree([
        ...SHARED_COMMANDS,
        ...(dialect.save === null ? [] : saveCommands(dialect.save)),
        ...dialect.commands,
      ]);
      treesOf.set(dialect, tree);
    }
    return tree;
  }
}
