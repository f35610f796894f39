/**
 * One device's running configuration, read through the engine like everything else. Knows the visit; keeps the text in
 * memory for who asked, and nowhere else.
 */
import { type Clock, isoTime } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { Device } from '../inventory/device.ts';
import type { PlatformDefinition } from '../platforms/define.ts';
import type { ConfigReading, RunningConfig } from './backups.ts';
import { readConfig } from './read-config.ts';

export function readingRun(
  platform: PlatformDefinition,
  clock: Clock,
  options: { readonly device: Device; readonly principal: string; readonly params: unknown },
): ConfigReading {
  const { device, principal, params } = options;
  let result: RunningConfig | RollcallError | null = null;
  const spec: ConfigReading['spec'] = {
    kind: 'read',
    title: `running configuration of ${device.name}`,
    params,
    principal,
    devices: [device],
    okWord: 'read',
    visit: async (session) => {
      const { text } = await readConfig(session, platform);
      return { text, readAt: isoTime(clock) } satisfies RunningConfig;
    },
    digest: (_, outcome) => {
      if (outcome.status === 'ok') result = outcome.value as RunningConfig;
      else {
        const { code, message, hint, phase, detail } = outcome.error;
        result = new RollcallError(code, message, { hint, phase, ...(detail !== null && { detail }) });
      }
      const sizeBytes = outcome.status === 'ok' ? Buffer.byteLength((outcome.value as RunningConfig).text) : null;
      return { attention: false, marks: [], answers: [], value: sizeBytes === null ? null : { size_bytes: sizeBytes } };
    },
  };
  return { spec, result: () => result };
}
