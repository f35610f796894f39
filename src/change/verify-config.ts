/** Whether a device has what a plan wanted. Compares trees; reads nothing, and forgives what the device added by itself. */
import { type ConfigDiff, diffConfigs } from '../configtext/config-diff.ts';
import type { ConfigTree } from '../configtext/config-tree.ts';
import type { ConfigSyntax } from '../core/config-syntax.ts';

export interface Verdict {
  /** Lines the plan brings that are not there, `interface Gi1/ > description x`. */
  readonly missing: readonly string[];
  /** Lines the plan takes away that are still there. */
  readonly left: readonly string[];
  /** Lines that changed besides: defaults the device shows now, or somebody else's work. */
  readonly besides: readonly string[];
  /** How many of the lines that the plan brings or takes away are as it wants them. */
  readonly inForce: number;
}

/** `base`: before; `wanted`: as the plan foresees it; `found`: as the device has it now. */
export function verifyConfig(base: ConfigTree, wanted: ConfigTree, found: ConfigTree, syntax: ConfigSyntax): Verdict {
  const planned = paths(diffConfigs(base, wanted, syntax));
  const open = paths(diffConfigs(found, wanted, syntax));
  const missing = [...open.added].filter((path) => planned.added.has(path));
  const left = [...open.removed].filter((path) => planned.removed.has(path));
  return {
    missing,
    left,
    inForce: planned.added.size + planned.removed.size - missing.length - left.length,
    besides: [
      ...[...open.removed].filter((path) => !planned.removed.has(path)).map((path) => `+ ${path}`),
      ...[...open.added].filter((path) => !planned.added.has(path)).map((path) => `- ${path}`),
    ],
  };
}

/** Every changed line with the headers it stands under. */
function paths(diff: ConfigDiff): { readonly added: ReadonlySet<string>; readonly removed: ReadonlySet<string> } {
  const added = new Set<string>();
  const removed = new Set<string>();
  const headers: string[] = [];
  for (const { op, depth, text } of diff.lines) {
    headers.length = depth;
    const path = [...headers, text].join(' > ');
    headers.push(text);
    if (op === '+') added.add(path);
    else if (op === '-') removed.add(path);
  }
  return { added, removed };
}
