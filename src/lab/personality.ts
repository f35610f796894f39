/**
 * What a kind of simulated device is: the shapes shared by all personalities, and by the terminal that plays them.
 * Knows no vendor and no wire.
 */
import type { CancelTimer, Clock } from '../core/clock.ts';
import type { ChangeFlaws } from './change-flaws.ts';
import type { Cut } from './playback.ts';
import type { Random } from './random.ts';

/** One port of a device. */
export interface Port {
  readonly name: string;
  readonly description: string | null;
  /** `10.1.2.3/31`, or null for a switched or unused port. */
  readonly address: string | null;
  readonly enabled: boolean;
  readonly up: boolean;
}

export interface Peer {
  readonly address: string;
  readonly asn: number;
  /** Null when not Established. */
  readonly prefixes: number | null;
  readonly upSeconds: number;
  readonly password: string;
}

/** What is so about one device for as long as the lab runs; all of it follows from the seed. */
export interface Facts {
  readonly site: string;
  readonly role: string;
  readonly hostname: string;
  readonly model: string;
  readonly version: string;
  readonly serial: string;
  /** `0011.2233.4455` without dots. */
  readonly mac: string;
  readonly asn: number;
  readonly loopback: string;
  readonly management: string;
  readonly ports: readonly Port[];
  readonly peers: readonly Peer[];
  /** Milliseconds since the epoch. */
  readonly bootedAt: number;
  /** Whether the running configuration was saved when the lab began. */
  readonly saved: boolean;
  /** Whether a login lands in the unprivileged mode, where the platform has one. */
  readonly landsUnprivileged: boolean;
  /** Old SSH: SHA-1 only. */
  readonly legacy: boolean;
}

/** One model with the versions it is found with, each with a weight. */
interface Hardware {
  readonly model: string;
  readonly weight: number;
  readonly versions: readonly (readonly [version: string, weight: number])[];
  /** Name of port `index` (from 1). */
  readonly port: (index: number) => string;
  readonly ports: number;
  readonly serial: (random: Random) => string;
}

/** What a device needs from the lab around it. */
export interface Surroundings {
  readonly clock: Clock;
  /** As they are now: a restart changes when it was. */
  readonly facts: Facts;
  /** The enable secret right now: tests may change it. */
  readonly enableSecret: () => string;
  /** Records one state-changing line. */
  readonly wrote: (line: string, mode: string, session: string) => void;
  /** A delay that ends with the lab. */
  readonly after: (delayMs: number, fire: () => void) => CancelTimer;
  /** To be called when another configuration runs: a device that cut itself off drops its sessions. */
  readonly changed: () => void;
  /** Restarts the device that all this surrounds. */
  readonly restart: () => void;
  readonly flaws: ChangeFlaws;
}

/** What the device says to one line. */
export interface Reply {
  /** Lines end in `\n`; no prompt. Absent: nothing. */
  readonly text?: string;
  /** True for answers that take the lab's command latency. */
  readonly slow?: boolean;
  /** A question: the next line typed is its answer. */
  readonly ask?: Question;
  /** The session ends after the text. */
  readonly close?: boolean;
  /** What an exec channel reports; 0 when absent. */
  readonly exitCode?: number;
  /** The connection breaks in place of all this. */
  readonly cut?: Cut;
  /** Milliseconds this answer takes besides the lab's latency. */
  readonly delayMs?: number;
}

export interface Question {
  readonly prompt: string;
  /** False for passwords. */
  readonly echo: boolean;
  readonly answer: (line: string) => Reply;
  /** What Ctrl-D answers, where text is typed in until then. */
  readonly end?: () => Reply;
}

/** What a line would be in the course of a change; null: nothing of it. */
export type ChangeStep = 'enter' | 'line' | 'commit' | 'confirm' | 'save' | null;

/** How a device can be reached: `silent` answers nothing, `refused` turns connections away, `nobody` knows no login. */
export type Access = 'open' | 'silent' | 'refused' | 'nobody';

/** One login's conversation: modes and their prompts, a line in and a reply out. Knows nothing of bytes or time. */
export interface Cli {
  /** The whole prompt, context line included. */
  prompt(): string;
  run(line: string): Reply;
  /** Ctrl-Z: leaves configuration where the device does so. */
  suspend?(): void;
  /** Lines before the pager asks; 0 for never. */
  pageLength(): number;
  /** Columns before the echo wraps; 0 for never. Null: as the client's terminal request said. */
  width(): number | null;
  /** What a typed blank is shown as, where that is not a blank. */
  blankEcho?(): string;
  /** Text between login and the first prompt. */
  greeting(): string;
  /** The device's words for a line it does not take, for faults that refuse what is fine. */
  refusal(kind: RefusalKind, line: string): string;
  /** Puts the session into a configuration mode, as if somebody had left it there. */
  strand(): void;
  /** What `line` would be if it were typed now. */
  step(line: string): ChangeStep;
  /** The connection is gone: locks and private candidates go with it. */
  hangUp(): void;
}

export type RefusalKind = 'invalid' | 'incomplete' | 'ambiguous' | 'unauthorized';

/** One device's operating system: its state outlives logins. */
export interface DeviceOs {
  hostname(): string;
  /** As `show running-config` prints it now. */
  runningConfig(): string;
  /** The same without what changes by itself: clocks, sizes, who changed it when. */
  configBody(): string;
  /** What a restart would bring back, as `configBody` would give it then. */
  startupBody(): string;
  /** Whether what runs would survive a reload. */
  isSaved(): boolean;
  /** Milliseconds until the device undoes an unconfirmed change; null when none waits. */
  pendingRevertMs(): number | null;
  access(): Access;
  /** What a restart does to it: unsaved lines, sessions, locks and most timers are gone. */
  reboot(): void;
  /** One configuration line in global mode (Junos: a `set` or `delete` line), applied by the lab itself. */
  configure(line: string, by: string): void;
  /** Gives the device another name, as an operator at its console would. */
  rename(name: string, by: string): void;
  login(session: string): Cli;
}

export interface Pager {
  /** Shown while waiting; `shown` and `total` are lines. */
  readonly prompt: (shown: number, total: number) => string;
  /** Sent to wipe the prompt before the next page. */
  readonly erase: string;
  /** Shown at the end by pagers that wait for `q`; null for those that do not. */
  readonly end: string | null;
}

/** How lines typed are shown again. */
export interface EchoStyle {
  /** `scroll`: IOS shifts the line left and shows `$`; `wrap`: a blank and a carriage return at the edge. */
  readonly overflow: 'scroll' | 'wrap';
  /** What ends the echoed line. */
  readonly lineEnd: string;
}

export interface Personality {
  readonly platform: string;
  /** After `SSH-2.0-`. */
  readonly ident: (facts: Facts) => string;
  readonly hardware: readonly Hardware[];
  /** Shown before login, or null. */
  readonly banner: ((facts: Facts) => string) | null;
  readonly pager: Pager;
  readonly echo: EchoStyle;
  /** Where a command channel ends the whole connection after one command, as many Cisco trains do. */
  readonly execEndsConnection: boolean;
  readonly start: (surroundings: Surroundings) => DeviceOs;
}
