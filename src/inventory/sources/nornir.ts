/** Nornir's SimpleInventory: hosts, groups and defaults in YAML. Knows its inheritance; sees no password. */
import { dirname, join } from 'node:path';
import type { SourceConfig } from '../../config/config.ts';
import { parseYaml } from '../../config/parse-yaml.ts';
import { nearMatches } from '../../core/text.ts';
import type { JsonValue } from '../device.ts';
import {
  asVariables,
  inventoryError,
  mergedVariables,
  type RawDevice,
  rawDevice,
  type SourceContext,
  secretWarning,
  type Variables,
} from './raw-device.ts';

type NornirSource = Extract<SourceConfig, { type: 'nornir' }>;

/** A host, a group or the defaults: the same keys for all three. */
interface Element {
  readonly name: string;
  readonly place: string;
  readonly fields: Variables;
}

// Plugins whose connection options say how to reach a device over SSH, most specific first.
const SSH_PLUGINS = ['ssh', 'netmiko', 'scrapli', 'paramiko'];
const OWN_KEYS = ['hostname', 'port', 'username', 'password', 'platform', 'groups', 'data', 'connection_options'];
// A `<<: *defaults` in each of some thousands of hosts is usual; a bomb needs hundreds of millions.
const MAX_ALIASES = 100_000;

/**
 * Every host, with what its groups (depth first, in the order named) and the defaults say where it says nothing.
 * @throws {RollcallError} INVENTORY_INVALID naming file and line
 */
export async function readNornir(source: NornirSource, context: SourceContext): Promise<readonly RawDevice[]> {
  const path = source.hosts ?? source.path ?? '';
  const hostsFile =
    source.hosts === undefined && (await context.files.isFolder(path)) ? join(path, 'hosts.yaml') : path;
  const beside = (name: string) => join(dirname(hostsFile), name);
  const read = (given: string | undefined, name: string) =>
    given === undefined ? context.files.readIfPresent(beside(name)) : context.files.read(given);
  const hosts = elements(await context.files.read(hostsFile), hostsFile);
  const groupsFile = source.groups ?? beside('groups.yaml');
  const groups = elements((await read(source.groups, 'groups.yaml')) ?? '', groupsFile);
  const defaultsFile = source.defaults ?? beside('defaults.yaml');
  const defaults = defaultsElement((await read(source.defaults, 'defaults.yaml')) ?? '', defaultsFile);
  const byName = new Map(groups.map((group) => [group.name, group]));
  return hosts.map((host) => device(host, ancestors(host, byName), defaults, context));
}

function elements(text: string, file: string): Element[] {
  const yaml = parseYaml(text, { file, code: 'INVENTORY_INVALID', maxAliasCount: MAX_ALIASES });
  if (yaml.value === undefined) return [];
  const top = asVariables(yaml.value);
  if (!top) throw inventoryError(file, 'must be a map of names');
  const lines = yaml.keyLines([]);
  return Object.entries(top).map(([name, value]) => {
    const place = `${file}:${lines.get(name) ?? 1}`;
    const fields = value === null ? {} : asVariables(value);
    if (!fields) throw inventoryError(place, 'must be a map of fields, such as `hostname: 10.0.0.1`');
    return { name, place, fields };
  });
}

function defaultsElement(text: string, file: string): Element {
  const yaml = parseYaml(text, { file, code: 'INVENTORY_INVALID', maxAliasCount: MAX_ALIASES });
  const fields = yaml.value === undefined ? {} : asVariables(yaml.value);
  if (!fields) throw inventoryError(file, 'must be a map of fields');
  return { name: 'defaults', place: file, fields };
}

/** Groups of `element`, each followed by its own groups, each once. */
function ancestors(element: Element, byName: ReadonlyMap<string, Element>, seen = new Set<Element>()): Set<Element> {
  const names = element.fields['groups'] ?? [];
  if (!Array.isArray(names)) throw inventoryError(element.place, '`groups` must be a list of group names');
  for (const name of names.map(String)) {
    const group = byName.get(name);
    if (!group) {
      const near = nearMatches(name, byName.keys());
      const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Add it to the groups file.';
      throw inventoryError(element.place, `there is no group \`${name}\``, hint);
    }
    if (seen.has(group)) continue;
    seen.add(group);
    ancestors(group, byName, seen);
  }
  return seen;
}

function device(host: Element, groups: ReadonlySet<Element>, defaults: Element, context: SourceContext): RawDevice {
  const chain = [host, ...groups, defaults];
  for (const { fields, place } of chain) {
    if (fields['password']) context.warn(secretWarning(place, 'password'), host.name);
  }
  const option = (key: string, plugins: readonly string[]) => firstSaid(chain.flatMap((e) => options(e, key, plugins)));
  const own = (key: string) => firstSaid(chain.map((element) => element.fields[key]));
  return rawDevice(
    {
      name: host.name,
      place: host.place,
      groups: [...groups].map((group) => group.name),
      reach: {
        host: option('hostname', SSH_PLUGINS) ?? own('hostname'),
        port: option('port', SSH_PLUGINS) ?? own('port'),
        user: option('username', SSH_PLUGINS) ?? own('username'),
        platform: own('platform') ?? option('platform', [...SSH_PLUGINS, 'napalm']),
      },
      variables: mergedVariables(chain.reverse().map(variables)),
    },
    context,
  );
}

function options(element: Element, key: string, plugins: readonly string[]): (JsonValue | undefined)[] {
  const all = asVariables(element.fields['connection_options']) ?? {};
  return plugins.map((plugin) => asVariables(all[plugin])?.[key]);
}

/** `data`, and top-level keys Nornir does not define, such as `site`. */
function variables({ fields }: Element): Variables {
  const others = Object.entries(fields).filter(([key]) => !OWN_KEYS.includes(key));
  return { ...Object.fromEntries(others), ...asVariables(fields['data']) };
}

function firstSaid(values: readonly (JsonValue | undefined)[]): JsonValue | undefined {
  return values.find((value) => value !== undefined && value !== null);
}
