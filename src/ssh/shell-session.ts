/** A session over one interactive terminal. Knows how a command is typed and its answer recognised, for any platform. */
import type { ClientChannel } from 'ssh2';
import { RollcallError } from '../core/errors.ts';
import type {
  ChangeSession,
  CommandAnswer,
  RunCommandOptions,
  SessionLink,
  TypedAnswer,
  TypeOptions,
} from '../core/session.ts';
import type { WritePermit } from '../core/write-permit.ts';
import { deviceFailure, findRefusal, readAnswer } from './answer.ts';
import type { Connection, SshContext } from './connect.ts';
import { Conversation, type Verdict } from './conversation.ts';
import { failureOf } from './failure.ts';
import type { Link } from './link.ts';
import { reachReadMode, type ScreenContext } from './login-screen.ts';
import type { SpillOptions } from './output-buffer.ts';
import { isOwnPrompt, matchPrompt, type PromptMatch } from './prompts.ts';

/** Wide enough that no device wraps a line; IOS takes at most 512. */
const TERMINAL = { term: 'vt100', cols: 511, rows: 1_000 };

/** Opens a terminal on the connection and brings it to the read mode. */
export async function openShellSession(
  context: SshContext,
  link: Link,
  connection: Connection,
  screen: ScreenContext,
  options: {
    readonly spill: SpillOptions;
    readonly linkFacts: () => SessionLink;
    /** Shown by those who may change the device; without it `type` refuses. */
    readonly permit?: WritePermit;
  },
): Promise<ChangeSession> {
  const { limits, clock } = context;
  const channel = await link.within<ClientChannel>('channel', limits.channel_ms, 'CHANNEL_REFUSED', (done) => {
    connection.client.shell(TERMINAL, (error, opened) => {
      if (error) link.fail(failureOf('CHANNEL_REFUSED', 'channel', error.message, error));
      else done(opened);
    });
  });
  const talk = new Conversation(link, channel, { clock, quietMs: limits.quiet_ms, spill: options.spill });
  const prompt = await reachReadMode(talk, screen);
  const { permit = null } = options;
  return new ShellSession(context, link, connection, screen, {
    talk,
    channel,
    prompt,
    permit,
    facts: options.linkFacts(),
  });
}

interface Opened {
  readonly talk: Conversation;
  readonly channel: ClientChannel;
  readonly prompt: PromptMatch;
  readonly facts: SessionLink;
  readonly permit: WritePermit | null;
}

/** One line to send, and how its answer ends. */
interface Exchange {
  readonly command: string;
  readonly text: string;
  readonly timeoutMs: number | undefined;
  readonly isOwn: (prompt: PromptMatch) => boolean;
  readonly dialogs: TypeOptions['dialogs'];
}

class ShellSession implements ChangeSession {
  readonly link: SessionLink;
  partial: CommandAnswer | null = null;
  hostname: string;
  readonly #context: SshContext;
  readonly #link: Link;
  readonly #connection: Connection;
  readonly #screen: ScreenContext;
  readonly #talk: Conversation;
  readonly #channel: ClientChannel;
  readonly #permit: WritePermit | null;

  constructor(context: SshContext, link: Link, connection: Connection, screen: ScreenContext, opened: Opened) {
    this.#context = context;
    this.#link = link;
    this.#connection = connection;
    this.#screen = screen;
    this.#talk = opened.talk;
    this.#channel = opened.channel;
    this.#permit = opened.permit;
    this.link = opened.facts;
    this.hostname = opened.prompt.host;
  }

  get usable(): boolean {
    return this.#link.failure === null && !this.#link.left;
  }

