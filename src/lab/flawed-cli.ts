/**
 * A login that goes wrong in the course of a change: lines refused or dropped, connections broken and restarts at a
 * given moment. Knows the steps of a change; nothing of any vendor, nor of what a line means.
 */
import type { ChangeFlaws, ChangeMoment } from './change-flaws.ts';
import type { ChangeStep, Cli, RefusalKind, Reply } from './personality.ts';

/** What is counted over all logins of one device. */
export interface Strikes {
  entries: number;
  struck: number;
}

export class FlawedCli implements Cli {
  readonly #cli: Cli;
  readonly #flaws: ChangeFlaws;
  readonly #strikes: Strikes;
  readonly #restart: () => void;
  #lines = 0;

  constructor(cli: Cli, flaws: ChangeFlaws, strikes: Strikes, restart: () => void) {
    this.#cli = cli;
    this.#flaws = flaws;
    this.#strikes = strikes;
    this.#restart = restart;
  }

  run(line: string): Reply {
    const step = this.#cli.step(line.trim());
    if (step === 'enter') {
      this.#lines = 0;
      this.#strikes.entries += 1;
    }
    if (step === 'line') this.#lines += 1;
    if (step !== null && this.#isDue('before', step)) return this.#strike();
    if (step === 'line' && this.#flaws.lines !== undefined && this.#isTheLine() && this.#mayStrike()) {
      this.#strikes.struck += 1;
      return this.#turnDown(this.#flaws.lines, line.trim());
    }
    const reply = this.#cli.run(line);
    if (step !== null && this.#isDue('after', step)) return this.#strike();
    const { lineMs } = this.#flaws;
    return step === 'line' && lineMs !== undefined ? { ...reply, delayMs: lineMs } : reply;
  }

  #turnDown(how: NonNullable<ChangeFlaws['lines']>, line: string): Reply {
    if (how === 'ignored') return {};
    return { text: how === 'refused' ? this.#cli.refusal('invalid', line) : 'The resource is in use and was left.\n' };
  }

  #isDue(when: 'before' | 'after', step: Exclude<ChangeStep, null>): boolean {
    const moment = `${when}-${step}` as ChangeMoment;
    if (this.#flaws.blow?.at !== moment || !this.#mayStrike()) return false;
    return step !== 'line' || this.#isTheLine();
  }

  #isTheLine(): boolean {
    const { line = 1, isEvery = false } = this.#flaws;
    return isEvery ? this.#lines % line === 0 : this.#lines === line;
  }

  #mayStrike(): boolean {
    const { skip = 0, times = Number.POSITIVE_INFINITY } = this.#flaws;
    return this.#strikes.struck < times && (skip === 0 || this.#strikes.entries > skip);
  }

  #strike(): Reply {
    const how = this.#flaws.blow?.how ?? 'rst';
    this.#strikes.struck += 1;
    if (how !== 'reboot') return { cut: how };
    this.#restart();
    return { cut: 'rst' };
  }

  prompt(): string {
    return this.#cli.prompt();
  }

  pageLength(): number {
    return this.#cli.pageLength();
  }

  width(): number | null {
    return this.#cli.width();
  }

  blankEcho(): string {
    return this.#cli.blankEcho?.() ?? ' ';
  }

  suspend(): void {
    this.#cli.suspend?.();
  }

  greeting(): string {
    return this.#cli.greeting();
  }

  refusal(kind: RefusalKind, line: string): string {
    return this.#cli.refusal(kind, line);
  }

  strand(): void {
    this.#cli.strand();
  }

  step(line: string): ChangeStep {
    return this.#cli.step(line);
  }

  hangUp(): void {
    this.#cli.hangUp();
  }
}
