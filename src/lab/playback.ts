/** Plays what a device sends, step by step: text, pauses, floods and cuts. Knows time and a pipe; no device. */
import type { Timers } from './timers.ts';

/** How a connection is broken off. `mute`: the device stays up and says nothing more. */
export type Cut = 'fin' | 'rst' | 'mute' | 'close';

export type Step =
  /** Text with `\r\n` line ends as it goes over the wire, or raw bytes. */
  | { readonly send: string | Buffer }
  /** The prompt, as it is at that moment. */
  | { readonly prompt: true }
  | { readonly rename: string }
  | WaitingStep;

type WaitingStep =
  | { readonly pauseMs: number }
  /** The same bytes again and again, as fast as the client reads. */
  | { readonly flood: Buffer; readonly times: number }
  | { readonly cut: Cut };

export interface Stage {
  readonly timers: Timers;
  readonly prompt: () => string;
  /** False when the client should be waited for; `onDrain` then calls back once. */
  readonly write: (bytes: string | Buffer) => boolean;
  readonly onDrain: (resume: () => void) => void;
  readonly rename: (name: string) => void;
  readonly cut: (how: Cut) => void;
}

/** Plays `steps`, then calls `done`; a `cut` ends the play without it. Returns a function that stops it. */
export function play(steps: readonly Step[], stage: Stage, done: () => void): () => void {
  let isStopped = false;
  let cancel: () => void = () => {};
  const from = (index: number): void => {
    for (let at = index; !isStopped && at < steps.length; at++) {
      const step = steps[at] as Step;
      if ('send' in step) stage.write(step.send);
      else if ('prompt' in step) stage.write(stage.prompt());
      else if ('rename' in step) stage.rename(step.rename);
      else {
        wait(step, () => from(at + 1));
        return;
      }
    }
    if (!isStopped) done();
  };
  const wait = (step: WaitingStep, next: () => void): void => {
    if ('cut' in step) stage.cut(step.cut);
    else if ('pauseMs' in step) cancel = stage.timers.after(step.pauseMs, next);
    else flood(step.flood, step.times, next);
  };
  const flood = (bytes: Buffer, times: number, next: () => void): void => {
    for (let left = times; left > 0 && !isStopped; left--) {
      if (stage.write(bytes)) continue;
      stage.onDrain(() => flood(bytes, left - 1, next));
      return;
    }
    if (!isStopped) next();
  };
  from(0);
  return () => {
    isStopped = true;
    cancel();
  };
}

/** `text` as a terminal gets it. */
export function wireText(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}
