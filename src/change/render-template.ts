/** One template as the text of each device. Knows what a template may see of a device; how it is rendered is elsewhere. */
import { RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';
import type { Device, JsonValue } from '../inventory/device.ts';
import { isSecretName } from '../inventory/secret-name.ts';
import { renderAll } from './template-worker.ts';

/** The device's text, by name. @throws {RollcallError} BAD_INPUT with the template's line, and the first device it fails for */
export async function renderTemplate(
  template: string,
  vars: Readonly<Record<string, string>>,
  devices: readonly Device[],
): Promise<ReadonlyMap<string, string>> {
  for (const name of Object.keys(vars)) {
    if (name !== 'device' && /^[A-Za-z_]\w{0,63}$/.test(name)) continue;
    throw new RollcallError('BAD_INPUT', `vars: "${oneLine(name, 60)}" cannot be a name in a template.`);
  }
  const scopes = devices.map((device) => ({ ...vars, device: scopeOf(device) }));
  const { texts, places } = await renderAll(template, scopes, (index) => devices[index]?.name ?? '');
  return new Map(devices.map(({ name }, index) => [name, texts[places[index] ?? 0] ?? '']));
}

/** What is called like a secret is left out: a plan shows its lines. */
function scopeOf({ name, site, role, platform, tags, groups, target, data }: Device) {
  return { name, site, role, platform, tags, groups, host: target.host, data: withoutSecrets(data) };
}

function withoutSecrets(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !isSecretName(name));
  return Object.fromEntries(kept.map(([name, item]) => [name, withoutSecrets(item)]));
}
