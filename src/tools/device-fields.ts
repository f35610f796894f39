/** What `list_devices` can show of a device. Knows the inventory and remembered facts; never a credential. */
import { RollcallError } from '../core/errors.ts';
import { nearMatches, oneLine } from '../core/text.ts';
import type { Device, JsonValue } from '../inventory/device.ts';
import { isSecretName } from '../inventory/secret-name.ts';

/** A device's remembered facts, by key. */
export type Facts = Readonly<Record<string, string>>;

export type FieldReader = (device: Device, facts: Facts) => JsonValue;

const INVENTORY_FIELDS: Readonly<Record<string, (device: Device) => JsonValue>> = {
  platform: (device) => device.platform,
  site: (device) => device.site,
  role: (device) => device.role,
  host: (device) => device.target.host,
  port: (device) => device.target.port,
  jumps: (device) => device.jumps.map((hop) => hop.host),
  algorithms: (device) => device.algorithms,
  groups: (device) => device.groups,
  tags: (device) => device.tags,
};
const FACT_FIELDS = ['version', 'model', 'serial', 'hostname', 'config_saved'];

export const DEFAULT_FIELDS = ['platform', 'site', 'role'];
export const FACT_FIELD_NAMES: ReadonlySet<string> = new Set(FACT_FIELDS);

// With twelve fields of this length, one device still fits into the shortest reply.
const FIELD_CHARS = 100;
const LIST_ITEMS = 10;
const LIST_ITEM_CHARS = 40;

/** Readers for the named fields, in order. @throws {RollcallError} BAD_INPUT for an unknown field or one named like a secret. */
export function fieldReaders(fields: readonly string[]): ReadonlyMap<string, FieldReader> {
  return new Map(fields.map((field) => [field, shortened(readerOf(field))]));
}

function readerOf(field: string): FieldReader {
  const inventory = Object.hasOwn(INVENTORY_FIELDS, field) ? INVENTORY_FIELDS[field] : undefined;
  if (inventory !== undefined) return inventory;
  if (FACT_FIELD_NAMES.has(field)) return (_, facts) => facts[field] ?? null;
  const name = field.startsWith('data.') ? field.slice('data.'.length) : '';
  if (name !== '' && !isSecretName(name)) return ({ data }) => scalar(Object.hasOwn(data, name) ? data[name] : null);
  const near = nearMatches(field, [...Object.keys(INVENTORY_FIELDS), ...FACT_FIELDS]);
  throw new RollcallError('BAD_INPUT', `fields: "${oneLine(field, 60)}" cannot be shown.`, {
    hint: `Fields: ${[...Object.keys(INVENTORY_FIELDS), ...FACT_FIELDS].join(', ')}, data.<name>.${
      near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''
    }`,
  });
}

/** Nested data may hold anything under any name, so only plain values are shown. */
function scalar(value: JsonValue | undefined): JsonValue {
  return typeof value === 'object' ? null : (value ?? null);
}

function shortened(read: FieldReader): FieldReader {
  return (device, facts) => {
    const value = read(device, facts);
    if (Array.isArray(value)) return value.slice(0, LIST_ITEMS).map((item) => oneLine(String(item), LIST_ITEM_CHARS));
    return typeof value === 'string' ? oneLine(value, FIELD_CHARS) : value;
  };
}
