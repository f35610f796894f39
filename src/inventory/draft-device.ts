/** From a source's record to a device, short of how SSH reaches it. Knows what must be known of every device. */
import type { Config, SourceConfig } from '../config/config.ts';
import { RollcallError } from '../core/errors.ts';
import { nearMatches, oneLine } from '../core/text.ts';
import type { Device } from './device.ts';
import { nameProblem } from './device-name.ts';
import { inventoryError, type RawDevice } from './sources/raw-device.ts';

export interface DraftParts {
  readonly config: Config;
  readonly resolvePlatform: (name: string) => string | undefined;
  /** For near matches in messages. */
  readonly platformNames?: readonly string[];
}

/**
 * The record of each name.
 * @throws {RollcallError} INVENTORY_INVALID for a name that cannot be one, or that stands in two places (both named)
 */
export function recordsByName(records: readonly RawDevice[]): ReadonlyMap<string, RawDevice> {
  const byName = new Map<string, RawDevice>();
  for (const record of records) {
    const { name, place } = record;
    const problem = nameProblem(name);
    if (problem !== null) throw inventoryError(place, `the name \`${oneLine(name, 60)}\` ${problem}`);
    const first = byName.get(name);
    if (first) {
      const message = `the device \`${name}\` is already there at ${first.place}`;
      throw inventoryError(place, message, 'Remove one of the two, or give them different names.');
    }
    byName.set(name, record);
  }
  return byName;
}

/**
 * The device before rules and SSH options: its platform may still be missing or unknown, its target is a placeholder.
 * @throws {RollcallError} INVENTORY_INVALID for a credential set that is not configured
 */
export function draftDevice(record: RawDevice, source: SourceConfig, parts: DraftParts): Device {
  const { config, resolvePlatform } = parts;
  const { name, place, credential, groups, tags, site, role, data } = record;
  const platform = record.platform ?? source.platform ?? '';
  if (credential !== undefined && !Object.hasOwn(config.credentials, credential)) {
    const near = nearMatches(credential, Object.keys(config.credentials));
    const hint =
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Add it under `credentials` in rollcall.yaml.';
    throw inventoryError(
      place,
      `\`${name}\` names the credential set \`${oneLine(credential, 60)}\`, which is not there`,
      hint,
    );
  }
  return {
    name,
    platform: resolvePlatform(platform) ?? platform,
    target: { host: record.host ?? name, port: record.port ?? 22, identityFiles: [] },
    jumps: [],
    credential: credential ?? config.default_credential,
    algorithms: record.algorithms ?? config.ssh.algorithms,
    groups: [...groups].sort(),
    tags,
    site,
    role,
    data,
  };
}

/** @throws {RollcallError} INVENTORY_INVALID when no rule or source gave the device a platform that exists */
export function checkPlatform(device: Device, place: string, parts: DraftParts): void {
  if (parts.resolvePlatform(device.platform) === device.platform) return;
  if (device.platform === '') {
    const hint = 'Add it there, as `platform` of the source, or in a rule under `devices` in rollcall.yaml.';
    throw inventoryError(place, `\`${device.name}\` has no platform`, hint);
  }
  const near = nearMatches(device.platform, parts.platformNames ?? []);
  throw inventoryError(
    place,
    `\`${device.name}\` has the unknown platform \`${oneLine(device.platform, 60)}\``,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Platforms are written like `cisco_ios` or `arista_eos`.',
  );
}

/** What to say when all sources together have no device. */
export function noDevices(config: Config): RollcallError {
  if (config.inventory.length === 0) {
    return new RollcallError('INVENTORY_INVALID', 'The configuration names no inventory.', {
      hint: 'Add a source under `inventory` in rollcall.yaml, for example `- {type: csv, path: devices.csv}`.',
    });
  }
  return new RollcallError('INVENTORY_INVALID', 'The inventory has no devices: every source is empty.', {
    hint: 'Check the paths under `inventory` in rollcall.yaml.',
  });
}
