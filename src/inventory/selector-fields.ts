/** What a selector's field means on a device. Knows fields, facts and data paths; not how values are compared. */
import { RollcallError } from '../core/errors.ts';
import { nearMatches, oneLine } from '../core/text.ts';
import type { Device, JsonValue } from './device.ts';

/** Facts by device name, then by fact name. */
export type FactTable = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** A device's values of one field; none where it has none. */
export type FieldReader = (device: Device) => readonly string[];

const one = (value: string | null): readonly string[] => (value === null ? [] : [value]);

/** Fields of every device. `isClosed`: an exact value that no device has is an error, not an empty answer. */
const DEVICE_FIELDS: ReadonlyMap<string, { readonly read: FieldReader; readonly isClosed: boolean }> = new Map([
  ['name', { read: (device: Device) => [device.name], isClosed: true }],
  ['host', { read: (device: Device) => [device.target.host], isClosed: false }],
  ['platform', { read: (device: Device) => [device.platform], isClosed: true }],
  ['site', { read: (device: Device) => one(device.site), isClosed: true }],
  ['role', { read: (device: Device) => one(device.role), isClosed: true }],
  ['tag', { read: (device: Device) => device.tags, isClosed: true }],
  ['group', { read: (device: Device) => device.groups, isClosed: true }],
  ['credential', { read: (device: Device) => [device.credential], isClosed: true }],
  ['algorithms', { read: (device: Device) => [device.algorithms], isClosed: false }],
]);

const PLURALS: ReadonlyMap<string, string> = new Map([
  ['tags', 'tag'],
  ['groups', 'group'],
]);

/** Facts a selector may name before any is known. */
const FACT_FIELDS = ['version', 'model', 'serial', 'uptime', 'hostname', 'config_saved'];

export interface Field {
  readonly read: FieldReader;
  readonly isClosed: boolean;
}

/** Whether `name` needs the fact table. `data.version` does not. */
export function isFact(name: string): boolean {
  return FACT_FIELDS.includes(name);
}

/**
 * The meaning of `name`: a device's own field, a fact (the inventory's data of that name where the fact is not known),
 * or data, with or without `data.` before it.
 * @throws {RollcallError} BAD_SELECTOR with near matches and the legal fields
 */
export function fieldNamed(name: string, devices: readonly Device[], facts: FactTable): Field {
  const own = DEVICE_FIELDS.get(PLURALS.get(name) ?? name);
  if (own) return own;
  const path = name.replace(/^data\./, '');
  if (isFact(name)) {
    const read: FieldReader = (device) => {
      const fact = facts.get(device.name)?.[name];
      return fact === undefined ? valuesAt(device.data, path) : [fact];
    };
    return { read, isClosed: false };
  }
  const read: FieldReader = (device) => valuesAt(device.data, path);
  if (devices.some((device) => read(device).length > 0)) return { read, isClosed: false };
  throw unknownField(name, devices);
}

function unknownField(name: string, devices: readonly Device[]): RollcallError {
  const data = [...new Set(devices.flatMap((device) => Object.keys(device.data)))].sort().slice(0, 30);
  const legal = [
    ...DEVICE_FIELDS.keys(),
    ...FACT_FIELDS,
    'run',
    'status',
    ...data.map((key) => `data.${oneLine(key, 40)}`),
  ];
  const near = nearMatches(name, [...legal, ...data]);
  return new RollcallError('BAD_SELECTOR', `There is no field \`${name}\`.`, {
    hint: `${near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : ''}Fields: ${legal.join(', ')}.`,
  });
}

/** `a.b` is the key `a.b`, or `b` inside `a`; lists stand for each of their items. */
function valuesAt(value: JsonValue | undefined, path: string): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => valuesAt(item, path));
  if (typeof value !== 'object') return path === '' ? [String(value)] : [];
  const map = value as { readonly [key: string]: JsonValue };
  if (Object.hasOwn(map, path)) return valuesAt(map[path], '');
  const [first = '', ...rest] = path.split('.');
  return rest.length > 0 && Object.hasOwn(map, first) ? valuesAt(map[first], rest.join('.')) : [];
}
