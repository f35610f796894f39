/** VLAN lists that are changed by `add` and `remove`, as trunks take them. Knows numbers and ranges only. */

const ALLOWED = 'switchport trunk allowed vlan ';
const FIRST = 1;
const LAST = 4_094;

/**
 * The line that stands after `typed`, given the block it is typed in: `… vlan add 30` on `… vlan 10,20` gives
 * `… vlan 10,20,30`. Lines that are no such thing come back as they are; null when nothing changes.
 */
export function mergedVlanLine(typed: string, block: readonly string[]): string | null {
  // switchport trunk allowed vlan add 30-40,50
  const [, verb, list] = /^switchport trunk allowed vlan (add|remove) ([\d,-]+)$/.exec(typed) ?? [];
  if (verb === undefined || list === undefined) return typed;
  const current = block.find((line) => line.startsWith(ALLOWED))?.slice(ALLOWED.length);
  // Without a list a trunk takes every VLAN.
  const vlans = new Set(current === undefined ? numbersOf(`${FIRST}-${LAST}`) : numbersOf(current));
  for (const vlan of numbersOf(list)) {
    if (verb === 'add') vlans.add(vlan);
    else vlans.delete(vlan);
  }
  const merged = rangesOf([...vlans].sort((a, b) => a - b));
  return merged === (current ?? `${FIRST}-${LAST}`) ? null : `${ALLOWED}${merged === '' ? 'none' : merged}`;
}

function numbersOf(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map(Number);
    if (Number.isNaN(from) || Number.isNaN(to) || to > LAST) return [];
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  });
}

/** `[10, 20, 21, 22]` as `10,20-22`; two in a row stay apart, as the devices print them. */
function rangesOf(vlans: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const vlan of vlans) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === vlan - 1) run[1] = vlan;
    else runs.push([vlan, vlan]);
  }
  return runs
    .map(([first, last]) => (last - first > 1 ? `${first}-${last}` : first === last ? `${first}` : `${first},${last}`))
    .join(',');
}
