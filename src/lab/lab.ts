/**
 * A simulated fleet on this machine's loopback: real SSH servers, one personality a platform, faults on order. It is
 * a network like any other to whoever connects; it knows nothing of the engine that asks it.
 */
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type Clock, systemClock } from '../core/clock.ts';
import { type Blackhole, openBlackhole } from './blackhole.ts';
import type { Counters } from './door.ts';
import { dealFaults, type FaultPlan } from './fault-plan.ts';
import { planFleet } from './fleet.ts';
import { type LabContext, LabDevice, noCounts } from './lab-device.ts';
import { makeFolder, writeLabFiles } from './lab-files.ts';
import { openListeners } from './listeners.ts';
import { personalities } from './personalities/all.ts';
import { createRandom } from './random.ts';
import { createTimers } from './timers.ts';
import { type AppliedLine, openWritesLog } from './writes-log.ts';

export interface Latency {
  /** Connection accepted to hello sent, milliseconds. */
  readonly connectMs: number;
  /** A show-type command to its answer's first byte; set-up and mode lines answer at once. */
  readonly commandMs: number;
  /** `exit` to the end of the connection. */
  readonly closeMs: number;
  /** Up to this much more, each time, by the seed. */
  readonly jitter?: number;
}

export interface LabOptions {
  readonly devices: number;
  /** Platform id -> weight, e.g. `{ cisco_ios: 60, arista_eos: 40 }`. */
  readonly mix: Readonly<Record<string, number>>;
  readonly latency?: Latency;
  readonly faults?: FaultPlan;
  /** The same seed makes the same devices, host keys and faults. */
  readonly seed: number;
  /** Where to write the configuration, inventory and record of writes; null writes nothing. */
  readonly outDir: string | null;
  readonly clock?: Clock;
  /** Percent of `cisco_ios` devices that speak SHA-1 algorithms only; 0 when absent. */
  readonly legacy?: number;
  /** False gives each device a port of its own on 127.0.0.1; true, one port and an address each. Default: by system. */
  readonly ownAddresses?: boolean;
}

export interface Lab {
  readonly devices: readonly LabDevice[];
  readonly username: string;
  readonly password: string;
  readonly enableSecret: string;
  /** Absolute path of `rollcall.yaml`, or null. */
  readonly configFile: string | null;
  /** @throws {RangeError} for a name that is not in the lab */
  device(name: string): LabDevice;
  /** Everything counted over all devices. */
  counters(): Readonly<Counters>;
  /** Every state-changing line so far, oldest first. */
  writes(): readonly AppliedLine[];
  /** Delays waiting and sockets open, for tests of tidiness. */
  leftovers(): { readonly timers: number; readonly sockets: number };
  /** Closes every listener, connection and delay. May be called twice. */
  stop(): Promise<void>;
}

// Made up, and the same in every lab: there is nothing to protect on loopback.
const LOGIN = { username: 'netops', password: 'Lab-Login-7Qx', enableSecret: 'Lab-Enable-3Vz' } as const;

/**
 * Starts a lab and answers when every device can be reached.
 * @throws {RollcallError} BAD_INPUT for an impossible mix or fault plan, LOCAL_RESOURCE when listeners cannot be opened
 */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { seed, outDir, latency, clock = systemClock } = options;
  const platforms = [...personalities.keys()];
  const plans = planFleet({ ...options, legacyPercent: options.legacy ?? 0, platforms });
  const dealt = dealFaults(options.faults ?? { faults: [] }, plans, seed);
  if (outDir !== null) await makeFolder(outDir);
  const timers = createTimers(clock);
  const writes = openWritesLog(clock, outDir === null ? null : join(outDir, 'writes.jsonl'));
  const sockets = new Set<Socket>();
  const context: LabContext = {
    seed,
    clock,
    timers,
    writes,
    startedAt: clock.now(),
    ...LOGIN,
    delayMs: delays(latency, seed),
    totals: noCounts(),
    track: (socket) => {
      sockets.add(socket);
      // A client may vanish at any moment; that is its affair.
      socket.on('error', () => {});
      socket.once('close', () => sockets.delete(socket));
    },
  };
  const devices = plans.map((plan, index) => {
    const personality = personalities.get(plan.platform);
    if (personality === undefined) throw new RangeError(plan.platform);
    return new LabDevice(plan, index, personality, dealt.get(plan.name) ?? null, context);
  });
  const network = await openNetwork(devices, options.ownAddresses ?? process.platform === 'linux');
  const configFile = outDir === null ? null : await writeLabFiles(outDir, devices, LOGIN);
  const byName = new Map(devices.map((device) => [device.name, device]));
  let stopping: Promise<void> | null = null;
  return {
    devices,
    ...LOGIN,
    configFile,
    device: (name) => {
      const device = byName.get(name);
      if (device === undefined) throw new RangeError(`The lab has no device "${name}".`);
      return device;
    },
    counters: () => ({ ...context.totals }),
    writes: () => writes.entries(),
    leftovers: () => ({ timers: timers.count(), sockets: sockets.size }),
    stop: () => {
      stopping ??= (async () => {
        timers.stop();
        await Promise.all([...sockets].map(closed));
        await network.close();
        writes.close();
      })();
      return stopping;
    },
  };
}

/** Destroys a socket and waits until it is gone. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.destroy();
  });
}

async function openNetwork(devices: readonly LabDevice[], ownAddresses: boolean): Promise<{ close(): Promise<void> }> {
  const listeners = await openListeners({
    count: devices.length,
    ownAddresses,
    isListening: (index) => devices[index]?.reach === null,
    onConnection: (index, socket) => devices[index]?.accept(socket),
  });
  for (const [index, device] of devices.entries()) device.placeAt(listeners.places[index] ?? { host: '', port: 0 });
  const holes: Blackhole[] = [];
  const swallowed = devices.filter((device) => device.reach === 'blackhole');
  const close = async (): Promise<void> => {
    await Promise.all([listeners.close(), ...holes.map((hole) => hole.stop())]);
  };
  try {
    if (swallowed.length > 0) holes.push(await openBlackhole(swallowed));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

function delays(latency: Latency | undefined, seed: number): LabContext['delayMs'] {
  const random = createRandom(seed, 'latency');
  return (what) => (latency === undefined ? 0 : latency[what] + Math.floor(random.next() * (latency.jitter ?? 0)));
}
