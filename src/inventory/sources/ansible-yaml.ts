/** Ansible's YAML inventory and variable files. Knows groups, hosts and the vault tag; decrypts nothing. */
import type { ScalarTag } from 'yaml';
import { parseYaml, type YamlFile } from '../../config/parse-yaml.ts';
import type { AnsibleGroup, AnsibleTree } from './ansible-tree.ts';
import { asVariables, inventoryError, type Variables } from './raw-device.ts';

// One `<<: *defaults` per host is usual; a bomb needs hundreds of millions.
const MAX_ALIASES = 100_000;

/** Called with the file when something in it is encrypted. */
export type OnVault = (file: string) => void;

/**
 * Adds the hosts and groups of `text` to `tree`.
 * @throws {RollcallError} INVENTORY_INVALID naming the line
 */
export function readAnsibleYaml(text: string, file: string, tree: AnsibleTree, onVault: OnVault): void {
  const yaml = parse(text, file, onVault);
  if (yaml.value === undefined) return;
  const top = asVariables(yaml.value);
  if (!top) throw inventoryError(file, 'must be a map of groups, such as `all:`');
  addGroups(top, [], null, { yaml, file, tree });
}

/**
 * A file of group_vars or host_vars. Wholly encrypted or empty: no variables.
 * @throws {RollcallError} INVENTORY_INVALID naming the line
 */
export function readVariables(text: string, file: string, onVault: OnVault): Variables {
  if (text.startsWith('$ANSIBLE_VAULT')) {
    onVault(file);
    return {};
  }
  const { value } = parse(text, file, onVault);
  const variables = value === undefined ? {} : asVariables(value);
  if (!variables) throw inventoryError(file, 'must be a map of variables');
  return variables;
}

function parse(text: string, file: string, onVault: OnVault): YamlFile {
  const vault: ScalarTag = {
    tag: '!vault',
    resolve: () => {
      onVault(file);
      return null;
    },
  };
  const unsafe: ScalarTag = { tag: '!unsafe', resolve: (value) => value };
  return parseYaml(text, { file, code: 'INVENTORY_INVALID', maxAliasCount: MAX_ALIASES, tags: [vault, unsafe] });
}

interface Place {
  readonly yaml: YamlFile;
  readonly file: string;
  readonly tree: AnsibleTree;
}

function addGroups(groups: Variables, path: readonly string[], parent: AnsibleGroup | null, at: Place): void {
  const lines = at.yaml.keyLines(path);
  for (const [name, value] of Object.entries(groups)) {
    const place = `${at.file}:${lines.get(name) ?? 1}`;
    const group = at.tree.group(name, place);
    if (parent) group.parents.add(parent);
    const parts = mapOrNothing(value, place, `the group \`${name}\``);
    const unknown = Object.keys(parts).find((key) => !['hosts', 'children', 'vars'].includes(key));
    if (unknown !== undefined) {
      const hint = 'A group has `hosts`, `children` and `vars`; other groups belong under `children`.';
      throw inventoryError(place, `the group \`${name}\` has the unknown key \`${unknown}\``, hint);
    }
    group.variables = { ...group.variables, ...mapOrNothing(parts['vars'], place, '`vars`') };
    addHosts(mapOrNothing(parts['hosts'], place, '`hosts`'), [...path, name, 'hosts'], group, at);
    addGroups(mapOrNothing(parts['children'], place, '`children`'), [...path, name, 'children'], group, at);
  }
}

function addHosts(hosts: Variables, path: readonly string[], group: AnsibleGroup, at: Place): void {
  const lines = at.yaml.keyLines(path);
  for (const [pattern, value] of Object.entries(hosts)) {
    const place = `${at.file}:${lines.get(pattern) ?? 1}`;
    at.tree.addHosts(pattern, group, mapOrNothing(value, place, `the host \`${pattern}\``), place);
  }
}

function mapOrNothing(value: unknown, place: string, what: string): Variables {
  if (value === undefined || value === null) return {};
  const map = asVariables(value);
  if (!map) throw inventoryError(place, `${what} must be a map`);
  return map;
}
