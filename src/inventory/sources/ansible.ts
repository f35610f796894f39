/** An Ansible inventory, YAML or INI, with group_vars and host_vars beside it. Knows precedence; sees no password. */
import { dirname, join } from 'node:path';
import type { SourceConfig } from '../../config/config.ts';
import type { JsonValue } from '../device.ts';
import { readAnsibleIni } from './ansible-ini.ts';
import { type AnsibleGroup, type AnsibleHost, createAnsibleTree, groupsOf } from './ansible-tree.ts';
import { type OnVault, readAnsibleYaml, readVariables } from './ansible-yaml.ts';
import {
  mergedVariables,
  type RawDevice,
  rawDevice,
  type SourceContext,
  secretWarning,
  type Variables,
} from './raw-device.ts';

type AnsibleSource = Extract<SourceConfig, { type: 'ansible' }>;
type FileVariables = ReadonlyMap<string, Variables>;

/**
 * Every host that is not reached by `ansible_connection: local`.
 * @throws {RollcallError} INVENTORY_INVALID naming file and line
 */
export async function readAnsible(source: AnsibleSource, context: SourceContext): Promise<readonly RawDevice[]> {
  const onVault: OnVault = (file) => context.warn(`${file}: encrypted values are ignored: Rollcall opens no vault`);
  const text = await context.files.read(source.path);
  const tree = createAnsibleTree();
  const isYaml = /\.(?:ya?ml|json)$/i.test(source.path) || looksLikeYaml(text);
  if (isYaml) readAnsibleYaml(text, source.path, tree, onVault);
  else readAnsibleIni(text, source.path, tree);
  const all = tree.group('all', source.path);
  for (const group of tree.groups.values()) {
    if (group !== all && group.parents.size === 0) group.parents.add(all);
  }
  const beside = (folder: string, names: ReadonlyMap<string, unknown>) =>
    variableFiles(join(dirname(source.path), folder), names, context, onVault);
  const groupVariables = await beside('group_vars', tree.groups);
  const hostVariables = await beside('host_vars', tree.hosts);
  const depths = new Map<AnsibleGroup, number>();
  return [...tree.hosts.values()].flatMap((host) => {
    const groups = groupsOf(host, depths);
    const variables = mergedVariables([
      ...groups.map((group) => group.variables),
      ...groups.map((group) => groupVariables.get(group.name)),
      host.variables,
      hostVariables.get(host.name),
    ]);
    return device(host, groups, variables, context);
  });
}

/** The first line that says something is `---` or `all:`; in INI it is `[group]` or a host. */
function looksLikeYaml(text: string): boolean {
  const first = text.split(/\r?\n/).find((line) => /^\s*[^#\s]/.test(line));
  return first !== undefined && /^(?:---|[\w-]+:\s*$)/.test(first);
}

/** Variables of each name that has a file `name`, `name.yml`, `.yaml` or `.json`, or a folder of such files. */
async function variableFiles(
  folder: string,
  names: ReadonlyMap<string, unknown>,
  context: SourceContext,
  onVault: OnVault,
): Promise<FileVariables> {
  const found = new Map<string, Variables>();
  const add = async (name: string, file: string) => {
    const variables = readVariables(await context.files.read(file), file, onVault);
    found.set(name, { ...found.get(name), ...variables });
  };
  for (const entry of await context.files.list(folder)) {
    const name = entry.replace(VARIABLE_FILE, '');
    if (!names.has(name)) continue;
    const path = join(folder, entry);
    if (!(await context.files.isFolder(path))) {
      await add(name, path);
      continue;
    }
    for (const inner of await context.files.list(path)) {
      if (VARIABLE_FILE.test(inner) || /^[\w-]+$/.test(inner)) await add(name, join(path, inner));
    }
  }
  return found;
}

const VARIABLE_FILE = /\.(?:ya?ml|json)$/;

function device(
  host: AnsibleHost,
  groups: readonly AnsibleGroup[],
  variables: Variables,
  context: SourceContext,
): RawDevice[] {
  const { name, place } = host;
  if (variables['ansible_connection'] === 'local') {
    context.warn(`${place}: skipped, its ansible_connection is local`, name);
    return [];
  }
  for (const [key, value] of Object.entries(variables)) {
    if (/^ansible_.*pass/.test(key) && typeof value === 'string') context.warn(secretWarning(place, key), name);
    if (/^ansible_ssh_(?:common|extra)_args$/.test(key) && value) {
      const file = place.replace(/:\d+$/, '');
      context.warn(`${file}: \`${key}\` is ignored: name a jump host in \`jump\`, or in ~/.ssh/config`, name);
    }
  }
  const said = (...keys: string[]): JsonValue | undefined => {
    const key = keys.find((candidate) => variables[candidate] !== undefined && variables[candidate] !== null);
    return key === undefined ? undefined : withoutTemplate(variables[key], key, host, context);
  };
  const reach = {
    host: said('ansible_host', 'ansible_ssh_host'),
    port: said('ansible_port', 'ansible_ssh_port'),
    user: said('ansible_user', 'ansible_ssh_user'),
    platform: said('ansible_network_os'),
    identityFile: said('ansible_ssh_private_key_file', 'ansible_private_key_file'),
  };
  const named = groups.map((group) => group.name).filter((group) => group !== 'all' && group !== 'ungrouped');
  const others = Object.entries(variables).filter(([key]) => !key.startsWith('ansible_'));
  return [rawDevice({ name, place, groups: named, reach, variables: Object.fromEntries(others) }, context)];
}

/** The one template that needs no engine is filled in; a value with any other is left out, with a warning. */
function withoutTemplate(
  value: JsonValue | undefined,
  key: string,
  host: AnsibleHost,
  context: SourceContext,
): JsonValue | undefined {
  if (typeof value !== 'string') return value;
  const filled = value.replace(/\{\{ ?inventory_hostname ?\}\}/g, () => host.name);
  if (!filled.includes('{{')) return filled;
  context.warn(`${host.place.replace(/:\d+$/, '')}: \`${key}\` is ignored: templates are not evaluated`, host.name);
  return undefined;
}
