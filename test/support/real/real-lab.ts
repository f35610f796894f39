/**
 * The lab of real servers: FRR routers behind OpenSSH, Linux hosts, a host of SHA-1 days, one that only asks questions,
 * and one behind two jump hosts. Everything carries one random mark, so that labs run beside each other and what a
 * killed one left is found and removed by the next.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcesses, freePorts, run, runWithInput, tryRun } from './commands.ts';
import { removeRouter, startRouter, VTYSH_GROUPS } from './frr-routers.ts';
import { PROGRAMS } from './parts.ts';
import { type LabAccount, type RealHost, startDropbear, startSshd } from './ssh-servers.ts';

/** What a test needs to know of the lab; plain data. */
export interface RealLabFacts extends LabAccount {
  /** FRR routers, `frr01` … */
  readonly routers: readonly RealHost[];
  /** A plain Linux host. */
  readonly linux: RealHost;
  /** Dropbear instead of OpenSSH. */
  readonly dropbear: RealHost;
  /** SHA-1 key exchange, RSA/SHA-1 host key, CBC ciphers, and nothing else. */
  readonly legacy: RealHost;
  /** Key exchange by group exchange only, with a cipher that makes the client ask for the largest group. */
  readonly groupExchange: RealHost;
  /** Offers keyboard-interactive login only. */
  readonly interactive: RealHost;
  /** The way to `inner`, nearest to us first. */
  readonly jumps: readonly [RealHost, RealHost];
  /** Listens in another network; `host` and `port` are valid there, and reached only through `jumps`. */
  readonly inner: RealHost;
}

export interface RealLab extends RealLabFacts {
  /** Ends every process and removes every file, namespace and user of this lab. */
  stop(): Promise<void>;
}

const FOLDERS = '/tmp';
const PREFIX = 'rollcall-real-';
/** About 22 MiB of memory each, and enough to see an answer grouped. */
const ROUTERS = 20;

/** Starts the lab; about 5 seconds. Removes first what dead labs have left. Needs root and the parts of parts.ts. */
export async function startRealLab(options: { readonly routers?: number } = {}): Promise<RealLab> {
  await removeDeadLabs();
  const mark = `rc${randomBytes(3).toString('hex')}`;
  const folder = join(FOLDERS, `${PREFIX}${process.pid}-${mark}`);
  mkdirSync(folder, { mode: 0o755 });
  try {
    const account = await makeAccount(folder, mark);
    const [routers, hosts] = await Promise.all([
      startRouters(account, mark, options.routers ?? ROUTERS),
      startHosts(account, mark),
    ]);
    return { ...account, ...hosts, routers, stop: () => removeLab(folder, mark) };
  } catch (error) {
    await removeLab(folder, mark);
    throw error;
  }
}

/** A user who may log in to every server of this lab, by password or key. */
async function makeAccount(folder: string, mark: string): Promise<LabAccount> {
  const home = join(folder, 'home');
  const password = randomBytes(9).toString('base64url');
  const keyFile = join(folder, 'user_key');
  await run('/usr/sbin/useradd', ['-r', '-m', '-s', '/bin/bash', '-G', VTYSH_GROUPS, '-d', home, mark]);
  // SHA-512 with few rounds: the default hash costs 18 ms of CPU for each login.
  await runWithInput('/usr/sbin/chpasswd', ['-c', 'SHA512', '-s', '1000'], `${mark}:${password}\n`);
  await run(PROGRAMS.sshKeygen, ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile]);
  // OpenSSH here reads the public key itself; dropbear knows only the file in the home folder.
  const authorized = join(home, '.ssh/authorized_keys');
  await run('/usr/bin/install', ['-D', '-o', mark, '-g', mark, '-m', '600', `${keyFile}.pub`, authorized]);
  await run('/usr/bin/chown', [mark, join(home, '.ssh')]);
  // sshd refuses to start without it; Debian's service makes it at boot.
  mkdirSync('/run/sshd', { recursive: true });
  return { folder, user: mark, password, keyFile };
}

async function startRouters(account: LabAccount, mark: string, count: number): Promise<RealHost[]> {
  const [uid, gid] = await Promise.all([idOf('-u'), idOf('-g')]);
  const ports = await freePorts(count);
  return Promise.all(ports.map((port, i) => startRouter(account, mark, i + 1, port, { uid, gid })));
}

async function idOf(flag: '-u' | '-g'): Promise<number> {
  return Number(await run('/usr/bin/id', [flag, 'frr']));
}

