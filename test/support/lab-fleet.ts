/** A lab of simulated devices and a fleet that visits them, in one process: the real SSH room on real sockets. */
import { defaultLimits, type Limits } from '../../src/config/limits.ts';
import { systemClock } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Session } from '../../src/core/session.ts';
import { createFleet, type Fleet, type FleetOptions } from '../../src/engine/fleet.ts';
import { createSessionPool } from '../../src/engine/session-pool.ts';
import { type Visited, type VisitOptions, visitDevice } from '../../src/engine/visit-device.ts';
import type { Device } from '../../src/inventory/device.ts';
import { type Lab, type LabOptions, startLab } from '../../src/lab/lab.ts';
import { findPlatform } from '../../src/platforms/registry.ts';
import type { KnownHosts } from '../../src/ssh/known-hosts.ts';
import { fakeDevice } from './fake-fleet.ts';

/** Accepts every key and keeps what it saw in memory only. */
export function memoryKnownHosts(): KnownHosts & { readonly keys: Map<string, Buffer> } {
  const keys = new Map<string, Buffer>();
  const name = (hop: { host: string; port: number }) => `${hop.host}:${hop.port}`;
  return {
    keys,
    check: (hop, key) => {
      const known = keys.get(name(hop));
      return known === undefined ? 'unknown' : known.equals(key) ? 'known' : 'changed';
    },
    typesFor: (hop) => (keys.has(name(hop)) ? ['ssh-ed25519'] : []),
    add: (hop, key) => void keys.set(name(hop), key),
    flush: async () => {},
  };
}

export interface LabFleet {
  readonly lab: Lab;
  readonly fleet: Fleet;
  readonly devices: readonly Device[];
  visit<T>(device: Device, visit: VisitOptions<T>['visit'], options?: { reuseMs?: number }): Promise<Visited<T>>;
  stop(): Promise<void>;
}

export async function startLabFleet(
  options: Partial<LabOptions> & { readonly devices: number },
  fleetOptions: Partial<Omit<FleetOptions, 'limits'>> & {
    readonly limits?: Partial<Limits>;
    readonly password?: string;
    readonly device?: Partial<Device>;
  } = {},
): Promise<LabFleet> {
  const lab = await startLab({ mix: { cisco_ios: 1 }, seed: 7, outDir: null, ...options });
  const { limits, password = lab.password, device: extra, ...rest } = fleetOptions;
  const fleet = createFleet({
    clock: systemClock,
    log: silentLog,
    knownHosts: memoryKnownHosts(),
    hostKeys: 'accept-new',
    algorithms: 'modern',
    spillFolder: null,
    platform: findPlatform,
    credential: async (name) => ({
      name,
      username: lab.username,
      password: new Secret(password),
      enable: new Secret(lab.enableSecret),
      keys: [],
      agentSocket: null,
    }),
    ...rest,
    limits: { ...defaultLimits, ...limits },
  });
  const devices = lab.devices.map(({ name, platform, inventoryHost: host, port }) =>
    fakeDevice(name, { platform, target: { host, port, identityFiles: [] }, ...extra }),
  );
  return {
    lab,
    fleet,
    devices,
    visit: (device, visit, { reuseMs = 0 } = {}) =>
      visitDevice({
        fleet,
        pool: createSessionPool({ clock: systemClock, reuseMs }),
        device,
        visit,
        signal: new AbortController().signal,
      }),
    stop: async () => {
      await fleet.close();
      await lab.stop();
    },
  };
}

/** Runs the commands in order; the visit's value is their answers. */
export const runAll = (commands: readonly string[]) => async (session: Session) => {
  const answers = [];
  for (const command of commands) answers.push(await session.run(command));
  return answers;
};
