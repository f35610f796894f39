/** Whether commands may be sent to all of the selected devices. Knows who is selected; the grammar is the platforms'. */
import { RollcallError } from '../core/errors.ts';
import { counted, oneLine } from '../core/text.ts';
import { platformOf } from '../health/platform-of.ts';
import type { Device } from '../inventory/device.ts';
import { checkRead } from '../platforms/read-grammar.ts';
import type { ToolContext } from './tool-context.ts';

interface Refusal {
  readonly platform: string;
  readonly devices: number;
  readonly error: RollcallError;
}

/**
 * The lines to send for `commands`, by platform id, when every platform among `devices` allows each of them.
 * @throws {RollcallError} POLICY_DENIED or BAD_INPUT naming the command, the platforms that refuse it and how many
 * devices they are; nothing was sent to any device.
 */
export function checkCommands(
  commands: readonly string[],
  devices: readonly Device[],
  context: ToolContext,
): ReadonlyMap<string, readonly string[]> {
  const platforms = byPlatform(devices);
  const lines = new Map<string, string[]>();
  for (const command of commands) {
    const refusals: Refusal[] = [];
    for (const [platform, [device, ...others]] of platforms) {
      const line = checkOne(command, device, context);
      if (line instanceof RollcallError) refusals.push({ platform, devices: others.length + 1, error: line });
      else lines.set(platform, [...(lines.get(platform) ?? []), line]);
    }
    if (refusals[0] !== undefined) throw refused(command, refusals, refusals[0].error, devices.length);
  }
  return lines;
}

/** The grammar refuses by throwing; here its verdicts on several platforms become one. */
function checkOne(command: string, device: Device, { config }: ToolContext): string | RollcallError {
  try {
    return checkRead(platformOf(device), command, config.allow_commands[device.platform] ?? []);
  } catch (error) {
    if (error instanceof RollcallError) return error;
    throw error;
  }
}

function refused(command: string, refusals: readonly Refusal[], first: RollcallError, selected: number): RollcallError {
  const devices = refusals.reduce((sum, refusal) => sum + refusal.devices, 0);
  const platforms = refusals.map((refusal) => refusal.platform).join(', ');
  const share = `${counted(devices, 'device')} of ${selected.toLocaleString('en-US')} selected`;
  return new RollcallError(
    first.code,
    `"${oneLine(command, 80)}" is refused for ${platforms} (${share}), so nothing was sent to any device. ${first.message}`,
    { hint: first.hint, cause: first },
  );
}

function byPlatform(devices: readonly Device[]): ReadonlyMap<string, readonly [Device, ...Device[]]> {
  const platforms = new Map<string, [Device, ...Device[]]>();
  for (const device of devices) {
    const others = platforms.get(device.platform);
    if (others === undefined) platforms.set(device.platform, [device]);
    else others.push(device);
  }
  return platforms;
}
