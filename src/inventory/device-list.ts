/** Devices in order and by name. Knows nothing of where they come from. */
import type { Device } from './device.ts';

export interface DeviceList {
  /** In order of name, by code unit. */
  readonly devices: readonly Device[];
  get(name: string): Device | undefined;
}

/** Sorts and indexes `devices`, whose names must differ. */
export function createDeviceList(devices: readonly Device[]): DeviceList {
  const byName = new Map(devices.map((device) => [device.name, device]));
  return {
    devices: [...devices].sort((a, b) => (a.name < b.name ? -1 : 1)),
    get: (name) => byName.get(name),
  };
}
