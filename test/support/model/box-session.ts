/**
 * A conversation with a simulated device at the level of `ChangeSession`: each exchange takes its time, and may be lost,
 * go unanswered or be refused. Knows when a line reaches the device and when its answer comes back; judges nothing.
 */
import type { Clock } from '../../../src/core/clock.ts';
import { type ErrorCode, RollcallError } from '../../../src/core/errors.ts';
import type { ChangeSession, CommandAnswer, TypedAnswer } from '../../../src/core/session.ts';
import type { Box, Op, Reply, Visitor } from './box.ts';

/** From us to the device, and back: a crash may fall before and after the device took a line. */
export const WAY_MS = 250;
const COMMAND_MS = 60_000;
/** Until a device that is down is given up. */
const CONNECT_MS = 2_000;

/** What becomes of one exchange. */
export type Mishap = 'lost-before' | 'lost-after' | 'mute-before' | 'mute-after' | 'refused' | 'ignored';

/** What the world hears of a conversation. */
export interface Witness {
  /** The device has acted on a typed line. */
  took(talk: Talk, line: string, op: Op): void;
  /** It ended otherwise than by `close`. `wasTyping`: in the middle of a typed line. */
  broke(talk: Talk, wasTyping: boolean): void;
}

export interface Talk {
  readonly device: string;
  readonly box: Box;
  /** The change it may type for, or null. */
  readonly change: string | null;
  readonly planHash: string | null;
  readonly visitor: Visitor;
  /** When the device let us in, and what it showed since; null: nothing. */
  readonly openedAt: number;
  shown: string | null;
  shownInConfig: boolean;
}

export interface OpenBoxOptions {
  /** The device's, which outlives who talks to it. */
  readonly clock: Clock;
  /** The process's own, which stops with it. */
  readonly ownClock: Clock;
  readonly box: Box;
  readonly talk: Omit<Talk, 'visitor' | 'openedAt' | 'shown' | 'shownInConfig'>;
  readonly witness: Witness;
  /** The mishap of the next exchange, if it has one. */
  readonly mishap: (isTyped: boolean) => Mishap | null;
  readonly signal: AbortSignal;
}

export interface BoxSession extends ChangeSession {
  /** The process is gone: whoever waits, waits for ever. */
  vanish(): void;
  /** The line is cut. */
  cut(): void;
}

const error = (code: ErrorCode, phase: 'tcp' | 'command' | 'mode') =>
  new RollcallError(code, `simulated ${code}`, { phase });

const pause = (clock: Clock, ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));

/** Logs in. @throws {RollcallError} CONN_TIMEOUT, or the signal's reason */
export async function openBox(options: OpenBoxOptions): Promise<BoxSession> {
  const { box, ownClock, signal } = options;
  signal.throwIfAborted();
  if (box.downUntil > ownClock.now()) {
    await pause(ownClock, CONNECT_MS);
    throw error('CONN_TIMEOUT', 'tcp');
  }
  await pause(ownClock, 2 * WAY_MS);
  signal.throwIfAborted();
  if (box.downUntil > ownClock.now()) throw error('CONN_TIMEOUT', 'tcp');
  return begin(options);
}

function begin({ clock, ownClock, box, talk: known, witness, mishap }: OpenBoxOptions): BoxSession {
  const visitor = box.newVisitor(known.change ?? 'reader');
  const talk: Talk = { ...known, visitor, openedAt: clock.now(), shown: null, shownInConfig: false };
  let isOver = false;
  let reason = error('CONN_LOST', 'command');
  let waiting: { readonly reject: (reason: RollcallError) => void; readonly isTyped: boolean } | null = null;

  /** The device's side first: it hears of the end at once. */
  const end = (why: RollcallError | null) => {
    if (isOver) return;
    isOver = true;
    box.leave(visitor);
    const left = waiting;
    waiting = null;
    if (why === null) return;
    reason = why;
    witness.broke(talk, left?.isTyped ?? false);
    left?.reject(why);
  };

  const exchange = (line: string, isTyped: boolean, timeoutMs = COMMAND_MS) =>
    new Promise<Reply>((resolve, reject) => {
      if (isOver) return reject(reason);
      waiting = { reject, isTyped };
      const fate = mishap(isTyped);
      const fall = (kind: 'lost' | 'mute') => {
        if (kind === 'lost') end(error('CONN_LOST', 'command'));
        else ownClock.after(timeoutMs, () => end(error('CMD_TIMEOUT', 'command')));
      };
      clock.after(WAY_MS, () => {
        if (isOver) return;
        if (fate === 'lost-before' || fate === 'mute-before') return fall(fate === 'lost-before' ? 'lost' : 'mute');
        const reply: Reply =
          fate === 'refused' ? { op: 'refused', output: '% no' } : box.take(visitor, line, fate === 'ignored');
        if (line === 'show running' && reply.op === 'show') {
          talk.shown = box.text();
          talk.shownInConfig = visitor.inConfig;
        }
        if (isTyped) witness.took(talk, line, reply.op);
        if (fate === 'lost-after' || fate === 'mute-after') return fall(fate === 'lost-after' ? 'lost' : 'mute');
        clock.after(WAY_MS, () => {
          if (isOver) return;
          waiting = null;
          resolve(reply);
        });
      });
    });

  const answer = (command: string, output: string): CommandAnswer => ({
    command,
    output,
    error: null,
    sizeBytes: output.length,
    truncated: false,
    spillFile: null,
    sha256: null,
    durationMs: 2 * WAY_MS,
  });

  return {
    hostname: box.hostKey,
    link: { hostKey: `SHA256:${box.hostKey}`, algorithms: 'modern', loginMs: 1 },
    partial: null,
    get usable() {
      return !isOver;
    },
    async run(command, { timeoutMs } = {}) {
      return answer(command, (await exchange(command, false, timeoutMs)).output);
    },
    async type(line, { expect, timeoutMs }): Promise<TypedAnswer> {
      const { output } = await exchange(line, true, timeoutMs);
      const mode = visitor.inConfig ? 'config' : 'exec';
      if (!expect.includes(mode)) {
        const astray = error('MODE_UNEXPECTED', 'mode');
        end(astray);
        throw astray;
      }
      return { ...answer(line, output), mode, prompt: `${box.hostKey}${visitor.inConfig ? '(config)' : ''}#` };
    },
    abort: (why) => end(why),
    async close() {
      end(null);
    },
    vanish: () => {
      waiting = null;
      end(null);
    },
    cut: () => end(error('CONN_LOST', 'command')),
  };
}
