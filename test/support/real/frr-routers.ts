/**
 * Real FRR routers: each with zebra, bgpd and staticd in its own network and host-name namespace, and an OpenSSH
 * server in front whose only command is that router's vtysh. Knows FRR; needs root.
 */
import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { run, tryRun } from './commands.ts';
import { PROGRAMS } from './parts.ts';
import { inNamespaces, type LabAccount, type RealHost, startSshd } from './ssh-servers.ts';

/** Stands in every router's configuration; no answer, log or error of ours may show it. */
export const BGP_PASSWORD = 'S3cretBgp';

/** Groups without which vtysh may not read its own configuration. */
export const VTYSH_GROUPS = 'frrvty,frr';

interface FrrOwner {
  readonly uid: number;
  readonly gid: number;
}

/** Router `index` of the lab `mark`, on a loopback port, configured and answering. */
export async function startRouter(
  account: LabAccount,
  mark: string,
  index: number,
  port: number,
  owner: FrrOwner,
): Promise<RealHost> {
  const space = spaceOf(mark, index);
  const name = `frr${String(index).padStart(2, '0')}`;
  await run(PROGRAMS.ip, ['netns', 'add', space]);
  await run(PROGRAMS.ip, ['-n', space, 'link', 'set', 'lo', 'up']);
  // A bridge stands in for an interface: dummy links are missing from small kernels.
  await run(PROGRAMS.ip, ['-n', space, 'link', 'add', 'e0', 'type', 'bridge']);
  await run(PROGRAMS.ip, ['-n', space, 'link', 'set', 'e0', 'up']);
  writeConfig(space, name, index, owner);
  for (const daemon of [PROGRAMS.zebra, PROGRAMS.bgpd, PROGRAMS.staticd]) {
    await inNamespaces(space, name, [daemon, '-N', space, '-d', '-A', '127.0.0.1', '--log-level', 'errors']);
  }
  await inNamespaces(undefined, name, [PROGRAMS.vtysh, '-N', space, '-b']);
  return startSshd(account, {
    name,
    platform: 'frr',
    port,
    config: ['SetEnv VTYSH_PAGER=/bin/cat', `ForceCommand exec ${PROGRAMS.vtysh} -N ${space}`],
  });
}

/** Types `lines` into the configuration of router `index` of the lab `mark`, as somebody at its console would. */
export async function typeInVtysh(mark: string, index: number, lines: readonly string[]): Promise<void> {
  const typed = ['configure terminal', ...lines].flatMap((line) => ['-c', line]);
  await run(PROGRAMS.vtysh, ['-N', spaceOf(mark, index), ...typed]);
}

const spaceOf = (mark: string, index: number): string => `${mark}r${index}`;

/** Removes what `startRouter` left outside the lab's folder. Its processes are ended by then. */
export async function removeRouter(space: string): Promise<void> {
  await tryRun(PROGRAMS.ip, ['netns', 'del', space]);
  for (const folder of [`/etc/frr/${space}`, `/var/run/frr/${space}`]) rmSync(folder, { recursive: true, force: true });
}

function writeConfig(space: string, name: string, index: number, owner: FrrOwner): void {
  for (const [folder, mode] of [
    [`/etc/frr/${space}`, 0o770],
    [`/var/run/frr/${space}`, 0o755],
  ] as const) {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, mode);
    chownSync(folder, owner.uid, owner.gid);
  }
  const files = {
    'vtysh.conf': 'service integrated-vtysh-config\n',
    'frr.conf': [
      'frr defaults datacenter',
      `hostname ${name}`,
      'service integrated-vtysh-config',
      'interface e0',
      ' description uplink to core',
      ` ip address 10.${index}.0.1/24`,
      'exit',
      `router bgp ${65_000 + index}`,
      ` bgp router-id 10.${index}.0.1`,
      ` neighbor 10.${index}.0.2 remote-as 65000`,
      ` neighbor 10.${index}.0.2 password ${BGP_PASSWORD}`,
      'exit',
      '',
    ].join('\n'),
  };
  for (const [file, text] of Object.entries(files)) {
    const path = `/etc/frr/${space}/${file}`;
    writeFileSync(path, text, { mode: 0o660 });
    chownSync(path, owner.uid, owner.gid);
  }
}
