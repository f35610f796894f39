/** One device by its name. Knows what to say when there is none. */
import { RollcallError } from '../core/errors.ts';
import { nearMatches, oneLine } from '../core/text.ts';
import type { Device } from '../inventory/device.ts';
import type { Inventory } from '../inventory/inventory.ts';

/** @throws {RollcallError} UNKNOWN_DEVICE with near matches */
export function deviceNamed(name: string, inventory: Inventory): Device {
  const device = inventory.get(name);
  if (device !== undefined) return device;
  const near = nearMatches(
    name,
    inventory.devices.map((candidate) => candidate.name),
  );
  throw new RollcallError('UNKNOWN_DEVICE', `There is no device "${oneLine(name, 80)}".`, {
    ...(near.length > 0 && { hint: `Did you mean ${near.map((match) => oneLine(match, 120)).join(' or ')}?` }),
  });
}
