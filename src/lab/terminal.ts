/**
 * One interactive terminal of one device: the line being typed, echo, paging, and answers in their time. Knows keys
 * and screens; what a line means is the Cli's business, and SSH is the door's.
 */
import { StringDecoder } from 'node:string_decoder';
import { type EchoQuirk, LineEcho } from './echo.ts';
import type { Cli, EchoStyle, Pager, Question, Reply } from './personality.ts';
import { play, type Stage, type Step, wireText } from './playback.ts';

/** What a fault may change about a terminal. */
export interface TerminalQuirks {
  readonly echo?: EchoQuirk;
  /** `always`: pages whatever it was told; `stuck`: and no key moves it on. */
  readonly paging?: 'always' | 'stuck';
  /** In place of greeting and first prompt; when it has no prompt step, input is not listened to. */
  readonly opening?: (greeting: string) => readonly Step[];
  /** In place of the plain answer to a command that takes time. `text` is wire text. */
  readonly answer?: (exchange: Exchange) => readonly Step[];
  /** Lines taken without any effect. */
  readonly deafTo?: RegExp;
  /** Starts in configuration mode. */
  readonly strands?: boolean;
}

export interface Exchange {
  readonly line: string;
  readonly text: string;
  readonly cli: Cli;
  /** How many commands were answered before this one. */
  readonly nth: number;
}

export interface TerminalSetting {
  readonly cli: Cli;
  readonly pager: Pager;
  readonly echo: EchoStyle;
  /** Columns of the client's terminal request; 0 when it made none. */
  readonly columns: number;
  readonly stage: Omit<Stage, 'prompt'>;
  readonly commandMs: () => number;
  readonly quirks: TerminalQuirks;
  readonly onCommand: () => void;
  /** The device ends the session. */
  readonly onLeave: () => void;
}

const CTRL = { c: '\u0003', d: '\u0004', u: '\u0015', z: '\u001a', backspace: '\u007f' } as const;
const PAGING_QUIRK_LINES = 24;

export class Terminal {
  readonly #setting: TerminalSetting;
  readonly #echo: LineEcho;
  readonly #decoder = new StringDecoder('utf8');
  readonly #stage: Stage;
  #state: 'ready' | 'busy' | 'paging' | 'deaf' = 'busy';
  #queue = '';
  #line = '';
  #skipLineFeed = false;
  #question: Question | null = null;
  #rest: readonly string[] = [];
  #total = 0;
  #answered = 0;
  #stopPlay: () => void = () => {};

  constructor(setting: TerminalSetting) {
    this.#setting = setting;
    this.#echo = new LineEcho(setting.echo, setting.quirks.echo ?? null);
    this.#stage = { ...setting.stage, prompt: () => wireText(setting.cli.prompt()) };
    if (setting.quirks.strands) setting.cli.strand();
  }

  /** Says hello and prompts. */
  open(): void {
    const { cli, quirks } = this.#setting;
    const greeting = wireText(cli.greeting());
    const steps = quirks.opening?.(greeting) ?? [{ send: greeting }, { prompt: true }];
    const hasPrompt = steps.some((step) => 'prompt' in step);
    this.#stopPlay = play(steps, this.#stage, () => this.#become(hasPrompt ? 'ready' : 'deaf'));
  }

  /** Bytes the client typed. */
  receive(bytes: Buffer): void {
    if (this.#state === 'deaf') return;
    this.#queue += this.#decoder.write(bytes);
    this.#pump();
  }

  /** The connection is gone: nothing is sent any more. */
  stop(): void {
    this.#state = 'deaf';
    this.#stopPlay();
  }

  #become(state: 'ready' | 'busy' | 'paging' | 'deaf'): void {
    this.#state = state;
    this.#pump();
  }

  #pump(): void {
    while (this.#queue !== '') {
      if (this.#state === 'paging') this.#key(this.#take(1));
      else if (this.#state === 'ready') this.#type();
      else return;
    }
  }

  #take(count: number): string {
    const taken = this.#queue.slice(0, count);
    this.#queue = this.#queue.slice(count);
    return taken;
  }

