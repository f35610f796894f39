/**
 * A lab in a process of its own on the scaled clock, behind a network that breaks connections. Started by `fork`; tells
 * its parent where the devices are, and answers what they hold.
 */
import type { AddressInfo } from 'node:net';
import { startLab } from '../../../src/lab/lab.ts';
import { createRandom } from '../../../src/lab/random.ts';
import { openCuttingProxy } from './cutting-proxy.ts';
import { createScaledClock } from './scaled-clock.ts';

export interface LabHostOptions {
  readonly folder: string;
  readonly zeroMs: number;
  readonly seed: number;
  readonly devices: number;
  /** Part of the connections that break. */
  readonly cutRate: number;
}

/** Where a device is, through the network that breaks. */
export interface Place {
  readonly name: string;
  readonly platform: string;
  readonly host: string;
  readonly port: number;
}

export interface Ready {
  readonly places: readonly Place[];
  readonly username: string;
  readonly password: string;
  readonly enableSecret: string;
}

/** One device as the lab itself has it. */
export interface DeviceTruth {
  readonly running: string;
  readonly startup: string;
  readonly hash: string;
  readonly pending: number | null;
}

export type LabRequest = { readonly id: number; readonly names: readonly string[] };
export interface LabReply {
  readonly id: number;
  readonly devices: Readonly<Record<string, DeviceTruth>>;
  readonly cuts: number;
  readonly connections: number;
}

/** Every platform that can be changed. */
const MIX = { cisco_ios: 1, cisco_iosxe: 1, cisco_nxos: 1, cisco_iosxr: 1, arista_eos: 1, juniper_junos: 1, frr: 1 };

/** Each strikes one device, once: the catalogue's own breaks, which fall exactly where they hurt. */
const FAULTS = [
  { fault: 'cut-before-line', params: { line: 2, skip: 2 } },
  { fault: 'cut-after-line', params: { line: 3, skip: 4 } },
  { fault: 'cut-before-commit', params: { skip: 1 } },
  { fault: 'cut-after-commit', params: { skip: 3 } },
  { fault: 'cut-after-confirm', params: { skip: 2 } },
  { fault: 'rst-mid-command', params: {} },
].map((fault) => ({ ...fault, devices: 1, once: true }));

const options = JSON.parse(process.argv[2] ?? '') as LabHostOptions;
const lab = await startLab({
  devices: options.devices,
  mix: MIX,
  seed: options.seed,
  outDir: options.folder,
  clock: createScaledClock(options.zeroMs),
  faults: { faults: options.cutRate > 0 ? FAULTS : [] },
});
let cuts = 0;
const places = await Promise.all(
  lab.devices.map(async ({ name, platform, host, port }): Promise<Place> => {
    const proxy = await openCuttingProxy({
      to: { host, port },
      rate: options.cutRate,
      random: createRandom(options.seed, 'cuts', name),
      onCut: () => {
        cuts += 1;
      },
    });
    return { name, platform, host: '127.0.0.1', port: (proxy.address() as AddressInfo).port };
  }),
);
const { username, password, enableSecret } = lab;
process.send?.({ places, username, password, enableSecret } satisfies Ready);
process.on('message', ({ id, names }: LabRequest) => {
  const devices = Object.fromEntries(
    names.map((name): [string, DeviceTruth] => {
      const device = lab.device(name);
      const { runningConfig: running, startupConfig: startup, pendingRevert: pending } = device;
      return [name, { running, startup, pending, hash: device.configHash() }];
    }),
  );
  process.send?.({ id, devices, cuts, connections: lab.counters().connections } satisfies LabReply);
});
process.on('disconnect', () => process.exit());