async function startHosts(
  account: LabAccount,
  mark: string,
): Promise<Omit<RealLabFacts, keyof LabAccount | 'routers'>> {
  const [linuxPort = 0, dropbearPort = 0, legacyPort = 0, interactivePort = 0, jumpPort = 0, groupPort = 0] =
    await freePorts(6);
  const [linux, dropbear, legacy, interactive, jump, groupExchange, inside] = await Promise.all([
    startSshd(account, { name: 'linux01', platform: 'linux', port: linuxPort }),
    startDropbear(account, 'dropbear01', dropbearPort),
    startSshd(account, {
      name: 'legacy01',
      platform: 'linux',
      port: legacyPort,
      hostKeyType: 'rsa',
      config: LEGACY_ONLY,
    }),
    startSshd(account, { name: 'interactive01', platform: 'linux', port: interactivePort, config: INTERACTIVE_ONLY }),
    startSshd(account, { name: 'jump01', platform: 'linux', port: jumpPort, config: ['AllowTcpForwarding local'] }),
    startSshd(account, { name: 'group01', platform: 'linux', port: groupPort, config: GROUP_EXCHANGE_ONLY }),
    startInside(account, mark),
  ]);
  return { linux, dropbear, legacy, interactive, groupExchange, jumps: [jump, inside.jump], inner: inside.inner };
}

/** What a switch of 2008 offers, as far as OpenSSH 9 still does. */
const LEGACY_ONLY = [
  'KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group1-sha1',
  'HostKeyAlgorithms ssh-rsa',
  'PubkeyAcceptedAlgorithms ssh-rsa',
  'Ciphers aes128-cbc,3des-cbc',
  'MACs hmac-sha1',
];

const GROUP_EXCHANGE_ONLY = ['KexAlgorithms diffie-hellman-group-exchange-sha256', 'Ciphers aes256-ctr'];

const INTERACTIVE_ONLY = [
  'UsePAM yes',
  'KbdInteractiveAuthentication yes',
  'PasswordAuthentication no',
  'PubkeyAuthentication no',
];

/** A network of its own, joined to ours by one cable: the second jump host at its end, and a host behind it. */
async function startInside(
  account: LabAccount,
  mark: string,
): Promise<{ readonly jump: RealHost; readonly inner: RealHost }> {
  const space = `${mark}in`;
  // 198.18.0.0/15 is set aside for tests of networks (RFC 2544). Four addresses of it, picked at random.
  const block = randomInt(2 ** 15) * 4;
  const address = (last: number) => `198.${18 + (block >> 16)}.${(block >> 8) & 255}.${(block & 255) + last}`;
  await run(PROGRAMS.ip, ['netns', 'add', space]);
  await run(PROGRAMS.ip, ['link', 'add', cableOf(mark), 'type', 'veth', 'peer', 'name', 'e0', 'netns', space]);
  await run(PROGRAMS.ip, ['address', 'add', `${address(1)}/30`, 'dev', cableOf(mark)]);
  await run(PROGRAMS.ip, ['link', 'set', cableOf(mark), 'up']);
  await run(PROGRAMS.ip, ['-n', space, 'address', 'add', `${address(2)}/30`, 'dev', 'e0']);
  for (const link of ['lo', 'e0']) await run(PROGRAMS.ip, ['-n', space, 'link', 'set', link, 'up']);
  const jump = await startSshd(account, {
    name: 'jump02',
    platform: 'linux',
    host: address(2),
    port: 22,
    namespace: space,
    config: ['AllowTcpForwarding local'],
  });
  const inner = await startSshd(account, { name: 'inner01', platform: 'linux', port: 2222, namespace: space });
  return { jump, inner };
}

const cableOf = (mark: string): string => `${mark}c`;

async function removeLab(folder: string, mark: string): Promise<void> {
  await endProcesses(mark);
  const spaces = (await run(PROGRAMS.ip, ['netns', 'list'])).split('\n').map((line) => line.split(' ')[0] ?? '');
  await Promise.all(spaces.filter((space) => space.startsWith(mark)).map(removeRouter));
  await tryRun(PROGRAMS.ip, ['link', 'del', cableOf(mark)]);
  await tryRun('/usr/sbin/userdel', [mark]);
  rmSync(folder, { recursive: true, force: true });
}

/** A lab is dead when the process that started it is; its folder's name says which. */
async function removeDeadLabs(): Promise<void> {
  for (const name of readdirSync(FOLDERS)) {
    const [, owner, mark] = /^rollcall-real-(\d+)-(rc[0-9a-f]{6})$/.exec(name) ?? [];
    if (mark !== undefined && !existsSync(`/proc/${owner}`)) await removeLab(join(FOLDERS, name), mark);
  }
}