  /** Takes everything up to the next control character in one piece, then that character. */
  #type(): void {
    const at = this.#queue.search(/[\r\n\u0003\u0004\u0015\u001a\b\u007f]/);
    const text = this.#take(at < 0 ? this.#queue.length : at);
    const key = at < 0 ? '' : this.#take(1);
    if (text !== '') this.#skipLineFeed = false;
    this.#line += text;
    const { cli, columns, stage } = this.#setting;
    const echo =
      text === '' || this.#question?.echo === false
        ? ''
        : this.#echo.typed(text, lastLine(this.#promptText()).length, cli.width() ?? columns, cli.blankEcho?.());
    if (key === '\r' || (key === '\n' && !this.#skipLineFeed)) this.#enter(echo);
    else if (key === CTRL.d && this.#question?.end !== undefined) this.#finish(echo, this.#question);
    else if (key !== '\n' && (echo !== '' || key !== '')) stage.write(echo + this.#edit(key));
    this.#skipLineFeed = key === '\r';
  }

  /** Editing keys; returns their echo. */
  #edit(key: string): string {
    const { cli } = this.#setting;
    if (key === '\b' || key === CTRL.backspace || key === CTRL.u) {
      const count = Math.min(this.#line.length, key === CTRL.u ? this.#line.length : 1);
      this.#line = this.#line.slice(0, this.#line.length - count);
      return this.#echo.erased(count);
    }
    if (key !== CTRL.c && key !== CTRL.z) return '';
    this.#line = '';
    this.#question = null;
    if (key === CTRL.z) cli.suspend?.();
    return `${key === CTRL.z ? '^Z' : '^C'}${this.#echo.entered()}${wireText(cli.prompt())}`;
  }

  /** Ctrl-D where text is typed in: a last line without its end counts as one. */
  #finish(echo: string, question: Question): void {
    const line = this.#line;
    this.#line = '';
    this.#question = null;
    const last = line === '' ? null : question.answer(line);
    const reply = (last?.ask ?? question).end?.() ?? {};
    this.#answer(line, reply, `${echo}${this.#echo.entered()}`);
  }

  #enter(echo: string): void {
    const { cli, quirks, commandMs, onCommand } = this.#setting;
    const line = this.#line;
    const question = this.#question;
    this.#line = '';
    this.#question = null;
    const shown = echo + this.#echo.entered();
    const isDeaf = question === null && quirks.deafTo?.test(line.trim()) === true;
    const reply = isDeaf ? {} : question === null ? cli.run(line) : question.answer(line);
    if (reply.slow && question === null) onCommand();
    const delayMs = (reply.slow ? commandMs() : 0) + (reply.delayMs ?? 0);
    this.#state = 'busy';
    if (delayMs > 0) {
      this.#stage.write(shown);
      this.#stopPlay = this.#stage.timers.after(delayMs, () => this.#answer(line, reply, ''));
    } else this.#answer(line, reply, shown);
  }

  #answer(line: string, reply: Reply, shown: string): void {
    const { cli, quirks, onLeave } = this.#setting;
    const text = reply.text ?? '';
    if (reply.cut !== undefined) this.#stage.cut(reply.cut);
    else if (reply.close) {
      if (shown + text !== '') this.#stage.write(shown + wireText(text));
      onLeave();
    } else if (reply.ask !== undefined) {
      this.#question = reply.ask;
      this.#stage.write(shown + wireText(text + reply.ask.prompt));
      this.#become('ready');
    } else if (this.#mustPage(text, reply)) {
      this.#page(text, shown);
    } else if (quirks.answer === undefined || !reply.slow) {
      this.#stage.write(shown + wireText(text + cli.prompt()));
      this.#become('ready');
    } else {
      const steps = quirks.answer({ line: line.trim(), text: wireText(text), cli, nth: this.#answered++ });
      this.#stopPlay = play([{ send: shown }, ...steps], this.#stage, () => this.#become('ready'));
    }
  }

  #mustPage(text: string, reply: Reply): boolean {
    const length = this.#pageLines();
    return reply.slow === true && length > 1 && text.split('\n').length > length;
  }

  #pageLines(): number {
    return this.#setting.quirks.paging === undefined ? this.#setting.cli.pageLength() : PAGING_QUIRK_LINES;
  }

  #page(text: string, shown: string): void {
    this.#rest = text.replace(/\n$/, '').split('\n');
    this.#total = this.#rest.length;
    this.#state = 'paging';
    this.#showPage(shown, this.#pageLines() - 1);
  }

  #showPage(before: string, lines: number): void {
    const { pager, cli } = this.#setting;
    const page = this.#rest.slice(0, lines);
    this.#rest = this.#rest.slice(lines);
    const text = before + page.map((line) => `${line}\r\n`).join('');
    if (this.#rest.length > 0) {
      this.#stage.write(text + pager.prompt(this.#total - this.#rest.length, this.#total));
    } else if (pager.end !== null) {
      this.#stage.write(text + pager.end);
    } else {
      this.#state = 'ready';
      this.#stage.write(text + wireText(cli.prompt()));
    }
  }

  /** One key while the pager waits. */
  #key(key: string): void {
    const { pager, quirks, cli } = this.#setting;
    if (quirks.paging === 'stuck') {
      this.#stage.write(pager.erase + pager.prompt(this.#total - this.#rest.length, this.#total));
    } else if (key === 'q' || key === 'Q') {
      this.#state = 'ready';
      this.#stage.write(pager.erase + wireText(cli.prompt()));
    } else if (this.#rest.length > 0 && (key === ' ' || key === '\r' || key === '\n')) {
      this.#showPage(pager.erase, key === ' ' ? this.#pageLines() - 1 : 1);
    }
  }

  #promptText(): string {
    return this.#question?.prompt ?? this.#setting.cli.prompt();
  }
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}
