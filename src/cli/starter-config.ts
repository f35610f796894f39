/** The first `rollcall.yaml` of a user. Knows what is asked and how it is written down. Pure but for one look at a path. */
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { RollcallError } from '../core/errors.ts';

export const INVENTORY_TYPES = ['nornir', 'ansible', 'csv', 'oxidized'] as const;
export type InventoryType = (typeof INVENTORY_TYPES)[number];

export interface StarterAnswers {
  readonly inventory: { readonly type: InventoryType; readonly path: string };
  readonly username: string;
  /** `agent`, or a reference: `env:NAME`, `file:/path`, `cmd:program args`. */
  readonly login: string;
}

/** YAML with a comment wherever a reader may want to change something. */
export function starterConfig({ inventory, username, login }: StarterAnswers): string {
  const secret = login === 'agent' ? 'agent: true' : `password: ${JSON.stringify(login)}`;
  return `# Rollcall. Every field and its default: see the README. Check this file with: rollcall doctor

inventory:
  - type: ${inventory.type}
    path: ${JSON.stringify(inventory.path)}

# Logins, by name. Secrets are references: env:NAME, file:/path (readable by you alone) or cmd:program args.
credentials:
  default:
    username: ${JSON.stringify(username)}
    ${secret}
    # enable: "file:~/.config/rollcall/enable"

# Exceptions; the last one that matches wins.
devices: []
#  - select: "platform=cisco_ios version<15"
#    algorithms: legacy

ssh:
  # accept-new keeps the first key a device proves; strict wants \`rollcall enroll\` first. A changed key is always refused.
  host_keys: accept-new
`;
}

/** What kind of inventory a path looks like; null when nothing tells. @throws {RollcallError} BAD_INPUT when it is not there */
export async function guessInventoryType(path: string): Promise<InventoryType | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new RollcallError('BAD_INPUT', `There is no inventory at ${path}.`);
  if (found.isDirectory()) return 'nornir';
  const extension = extname(path).toLowerCase();
  if (extension === '.csv' || extension === '.tsv') return 'csv';
  if (extension === '.db' || basename(path).startsWith('router.db')) return 'oxidized';
  if (extension === '.ini' || extension === '.cfg') return 'ansible';
  if (extension !== '.yaml' && extension !== '.yml') return null;
  // An Ansible inventory in YAML begins with a group that has hosts or children; Nornir's with a device.
  return /^ {1,8}(?:hosts|children):/m.test(await readFile(path, 'utf8')) ? 'ansible' : 'nornir';
}
