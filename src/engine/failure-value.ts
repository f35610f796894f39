/** From whatever was thrown to the value an outcome carries. Knows our error class; an unknown fault gets an id and a log line. */
import { RollcallError } from '../core/errors.ts';
import { newFaultId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import type { DeviceFailure } from '../core/outcome.ts';
import { oneLine } from '../core/text.ts';
import type { Device } from '../inventory/device.ts';

/** `thrown` as one of our errors; an unexpected one becomes INTERNAL, with an id under which the log has all of it. */
export function knownFailure(thrown: unknown, { log }: { readonly log: Log }, device: Device): RollcallError {
  if (thrown instanceof RollcallError) {
    if (thrown.code === 'INTERNAL') log.error('internal_fault', { device: device.name, detail: String(thrown.cause) });
    return thrown;
  }
  const id = newFaultId();
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  log.error('internal_fault', { id, device: device.name, detail });
  return new RollcallError('INTERNAL', `An unexpected fault; the log has it as ${id}.`, {
    phase: 'local',
    cause: thrown,
  });
}

/** A failure as the value an outcome carries. */
export function failureValue(failure: RollcallError): DeviceFailure {
  return {
    code: failure.code,
    phase: failure.phase ?? 'local',
    message: failure.message,
    hint: failure.hint,
    detail: failure.detail === undefined || failure.detail === '' ? null : oneLine(failure.detail),
  };
}
