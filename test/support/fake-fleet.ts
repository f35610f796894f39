/** A fleet without a network: sessions come from a function of the test's. For engine tests only. */
import { defaultLimits, type Limits } from '../../src/config/limits.ts';
import { RollcallError } from '../../src/core/errors.ts';
import { silentLog } from '../../src/core/log.ts';
import type { CommandAnswer, Session } from '../../src/core/session.ts';
import { createAdmission } from '../../src/engine/admission.ts';
import type { Fleet } from '../../src/engine/fleet.ts';
import type { Device } from '../../src/inventory/device.ts';
import type { FakeClock } from './fake-clock.ts';

export function fakeDevice(name: string, extra: Partial<Device> = {}): Device {
  return {
    name,
    platform: 'cisco_ios',
    target: { host: name, port: 22, identityFiles: [] },
    jumps: [],
    credential: 'default',
    algorithms: 'modern',
    groups: [],
    tags: [],
    site: null,
    role: null,
    data: {},
    ...extra,
  };
}

export function answerOf(command: string, output: string): CommandAnswer {
  const cut = { truncated: false, spillFile: null, sha256: null };
  return { command, output, error: null, sizeBytes: output.length, durationMs: 1, ...cut };
}

/** A session that answers every command with `reply(command)`; `closed` counts how often it was closed. */
export function fakeSession(
  reply: (command: string) => string | Promise<string> = () => 'ok',
): Session & { closed: number } {
  let abortWith: (reason: RollcallError) => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abortWith = reject;
  });
  aborted.catch(() => {});
  return {
    hostname: 'sw',
    link: { hostKey: null, algorithms: 'modern', loginMs: 1 },
    partial: null,
    usable: true,
    closed: 0,
    run: async (command) => answerOf(command, await Promise.race([reply(command), aborted])),
    abort: (reason) => abortWith(reason),
    async close() {
      this.closed++;
    },
  };
}

export function fakeFleet(
  clock: FakeClock,
  open: (device: Device, signal: AbortSignal) => Promise<Session>,
  limits: Partial<Limits> = {},
): Fleet {
  const all: Limits = { ...defaultLimits, ...limits };
  return {
    limits: all,
    clock,
    log: silentLog,
    admission: createAdmission({ limits: all, clock, openFiles: 20_000 }),
    get ssh(): never {
      throw new RollcallError('INTERNAL', 'A fake fleet has no SSH.');
    },
    open,
    openForChange: async () => {
      throw new RollcallError('INTERNAL', 'A fake fleet changes nothing.');
    },
    close: async () => {},
  };
}
