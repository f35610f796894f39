/** What somebody wants changed, as they wrote it, and as each device would be told it. Knows lines and templates. */
import { readChangeLines } from '../configtext/change-lines.ts';
import { RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';
import type { Device } from '../inventory/device.ts';
import type { PlatformDefinition } from '../platforms/define.ts';
import { renderTemplate } from './render-template.ts';

export type ChangeSource =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'template'; readonly template: string; readonly vars: Readonly<Record<string, string>> };

/** Lines of one device's change: a person has to read them. */
const MOST_LINES = 2_000;

// An `exit` is right or wrong by the device's own configuration, which is not there yet.
const EXITS = /^[ \t]*exit(?:-[\w-]{1,60})?[ \t]*$/gm;

/**
 * Each device's text, by name, looked through once for each platform: whatever is wrong whichever device it is for is
 * said before any is contacted.
 * @throws {RollcallError} BAD_INPUT
 */
export async function renderSource(
  source: ChangeSource,
  devices: readonly Device[],
  platform: (id: string) => PlatformDefinition | undefined,
): Promise<ReadonlyMap<string, string>> {
  const texts =
    source.kind === 'template'
      ? await renderTemplate(source.template, source.vars, devices)
      : new Map(devices.map(({ name }) => [name, source.lines.join('\n')]));
  const seen = new Map<string, Set<string>>();
  for (const device of devices) {
    const text = texts.get(device.name) ?? '';
    const of = seen.get(device.platform) ?? new Set();
    seen.set(device.platform, of);
    if (of.has(text)) continue;
    of.add(text);
    requireReadable(text, device, platform(device.platform));
  }
  return texts;
}

function requireReadable(text: string, device: Device, platform: PlatformDefinition | undefined): void {
  // What is not changed at all is refused device by device, with its own reason.
  if (platform === undefined || platform.change.length === 0) return;
  try {
    const lines = readChangeLines(text.replace(EXITS, ''), platform.config.syntax);
    if (lines.length === 0) throw new RollcallError('BAD_INPUT', 'The change has no line to send.');
    if (lines.length > MOST_LINES) {
      throw new RollcallError('BAD_INPUT', `The change has ${lines.length} lines; ${MOST_LINES} are the most.`);
    }
  } catch (thrown) {
    if (!(thrown instanceof RollcallError)) throw thrown;
    const where = `${platform.title}, ${oneLine(device.name, 80)}`;
    throw new RollcallError(thrown.code, `${thrown.message} (${where})`, { hint: thrown.hint, cause: thrown });
  }
}
