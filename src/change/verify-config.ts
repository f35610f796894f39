/** Whether a device has what a plan wanted. Compares trees; reads nothing, and forgives what the device added by itself. */
import { diffConfigs } from '../configtext/config-diff.ts';
import type { ConfigTree } from '../configtext/config-tree.ts';
import { setLinesOf } from '../configtext/statement-tree.ts';
import type { ConfigSyntax } from '../core/config-syntax.ts';

export interface Verdict {
  /** Lines the plan brings that are not there: `interface Gi1 > description x`, `set system location …`. */
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
  const between = syntax.form === 'braces' ? statements : lines;
  const planned = between(base, wanted, syntax);
  const open = between(found, wanted, syntax);
  const isGone = (path: string) => isTakenBack(path, syntax) && !holds(open.removed, path.replace(NO, '$1'));
  const missing = [...open.added].filter((path) => planned.added.has(path) && !isGone(path));
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

interface Changed {
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

// interface Gi1 > no cdp enable
const NO = /(^|> )no (?=\S[^>]*$)/;

/** `no cdp run`: many devices show nothing where something was taken back. */
const isTakenBack = (path: string, { negation }: ConfigSyntax): boolean => negation === 'no' && NO.test(path);

/** The line, or what begins so: `no description` takes `description x` away. */
const holds = (paths: ReadonlySet<string>, line: string): boolean =>
  [...paths].some((path) => path === line || path.startsWith(`${line} `));

/** Braces are the printer's choice: `system { location { … } }` is compared as `set system location …`. */
function statements(from: ConfigTree, to: ConfigTree): Changed {
  const texts = (tree: ConfigTree) => new Set(setLinesOf(tree).map(({ text }) => text));
  const [old, now] = [texts(from), texts(to)];
  return {
    added: new Set([...now].filter((text) => !old.has(text))),
    removed: new Set([...old].filter((text) => !now.has(text))),
  };
}

/** Every changed line with the headers it stands under. */
function lines(from: ConfigTree, to: ConfigTree, syntax: ConfigSyntax): Changed {
  const added = new Set<string>();
  const removed = new Set<string>();
  const headers: string[] = [];
  for (const { op, depth, text } of diffConfigs(from, to, syntax).lines) {
    headers.length = depth;
    const path = [...headers, text].join(' > ');
    headers.push(text);
    if (op === '+') added.add(path);
    else if (op === '-') removed.add(path);
  }
  return { added, removed };
}
