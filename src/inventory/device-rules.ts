/** The `devices:` rules of the configuration, applied in order. Knows selectors; a rule never sees facts or runs. */
import type { Config } from '../config/config.ts';
import { RollcallError } from '../core/errors.ts';
import { createDeviceList, type DeviceList } from './device-list.ts';
import { type SelectLookups, selectDevices } from './select.ts';

export interface RuleParts {
  readonly config: Config;
  readonly resolvePlatform: (name: string) => string | undefined;
  readonly warn: (message: string) => void;
}

const refused = () =>
  Promise.reject(
    new RollcallError('BAD_SELECTOR', 'A rule cannot ask for facts or runs: it is applied before any is known.', {
      hint: 'Use names, sites, roles, tags, groups, platforms or `data.` fields.',
    }),
  );

const LOOKUPS: SelectLookups = { facts: refused, runDevices: refused };

/**
 * `list` with credential, algorithms and platform as the rules say; a rule that selects no device is a warning.
 * @throws {RollcallError} CONFIG_INVALID naming the rule, also for a name no device has: a rule that silently misses
 *   would leave devices with the wrong login
 */
export async function applyRules(list: DeviceList, { config, resolvePlatform, warn }: RuleParts): Promise<DeviceList> {
  let current = list;
  for (const [i, { select, credential, algorithms, platform }] of config.devices.entries()) {
    const where = `devices[${i}].select`;
    const selected = await selectDevices(current, select, LOOKUPS).catch((error: unknown) => {
      if (!(error instanceof RollcallError)) throw error;
      if (error.code !== 'EMPTY_SELECTION') {
        throw new RollcallError('CONFIG_INVALID', `${where}: ${error.message}`, { hint: error.hint, cause: error });
      }
      warn(`${where}: ${error.message}`);
      return [];
    });
    const names = new Set(selected.map((device) => device.name));
    const change = {
      ...(credential !== undefined && { credential }),
      ...(algorithms !== undefined && { algorithms }),
      ...(platform !== undefined && { platform: resolvePlatform(platform) ?? platform }),
    };
    current = createDeviceList(
      current.devices.map((device) => (names.has(device.name) ? { ...device, ...change } : device)),
    );
  }
  return current;
}
