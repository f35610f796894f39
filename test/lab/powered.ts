/** One simulated device without a network: its operating system on a clock of ours, and logins that are typed into. */
import type { ChangeFlaws } from '../../src/lab/change-flaws.ts';
import { inventFacts } from '../../src/lab/facts.ts';
import { Machine } from '../../src/lab/machine.ts';
import { personalities } from '../../src/lab/personalities/all.ts';
import type { Cli, Facts, Reply } from '../../src/lab/personality.ts';
import { createTimers } from '../../src/lab/timers.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';

export interface Powered {
  readonly machine: Machine;
  readonly clock: FakeClock;
  /** `[mode, line]` of everything that changed something, oldest first. */
  readonly writes: readonly (readonly [mode: string, line: string])[];
  /** The same with the login that did it. */
  readonly by: readonly string[];
  /** How often every connection was broken. */
  readonly cuts: () => number;
  readonly hash: () => string;
  readonly config: () => string;
  readonly login: () => Typist;
}

/** Types lines and answers; every answer is the text with the next prompt or question. */
export class Typist {
  readonly cli: Cli;
  #question: Reply['ask'] | null = null;

  constructor(cli: Cli) {
    this.cli = cli;
  }

  type(...lines: string[]): string {
    return lines.map((line) => this.#one(line)).join('');
  }

  /** Ctrl-D. */
  end(): string {
    const end = this.#question?.end;
    if (end === undefined) throw new Error('nothing is being typed in');
    return this.#shown(end());
  }

  #one(line: string): string {
    const question = this.#question;
    this.#question = null;
    return this.#shown(question ? question.answer(line) : this.cli.run(line));
  }

  #shown(reply: Reply): string {
    this.#question = reply.ask ?? null;
    if (reply.cut !== undefined) return `<cut ${reply.cut}>`;
    if (reply.close) return `${reply.text ?? ''}<closed>`;
    return `${reply.text ?? ''}${reply.ask === undefined ? this.cli.prompt() : reply.ask.prompt}`;
  }
}

export interface PowerOptions {
  readonly flaws?: ChangeFlaws;
  readonly seed?: number;
  /** False for a device that came with unsaved lines. */
  readonly facts?: Partial<Facts>;
}

/** Switches on one device of `platform`; the same for the same seed. */
export function power(platform: string, options: PowerOptions = {}): Powered {
  const personality = personalities.get(platform);
  if (personality === undefined) throw new Error(platform);
  const clock = createFakeClock();
  const writes: (readonly [string, string])[] = [];
  const by: string[] = [];
  let cuts = 0;
  const facts = inventFacts(personality, {
    seed: options.seed ?? 7,
    name: 'sw-1',
    index: 1,
    site: 'ams',
    role: 'access',
    legacy: false,
    startedAt: clock.now(),
  });
  const machine = new Machine({
    name: 'sw-1',
    personality,
    facts: { ...facts, saved: true, landsUnprivileged: false, ...options.facts },
    flaws: options.flaws ?? {},
    clock,
    timers: createTimers(clock),
    enableSecret: () => 'enable',
    wrote: (line, mode, session) => {
      writes.push([mode, line]);
      by.push(session);
    },
    hangUpAll: () => {
      cuts += 1;
    },
  });
  return {
    machine,
    clock,
    writes,
    by,
    cuts: () => cuts,
    hash: () => machine.configHash(),
    config: () => machine.os.runningConfig(),
    login: () => new Typist(machine.login()),
  };
}
