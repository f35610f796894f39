/** Whether a Junos configuration still lets its operator in. Knows statements; nothing of connections. */
import type { ConfigSet } from '../config-set.ts';
import type { Access } from '../personality.ts';

/** How the device with this configuration can be reached. */
export function junosAccess(config: ConfigSet): Access {
  const lines = config.lines();
  const has = (prefix: string): boolean => lines.some((line) => line === prefix || line.startsWith(`${prefix} `));
  if (has('interfaces em0 disable') || !has('interfaces em0 unit 0 family inet address')) return 'silent';
  if (!has('system services ssh')) return 'refused';
  return has('system login user netops') ? 'open' : 'nobody';
}
