/** How many devices are visited at once, and where. Knows sites, jump hosts and the process's open files; starts nothing. */
import { readFileSync } from 'node:fs';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Limits } from '../config/limits.ts';
import { type Clock, sleep } from '../core/clock.ts';
import type { Device } from '../inventory/device.ts';

export interface Admission {
  /**
   * Runs `visit` when the device's site, its jump host and the process have room, and its turn to log in has come.
   * Rejects with the signal's reason when that comes first.
   */
  admit<T>(device: Device, signal: AbortSignal, visit: () => Promise<T>): Promise<T>;
  /** Resolves with a place for one key exchange; call the answer to give it back. */
  enterGate(): Promise<() => void>;
}

/** Descriptors left for everything that is not a device: database, logs, spill files, jump hosts. */
export const SPARE_FILES = 128;

export interface AdmissionOptions {
  readonly limits: Limits;
  readonly clock: Clock;
  /** Files the process may have open; read from the system when absent. */
  readonly openFiles?: number;
}

/** Fills every limit that is 0 with "none". */
export function createAdmission({ limits, clock, openFiles = openFileLimit() }: AdmissionOptions): Admission {
  const all = pLimit(Math.max(1, Math.min(limits.sessions, openFiles - SPARE_FILES)));
  const gate = pLimit(limits.handshakes);
  const perSite = lazyLimits(limits.per_site);
  const perJump = lazyLimits(limits.per_jump);
  let nextLoginAt = 0;
  /** Waits for a place in the sequence of logins, so that TACACS or RADIUS is spared. */
  const loginTurn = async (signal: AbortSignal): Promise<void> => {
    if (limits.logins_per_second === 0) return;
    const now = clock.monotonicMs();
    const at = Math.max(now, nextLoginAt);
    nextLoginAt = at + 1_000 / limits.logins_per_second;
    if (at > now) await sleep(clock, at - now, signal);
  };
  return {
    admit(device, signal, visit) {
      const jump = device.jumps.at(-1);
      const site = perSite(device.site);
      const hop = perJump(jump === undefined ? null : `${jump.host}:${jump.port}`);
      // The narrow doors first, so that a crowd before one of them keeps no place in the hall.
      return site(() =>
        hop(() =>
          all(async () => {
            signal.throwIfAborted();
            await loginTurn(signal);
            return visit();
          }),
        ),
      );
    },
    enterGate: () =>
      new Promise((entered) => {
        void gate(() => new Promise<void>((leave) => entered(leave)));
      }),
  };
}

const unlimited = <T>(visit: () => Promise<T>): Promise<T> => visit();

function lazyLimits(most: number): (key: string | null) => <T>(visit: () => Promise<T>) => Promise<T> {
  if (most === 0) return () => unlimited;
  const limits = new Map<string, LimitFunction>();
  return (key) => {
    if (key === null) return unlimited;
    let limit = limits.get(key);
    if (limit === undefined) {
      limit = pLimit(most);
      limits.set(key, limit);
    }
    return limit;
  };
}

/** Node raises the soft limit to the hard one at its start; where it cannot be read, a figure every system allows. */
export function openFileLimit(): number {
  try {
    const row = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'latin1'));
    return row?.[1] === undefined || row[1] === 'unlimited' ? 65_536 : Number(row[1]);
  } catch {
    return process.platform === 'win32' ? 8_192 : 4_096;
  }
}
