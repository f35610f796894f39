/** Which programs the real lab needs, and what to say when one is missing. Knows paths; installs nothing. */
import { accessSync, constants } from 'node:fs';

/** Debian's places; elsewhere `npm run setup` names the packages. */
export const PROGRAMS = {
  sshd: '/usr/sbin/sshd',
  sshKeygen: '/usr/bin/ssh-keygen',
  dropbear: '/usr/sbin/dropbear',
  dropbearkey: '/usr/bin/dropbearkey',
  zebra: '/usr/lib/frr/zebra',
  bgpd: '/usr/lib/frr/bgpd',
  staticd: '/usr/lib/frr/staticd',
  vtysh: '/usr/bin/vtysh',
  frrReload: '/usr/lib/frr/frr-reload.py',
  ip: '/usr/sbin/ip',
  unshare: '/usr/bin/unshare',
} as const;

/** What keeps the lab from starting, in words; empty when nothing does. */
export function missingParts(): string[] {
  const missing: string[] = Object.values(PROGRAMS).filter((path) => !isExecutable(path));
  if (process.getuid?.() !== 0) missing.push('root (network namespaces and test users need it)');
  return missing;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
