/**
 * The inside of one simulated device: its operating system, switched on at the first need, with the flaws it was
 * dealt. Knows what runs and who is logged in; nothing of sockets, but that it may want them closed.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { ChangeFlaws } from './change-flaws.ts';
import { FlawedCli, type Strikes } from './flawed-cli.ts';
import type { Access, Cli, DeviceOs, Facts, Personality, Surroundings } from './personality.ts';
import type { Timers } from './timers.ts';

export interface MachineSetting {
  readonly name: string;
  readonly personality: Personality;
  readonly facts: Facts;
  readonly flaws: ChangeFlaws;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly enableSecret: () => string;
  readonly wrote: (line: string, mode: string, session: string) => void;
  /** Breaks every connection. */
  readonly hangUpAll: () => void;
}

export class Machine {
  readonly #setting: MachineSetting;
  readonly #strikes: Strikes = { entries: 0, struck: 0 };
  #facts: Facts;
  #system: DeviceOs | null = null;
  #downUntil = 0;
  #logins = 0;

  constructor(setting: MachineSetting) {
    this.#setting = setting;
    this.#facts = setting.facts;
  }

  /** All from the seed, but for when it last started. */
  get facts(): Facts {
    return this.#facts;
  }

  get os(): DeviceOs {
    this.#system ??= this.#setting.personality.start(this.#surroundings());
    return this.#system;
  }

  get pendingRevertMs(): number | null {
    return this.#system?.pendingRevertMs() ?? null;
  }

  /** SHA-256 in hex, without what changes by itself. */
  configHash(): string {
    return createHash('sha256').update(this.os.configBody()).digest('hex');
  }

  /** How it can be reached now; one that nobody has asked anything yet is as it was made. */
  access(): Access {
    if (this.#setting.clock.now() < this.#downUntil) return 'refused';
    return this.#system?.access() ?? 'open';
  }

  /** A login with a name of its own: `ams-acc-0001/3`. */
  login(): Cli {
    const { flaws, name } = this.#setting;
    this.#logins += 1;
    const cli = this.os.login(`${name}/${this.#logins}`);
    const isPlain = flaws.lines === undefined && flaws.blow === undefined && flaws.lineMs === undefined;
    return isPlain ? cli : new FlawedCli(cli, flaws, this.#strikes, () => this.reboot(flaws.downMs ?? 0));
  }

  /** Restarts; for `downMs` milliseconds it turns connections away. */
  reboot(downMs: number): void {
    const { clock, wrote, hangUpAll } = this.#setting;
    const { os } = this;
    wrote('restart', 'reboot', 'lab');
    this.#facts = { ...this.#facts, bootedAt: clock.now() };
    this.#downUntil = clock.now() + downMs;
    hangUpAll();
    os.reboot();
  }

  #surroundings(): Surroundings {
    const { clock, timers, enableSecret, wrote, flaws, hangUpAll } = this.#setting;
    const factsNow = () => this.#facts;
    return {
      clock,
      get facts() {
        return factsNow();
      },
      enableSecret,
      wrote,
      after: timers.after,
      changed: () => {
        const access = this.access();
        if (access === 'silent' || access === 'refused') hangUpAll();
      },
      restart: () => this.reboot(0),
      flaws,
    };
  }
}
