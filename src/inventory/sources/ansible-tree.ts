/** Ansible's hosts and groups, however they were written down. Knows membership and precedence; reads no file. */
import type { JsonValue } from '../device.ts';
import { inventoryError, type Variables } from './raw-device.ts';

export interface AnsibleGroup {
  readonly name: string;
  readonly place: string;
  readonly parents: Set<AnsibleGroup>;
  variables: Variables;
}

export interface AnsibleHost {
  readonly name: string;
  readonly place: string;
  readonly groups: Set<AnsibleGroup>;
  variables: Variables;
}

export interface AnsibleTree {
  readonly groups: ReadonlyMap<string, AnsibleGroup>;
  readonly hosts: ReadonlyMap<string, AnsibleHost>;
  /** The group of that name, made where it is new. */
  group(name: string, place: string): AnsibleGroup;
  /** Every host of a pattern such as `sw[01:20]` or `sw1:2222`, put into `group`; variables add to earlier ones. */
  addHosts(pattern: string, group: AnsibleGroup, variables: Variables, place: string): void;
}

// More in one range is a typing error.
const MAX_RANGE = 100_000;

export function createAnsibleTree(): AnsibleTree {
  const groups = new Map<string, AnsibleGroup>();
  const hosts = new Map<string, AnsibleHost>();
  return {
    groups,
    hosts,
    group(name, place) {
      const known = groups.get(name);
      if (known) return known;
      const made: AnsibleGroup = { name, place, parents: new Set(), variables: {} };
      groups.set(name, made);
      return made;
    },
    addHosts(pattern, group, variables, place) {
      // `sw1:2222`, `sw[1:3]:2222`: the port is a variable like any other. `2001:db8::1` has none.
      const port = /:(\d{1,5})$/.exec(pattern);
      const hasPort =
        port !== null &&
        !pattern
          .slice(0, port.index)
          .replace(/\[[^[\]]*\]/g, '')
          .includes(':');
      const bare = hasPort ? pattern.slice(0, port.index) : pattern;
      for (const name of expandRange(bare, place)) {
        const host: AnsibleHost = hosts.get(name) ?? { name, place, groups: new Set(), variables: {} };
        host.groups.add(group);
        host.variables = { ...host.variables, ...(hasPort && { ansible_port: Number(port[1]) }), ...variables };
        hosts.set(name, host);
      }
    },
  };
}

/**
 * Every group of a host, ancestors included, in the order in which their variables apply: shallow before deep, then
 * by `ansible_group_priority`, then by name.
 * @throws {RollcallError} INVENTORY_INVALID for a group inside itself
 */
export function groupsOf(host: AnsibleHost, depths: Map<AnsibleGroup, number>): readonly AnsibleGroup[] {
  const all = new Set<AnsibleGroup>();
  const visit = (group: AnsibleGroup) => {
    if (all.has(group)) return;
    all.add(group);
    for (const parent of group.parents) visit(parent);
  };
  for (const group of host.groups) visit(group);
  return [...all].sort(
    (a, b) => depthOf(a, depths) - depthOf(b, depths) || priority(a) - priority(b) || (a.name < b.name ? -1 : 1),
  );
}

/** Longest way from the top; -1 marks a group whose depth is being worked out. */
function depthOf(group: AnsibleGroup, depths: Map<AnsibleGroup, number>): number {
  const known = depths.get(group);
  if (known === -1) throw inventoryError(group.place, `the group \`${group.name}\` is inside itself`);
  if (known !== undefined) return known;
  depths.set(group, -1);
  const depth = group.name === 'all' ? 0 : 1 + Math.max(0, ...[...group.parents].map((up) => depthOf(up, depths)));
  depths.set(group, depth);
  return depth;
}

function priority(group: AnsibleGroup): number {
  const value: JsonValue | undefined = group.variables['ansible_group_priority'];
  return typeof value === 'number' ? value : 1;
}

/** `sw[01:03]` -> `sw01 sw02 sw03`; `[a:c]` and a step `[0:10:5]` likewise; several ranges multiply. */
function expandRange(pattern: string, place: string): readonly string[] {
  // Matches `[1:3]`, the first range of `r[1:3]-sw[01:20]`.
  const range = /\[(?:(\d{1,9}):(\d{1,9})|([a-zA-Z]):([a-zA-Z]))(?::(\d{1,5}))?\]/.exec(pattern);
  if (!range) return [pattern];
  const [whole, from, to, first = '', last = '', step = '1'] = range;
  const before = pattern.slice(0, range.index);
  const after = pattern.slice(range.index + whole.length);
  const isNumeric = from !== undefined && to !== undefined;
  const start = isNumeric ? Number(from) : first.charCodeAt(0);
  const end = isNumeric ? Number(to) : last.charCodeAt(0);
  const count = Math.floor((end - start) / Number(step)) + 1;
  if (!(count >= 1 && count <= MAX_RANGE))
    throw inventoryError(place, `the range in \`${pattern}\` is empty or too long`);
  const rest = expandRange(after, place);
  if (count * rest.length > MAX_RANGE) throw inventoryError(place, `\`${pattern}\` stands for too many hosts`);
  return Array.from({ length: count }, (_, i) => start + i * Number(step)).flatMap((value) => {
    const text = isNumeric
      ? String(value).padStart(from.startsWith('0') ? from.length : 0, '0')
      : String.fromCharCode(value);
    return rest.map((tail) => before + text + tail);
  });
}
