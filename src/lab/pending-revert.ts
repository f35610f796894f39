/**
 * The timer with which a device undoes a change nobody confirmed. Knows time and one thing to do at its end; nothing
 * of configurations.
 */
import type { CancelTimer } from '../core/clock.ts';
import type { Surroundings } from './personality.ts';

/** What waits to be undone. */
export interface Waiting {
  /** The line that armed it, e.g. `commit confirmed 5`. */
  readonly line: string;
  /** The configuration session it belongs to, or the empty string. */
  readonly name: string;
  readonly armedAt: number;
  readonly delayMs: number;
  /** Puts the earlier configuration back. */
  readonly revert: () => void;
}

export class PendingRevert {
  readonly #surroundings: Surroundings;
  #waiting: Waiting | null = null;
  #cancel: CancelTimer = () => {};

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  get waiting(): Waiting | null {
    return this.#waiting;
  }

  /** Milliseconds left, or null when nothing waits. */
  remainingMs(): number | null {
    if (this.#waiting === null) return null;
    const { armedAt, delayMs } = this.#waiting;
    return Math.max(0, armedAt + delayMs - this.#surroundings.clock.now());
  }

  /** Starts the timer, in place of one that runs. */
  arm(what: Omit<Waiting, 'armedAt'>, session: string): void {
    const { clock, after, wrote } = this.#surroundings;
    this.#cancel();
    this.#waiting = { ...what, armedAt: clock.now() };
    wrote(what.line, 'arm', session);
    this.#cancel = after(what.delayMs, () => this.#expire());
  }

  /** Starts the running timer again from its whole length. */
  again(): void {
    if (this.#waiting === null) return;
    const { clock, after } = this.#surroundings;
    this.#cancel();
    this.#waiting = { ...this.#waiting, armedAt: clock.now() };
    this.#cancel = after(this.#waiting.delayMs, () => this.#expire());
  }

  /** Forgets it: the change stays. What was waiting, or null. */
  settle(): Waiting | null {
    const waiting = this.#waiting;
    this.#cancel();
    this.#waiting = null;
    return waiting;
  }

  #expire(): void {
    const waiting = this.settle();
    if (waiting === null || this.#surroundings.flaws.hasDeadTimer === true) return;
    this.#surroundings.wrote(waiting.line, 'revert', 'lab');
    waiting.revert();
  }
}
