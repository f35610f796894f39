/** What a fault is: where in a visit it strikes and what a correct client reports. Knows shapes; names no fault. */
import type { Socket } from 'node:net';
import type { ErrorCode } from '../core/errors.ts';
import type { ChangeFlaws } from './change-flaws.ts';
import type { Random } from './random.ts';
import type { TerminalQuirks } from './terminal.ts';
import type { Timers } from './timers.ts';

export type FaultParams = Readonly<Record<string, string | number | boolean>>;

/** A raw connection that a fault plays with in place of SSH. */
export interface RawVisit {
  readonly socket: Socket;
  readonly timers: Timers;
  readonly random: Random;
}

export type LoginQuirk = 'deny' | 'hang' | 'locked' | 'keyboard' | 'one-time-code' | 'expired' | 'drop-after';
type ChannelQuirk = 'refuse-channel' | 'refuse-pty' | 'refuse-shell' | 'close-at-once';

/** Everything a fault may do; each part strikes at one place, and what is absent works as it should. */
export interface FaultActs {
  /** The address itself is bad. */
  readonly reach?: 'refused' | 'blackhole' | 'no-route' | 'nxdomain';
  /** Plays on the bare connection; SSH never starts. */
  readonly wire?: (visit: RawVisit) => void;
  readonly algorithms?: 'sha1-only' | 'old-ciphers-only';
  /** Shown before login. */
  readonly banner?: string;
  readonly hostKey?: 'changed';
  readonly login?: LoginQuirk;
  readonly channel?: ChannelQuirk;
  /** Lands in the unprivileged mode, and no enable secret is right. */
  readonly enable?: 'refused';
  readonly terminal?: TerminalQuirks;
  /** What goes wrong when it is changed; holds for the device, whichever connection. */
  readonly change?: ChangeFlaws;
}

export interface Fault {
  /** Number in the fault catalogue; several names may share one. */
  readonly row: number;
  readonly name: string;
  /** The code a correct client reports for a device with this fault; `ok`: it must not be disturbed. */
  readonly expect: ErrorCode | 'ok';
  readonly note: string;
  /** Platforms it can strike; absent: all. */
  readonly platforms?: readonly string[];
  /** Parameters it understands, with their defaults. */
  readonly params?: FaultParams;
  readonly acts: (params: FaultParams, random: Random) => FaultActs;
}

/** `params[name]` as a number, or what `fallback` says. */
export function numberOf(params: FaultParams, name: string, fallback: number): number {
  const value = params[name];
  return typeof value === 'number' ? value : fallback;
}
