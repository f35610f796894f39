/** Whether a configuration still lets its operator in. Knows the lines that matter; nothing of connections. */
import type { ConfigTree } from '../config-tree.ts';
import type { Access } from '../personality.ts';

export interface AccessRules {
  /** The block of the management port, e.g. `interface mgmt0`. */
  readonly port: string;
  /** The line in it that holds its address. */
  readonly address: RegExp;
  /** The top-level line that lets the login user in. */
  readonly user: RegExp;
  /** Whether the device takes no SSH connection at all. */
  readonly isClosed?: (tree: ConfigTree) => boolean;
}

/** How the device with this configuration can be reached. */
export function accessOf(tree: ConfigTree, rules: AccessRules): Access {
  const port = tree.block(rules.port);
  if (port === null || port.includes('shutdown') || !port.some((line) => rules.address.test(line))) return 'silent';
  if (tree.block('no ip routing') !== null) return 'silent';
  if (rules.isClosed?.(tree) === true) return 'refused';
  return tree.nodes().some((node) => rules.user.test(node.line)) ? 'open' : 'nobody';
}

/** Whether no terminal line takes SSH: `transport input none`, or an access list that lets nobody in. */
export function isVtyClosed(tree: ConfigTree): boolean {
  const lines = tree.nodes().filter((node) => node.line.startsWith('line vty'));
  return lines.every(({ line }) => {
    const settings = tree.block(line) ?? [];
    const list = settings.map((one) => /^access-class (\S+) in/.exec(one)?.[1]).find((name) => name !== undefined);
    return settings.includes('transport input none') || (list !== undefined && letsNobodyIn(tree, list));
  });
}

/** A list that does not exist lets everybody in. */
function letsNobodyIn(tree: ConfigTree, list: string): boolean {
  const named = tree.nodes().find((node) => /^ip access-list \S/.test(node.line) && node.line.endsWith(` ${list}`));
  const entries = named === undefined ? [] : [...(tree.block(named.line) ?? [])];
  for (const { line } of tree.nodes()) {
    if (line.startsWith(`access-list ${list} `)) entries.push(line.slice(`access-list ${list} `.length));
  }
  const permits = entries.findIndex((entry) => /^(?:\d+ |seq \d+ )?permit\b/.test(entry));
  const before = permits < 0 ? entries : entries.slice(0, permits);
  const deniesAll = before.some((entry) => /^(?:\d+ |seq \d+ )?deny\b/.test(entry) && /\bany\b/.test(entry));
  return deniesAll || (entries.length > 0 && permits < 0);
}