  async run(command: string, options: RunCommandOptions = {}): Promise<CommandAnswer> {
    const { platform } = this.#screen;
    const { answer, prompt } = await this.#exchange({
      command,
      text: `${command}\n`,
      timeoutMs: options.timeoutMs,
      isOwn: (seen) => isOwnPrompt(platform, seen, this.hostname),
      dialogs: [],
    });
    this.hostname = prompt.host === '' ? this.hostname : this.#learn(prompt);
    if (prompt.mode !== platform.readMode) this.#leftMode(prompt.mode);
    return answer;
  }

  async type(line: string, options: TypeOptions): Promise<TypedAnswer> {
    if (this.#permit === null) throw new RollcallError('NEEDS_APPROVAL', 'This session may only read.');
    const { platform } = this.#screen;
    const { renamesTo, verbatim = [] } = options;
    const isRenamed = (seen: PromptMatch) => renamesTo !== undefined && isOwnPrompt(platform, seen, renamesTo);
    const { answer, prompt } = await this.#exchange({
      command: line,
      text: `${[line, ...verbatim].join('\n')}\n`,
      timeoutMs: options.timeoutMs,
      isOwn: (seen) => isOwnPrompt(platform, seen, this.hostname) || isRenamed(seen),
      dialogs: options.dialogs,
    });
    if (renamesTo !== undefined && isRenamed(prompt)) this.hostname = renamesTo;
    // A device that goes by another name than it should is somewhere we do not know.
    else if (!isOwnPrompt(platform, prompt, this.hostname)) this.#leftMode(`${prompt.mode} of another device`);
    if (!options.expect.includes(prompt.mode)) this.#leftMode(prompt.mode);
    return { ...answer, mode: prompt.mode, prompt: prompt.text };
  }

  /** Sends, and waits for the prompt. The only way bytes of ours reach the device after login. */
  async #exchange(exchange: Exchange): Promise<{ readonly answer: CommandAnswer; readonly prompt: PromptMatch }> {
    const { limits, clock } = this.#context;
    const { command, isOwn, dialogs = [] } = exchange;
    // What stands behind the screen of a session that is over is not known: nothing is typed into it.
    if (!this.usable) {
      throw this.#link.failure ?? new RollcallError('CONN_LOST', 'The session is over.', { phase: 'command' });
    }
    const startedAt = clock.monotonicMs();
    let paged = false;
    const judge = (line: string): Verdict<PromptMatch> | null => {
      const prompt = matchPrompt(this.#screen.platform, line);
      if (prompt !== null) return isOwn(prompt) ? { done: prompt } : null;
      const dialog = dialogs.find(({ pattern }) => pattern.test(line));
      if (dialog !== undefined) return { press: `${dialog.answer}\n` };
      const pager = this.#screen.platform.pager.find(({ pattern }) => pattern.test(line));
      if (pager === undefined) return null;
      paged = true;
      return { press: pager.answer };
    };
    this.partial = null;
    this.#talk.clear();
    this.#talk.send(exchange.text);
    try {
      const prompt = await this.#talk.ask<PromptMatch>({
        phase: 'command',
        timeoutMs: exchange.timeoutMs ?? limits.command_ms,
        timeoutCode: 'CMD_TIMEOUT',
        idleMs: Math.max(limits.idle_ms, exchange.timeoutMs ?? 0),
        judge,
        judgeStalled: (lines) => this.#judgeStalled(lines),
      });
      return { answer: this.#answer(command, { prompted: true, paged }, startedAt, null), prompt };
    } catch (failure) {
      if (failure instanceof RollcallError && this.#talk.buffer.sizeBytes > 0) {
        this.partial = this.#answer(command, { prompted: false, paged }, startedAt, failure);
      }
      throw failure;
    }
  }

  #learn(prompt: PromptMatch): string {
    return isOwnPrompt(this.#screen.platform, prompt, this.hostname) ? this.hostname : prompt.host;
  }

  /** After silence: the prompt with syslog printed behind it, or the prompt of a device that was renamed meanwhile. */
  #judgeStalled(lines: readonly string[]): Verdict<PromptMatch> | null {
    const { platform } = this.#screen;
    const isAsync = (line: string) => line.trim() === '' || platform.asyncLines.some((pattern) => pattern.test(line));
    for (let at = lines.length - 1; at >= 0; at--) {
      const line = lines[at] ?? '';
      const prompt = matchPrompt(platform, line);
      const own = prompt !== null && isOwnPrompt(platform, prompt, this.hostname);
      if (prompt !== null && (own || at === lines.length - 1)) return { done: prompt };
      if (!isAsync(line)) return null;
    }
    return null;
  }

  #leftMode(mode: string): never {
    const failure = new RollcallError('MODE_UNEXPECTED', `The line left the session in mode "${mode}".`, {
      phase: 'command',
    });
    this.#link.fail(failure);
    throw failure;
  }

  #answer(
    command: string,
    state: { prompted: boolean; paged: boolean },
    startedAt: number,
    failure: RollcallError | null,
  ): CommandAnswer {
    const { buffer } = this.#talk;
    const output = readAnswer(this.#screen.platform, command, buffer.text(), state);
    const { truncated } = buffer;
    const cut = buffer.finish();
    const lost = failure === null ? null : deviceFailure(failure.code, failure.message, failure.detail ?? null);
    const error = truncated
      ? deviceFailure('OUTPUT_TRUNCATED', `The output is ${buffer.sizeBytes} bytes; its head and tail were kept.`, null)
      : findRefusal(this.#screen.platform, output);
    return {
      command,
      output,
      error: lost ?? error,
      sizeBytes: buffer.sizeBytes,
      truncated,
      spillFile: cut?.spillFile ?? null,
      sha256: cut?.sha256 ?? null,
      durationMs: Math.round(this.#context.clock.monotonicMs() - startedAt),
    };
  }

  abort(reason: RollcallError): void {
    // Once it is left the answer is complete: only the goodbye is cut short.
    if (this.#link.left) void this.#connection.close(0);
    else this.#link.fail(reason);
  }

  async close(): Promise<void> {
    const { limits, clock } = this.#context;
    const startedAt = clock.monotonicMs();
    if (this.usable) await this.#leave(limits.close_ms);
    const spentMs = clock.monotonicMs() - startedAt;
    await this.#connection.close(this.#link.failure === null ? Math.max(50, limits.close_ms - spentMs) : 0);
  }

  /** Types the platform's way out, so that the terminal line is free at once and not after its idle timeout. */
  #leave(closeMs: number): Promise<void> {
    const lines = [...this.#screen.platform.close];
    this.#link.leave();
    return new Promise((resolve) => {
      const cancel = this.#context.clock.after(closeMs, resolve);
      const finish = () => {
        cancel();
        resolve();
      };
      const next = () => {
        const line = lines.shift();
        this.#talk.clear();
        if (line !== undefined) this.#talk.send(`${line}\n`);
      };
      this.#channel.once('close', finish);
      this.#channel.on('data', () => {
        const tail = this.#talk.buffer.tail;
        if (matchPrompt(this.#screen.platform, tail.slice(tail.lastIndexOf('\n') + 1)) !== null) next();
      });
      next();
    });
  }
}
