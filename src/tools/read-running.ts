/** A device's running configuration while a call waits. Knows patience and whose failure it is; reads through a run. */
import type { RunningConfig } from '../backup/backups.ts';
import { RollcallError } from '../core/errors.ts';
import type { Device } from '../inventory/device.ts';
import type { ToolContext } from './tool-context.ts';
import { waitMs } from './wait-seconds.ts';

/** @throws {RollcallError} the device's own failure, or DEADLINE when it takes longer than the call may wait */
export async function readRunning(
  device: Device,
  waitS: number,
  params: unknown,
  context: ToolContext,
): Promise<RunningConfig> {
  const { backups, runs, principal, signal, onProgress } = context;
  const reading = backups.reading({ device, principal, params });
  const runId = await runs.start(reading.spec);
  await runs.wait(runId, waitMs(waitS, context), { signal, ownsRun: true, ...(onProgress && { onProgress }) });
  const result = reading.result();
  if (result instanceof RollcallError) throw result;
  if (result !== null) return result;
  await runs.cancel(runId);
  throw new RollcallError('DEADLINE', `${device.name} did not show its configuration in time.`, {
    hint: 'Ask again with a larger wait_s, or compare two backups.',
  });
}
