/** The platform of a device, which the inventory has made sure exists. Knows the lookup only. */
import { RollcallError } from '../core/errors.ts';
import type { Device } from '../inventory/device.ts';
import type { PlatformDefinition } from '../platforms/define.ts';
import { findPlatform } from '../platforms/registry.ts';

/** @throws {RollcallError} INVENTORY_INVALID for a device that no loaded inventory could hold. */
export function platformOf(device: Device): PlatformDefinition {
  const platform = findPlatform(device.platform);
  if (platform !== undefined) return platform;
  throw new RollcallError('INVENTORY_INVALID', `${device.name}: there is no platform "${device.platform}".`);
}
