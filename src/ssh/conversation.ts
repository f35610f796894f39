/**
 * One terminal, one question at a time: sends a line, collects what comes, and decides with the asker's help when the
 * answer is over. Knows silence, deadlines and pagers; the asker knows what a prompt is. Nothing is ever sent before
 * the answer to the last thing sent was recognised.
 */
import type { ClientChannel } from 'ssh2';
import type { CancelTimer, Clock } from '../core/clock.ts';
import { type ErrorCode, type Phase, RollcallError } from '../core/errors.ts';
import { failureFromClose, failureFromThrown } from './failure.ts';
import type { Link } from './link.ts';
import { OutputBuffer, type SpillOptions } from './output-buffer.ts';
import { cleanTerminal } from './terminal.ts';

/** `done` ends the answer; `press` types one key (a pager's) and waits on. */
export type Verdict<T> = { readonly done: T } | { readonly press: string };

export interface Ask<T> {
  readonly phase: Phase;
  readonly timeoutMs: number;
  readonly timeoutCode: ErrorCode;
  /** Longest silence in the middle of an answer. */
  readonly idleMs: number;
  /** Silence after which a verdict is believed; absent: the configured `quiet_ms`. */
  readonly quietMs?: number;
  /** Looks at the last line, cleaned. Null: more must come. */
  readonly judge: (lastLine: string) => Verdict<T> | null;
  /** Looks at the last lines after a second of silence, for prompts that something was printed behind. */
  readonly judgeStalled?: (lines: readonly string[]) => Verdict<T> | null;
}

/** Silence after which what stands there is looked at again. */
const STALL_MS = 1_000;
/** A pager that does not move for so long after its key, or for so many keys, will not move. */
const PAGER_MS = 5_000;
const PAGER_KEYS = 5;
/** Fewer bytes than this between two stops of a pager is its own redrawing, not output. */
const PAGER_BYTES = 160;

export class Conversation {
  readonly #link: Link;
  readonly #channel: ClientChannel;
  readonly #clock: Clock;
  readonly #quietMs: number;
  readonly buffer: OutputBuffer;
  #onData: () => void = () => {};

  constructor(link: Link, channel: ClientChannel, options: { clock: Clock; quietMs: number; spill: SpillOptions }) {
    this.#link = link;
    this.#channel = channel;
    this.#clock = options.clock;
    this.#quietMs = options.quietMs;
    this.buffer = new OutputBuffer(options.spill);
    channel.on('data', (chunk: Buffer) => this.#take(chunk));
    channel.stderr.on('data', (chunk: Buffer) => this.#take(chunk));
    const onEnd = () => link.over || link.fail(failureFromClose(link.phase));
    channel.on('close', onEnd);
    channel.on('error', onEnd);
  }

  /** ssh2 swallows exceptions thrown in its handlers and half-closes the socket; ours end the link with their name. */
  #take(chunk: Buffer): void {
    try {
      this.buffer.push(chunk);
      this.#onData();
    } catch (cause) {
      this.#link.fail(failureFromThrown(cause, this.#link.phase));
    }
  }

  /** Forgets what came before, so that the next answer starts here. */
  clear(): void {
    this.buffer.reset();
  }

  /** Types `text` as it is. */
  send(text: string): void {
    this.#channel.write(text);
  }

  /** Waits until the asker recognises the end of the answer. What was collected stays in `buffer`. */
  async ask<T>(ask: Ask<T>): Promise<T> {
    let quiet: CancelTimer = () => {};
    let stall: CancelTimer = () => {};
    const stop = () => {
      quiet();
      stall();
      this.#onData = () => {};
    };
    try {
      return await this.#link.within<T>(ask.phase, ask.timeoutMs, ask.timeoutCode, (done) => {
        const pager = createPagerWatch(this.#link, ask.phase);
        let lastDataAt = this.#clock.monotonicMs();
        const act = (verdict: Verdict<T>) => {
          if ('done' in verdict) {
            stop();
            done(verdict.done);
          } else if (pager.mayPress(this.buffer.sizeBytes)) {
            this.send(verdict.press);
          }
        };
        const look = () => {
          quiet();
          const verdict = ask.judge(lastLineOf(this.buffer.tail));
          if (verdict !== null) quiet = this.#clock.after(ask.quietMs ?? this.#quietMs, () => act(verdict));
        };
        const watch = () => {
          const silentMs = this.#clock.monotonicMs() - lastDataAt;
          if (silentMs >= ask.idleMs) return this.#link.fail(silence(ask, this.buffer.sizeBytes));
          if (pager.isStuck(silentMs)) return;
          if (silentMs >= STALL_MS) {
            const verdict = ask.judgeStalled?.(linesOf(this.buffer.tail)) ?? null;
            if (verdict !== null) return act(verdict);
          }
          stall = this.#clock.after(STALL_MS, watch);
        };
        this.#onData = () => {
          lastDataAt = this.#clock.monotonicMs();
          pager.moved();
          look();
        };
        stall = this.#clock.after(STALL_MS, watch);
        if (this.buffer.sizeBytes > 0) look();
      });
    } finally {
      stop();
    }
  }
}

function silence(ask: { phase: Phase; timeoutCode: ErrorCode; idleMs: number }, sizeBytes: number): RollcallError {
  const message = `Silence for ${ask.idleMs / 1000} s after ${sizeBytes} bytes.`;
  return new RollcallError(ask.timeoutCode, message, { phase: ask.phase });
}

function createPagerWatch(link: Link, phase: Phase) {
  let waiting = false;
  let keys = 0;
  let bytesAtKey = 0;
  const stuck = () =>
    link.fail(new RollcallError('PAGER_STUCK', 'The device waits for a key and does not go on.', { phase }));
  return {
    moved: () => {
      waiting = false;
    },
    mayPress: (sizeBytes: number): boolean => {
      keys = sizeBytes - bytesAtKey < PAGER_BYTES ? keys + 1 : 1;
      bytesAtKey = sizeBytes;
      waiting = true;
      if (keys <= PAGER_KEYS) return true;
      stuck();
      return false;
    },
    isStuck: (silentMs: number): boolean => {
      if (!waiting || silentMs < PAGER_MS) return false;
      stuck();
      return true;
    },
  };
}

function lastLineOf(tail: string): string {
  return cleanTerminal(tail.slice(tail.lastIndexOf('\n') + 1));
}

function linesOf(tail: string): string[] {
  return cleanTerminal(tail).split('\n');
}
