/** Starts OpenSSH and dropbear servers for the lab, each with its own host key. Knows their options; no devices. */
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { run, until } from './commands.ts';
import { PROGRAMS } from './parts.ts';

/** Where a server of the lab is, and how to know it. */
export interface RealHost {
  readonly name: string;
  readonly platform: 'frr' | 'linux';
  readonly host: string;
  readonly port: number;
  /** `SHA256:…` of its host key. */
  readonly hostKey: string;
}

/** What all servers of one lab share. */
export interface LabAccount {
  readonly folder: string;
  readonly user: string;
  readonly password: string;
  /** A private key the servers accept for `user`. */
  readonly keyFile: string;
}

export interface SshdOptions {
  readonly name: string;
  readonly platform: 'frr' | 'linux';
  readonly port: number;
  /** The address to listen on; loopback when absent. */
  readonly host?: string;
  /** Network namespace to run in; ours when absent. */
  readonly namespace?: string;
  readonly hostKeyType?: 'ed25519' | 'rsa';
  /** Lines of sshd_config that come first, and so win. */
  readonly config?: readonly string[];
}

/** An OpenSSH server of its own host name, up and answering when this resolves. */
export async function startSshd(account: LabAccount, options: SshdOptions): Promise<RealHost> {
  const { name, platform, port, host = '127.0.0.1' } = options;
  const keyFile = join(account.folder, `${name}.hostkey`);
  const keyType = options.hostKeyType ?? 'ed25519';
  await run(PROGRAMS.sshKeygen, [
    '-q',
    '-t',
    keyType,
    ...(keyType === 'rsa' ? ['-b', '2048'] : []),
    '-N',
    '',
    '-f',
    keyFile,
  ]);
  const configFile = join(account.folder, `${name}.sshd_config`);
  writeFileSync(
    configFile,
    `${[...(options.config ?? []), ...baseConfig(account, name, host, port, keyFile)].join('\n')}\n`,
  );
  const log = join(account.folder, `${name}.sshd.log`);
  await inNamespaces(options.namespace, name, [PROGRAMS.sshd, '-f', configFile, '-E', log]);
  if (options.namespace === undefined) await untilAnswers(host, port, name);
  return { name, platform, host, port, hostKey: await fingerprint(`${keyFile}.pub`) };
}

/** First value wins in sshd_config, so these are the defaults. */
function baseConfig(account: LabAccount, name: string, host: string, port: number, keyFile: string): string[] {
  return [
    `ListenAddress ${host}`,
    `Port ${port}`,
    `HostKey ${keyFile}`,
    `PidFile ${join(account.folder, `${name}.sshd.pid`)}`,
    `AllowUsers ${account.user}`,
    `AuthorizedKeysFile ${account.keyFile}.pub`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication yes',
    'AllowTcpForwarding no',
    'AllowAgentForwarding no',
    'X11Forwarding no',
    'PrintMotd no',
    'PrintLastLog no',
    // Every test logs in at once; the default of 10 would answer "busy" to most.
    'MaxStartups 200',
  ];
}

/** A dropbear server: what small routers and access points run. */
export async function startDropbear(account: LabAccount, name: string, port: number): Promise<RealHost> {
  const keyFile = join(account.folder, `${name}.dropbear_key`);
  await run(PROGRAMS.dropbearkey, ['-t', 'ed25519', '-f', keyFile]);
  const shown = await run(PROGRAMS.dropbearkey, ['-y', '-f', keyFile]);
  const publicKey = shown.split('\n').find((line) => line.startsWith('ssh-ed25519 '));
  writeFileSync(`${keyFile}.pub`, `${publicKey}\n`);
  const pidFile = join(account.folder, `${name}.dropbear.pid`);
  await inNamespaces(undefined, name, [PROGRAMS.dropbear, '-p', `127.0.0.1:${port}`, '-r', keyFile, '-P', pidFile]);
  await untilAnswers('127.0.0.1', port, name);
  return { name, platform: 'linux', host: '127.0.0.1', port, hostKey: await fingerprint(`${keyFile}.pub`) };
}

/** Runs a daemon under a host name of its own, and in a network namespace where one is named. */
export async function inNamespaces(
  namespace: string | undefined,
  hostname: string,
  command: readonly string[],
): Promise<void> {
  const named = [
    PROGRAMS.unshare,
    '--uts',
    'sh',
    '-c',
    `hostname ${hostname}; exec "$@" </dev/null >/dev/null 2>&1`,
    'sh',
  ];
  const [program = '', ...args] = namespace === undefined ? named : [PROGRAMS.ip, 'netns', 'exec', namespace, ...named];
  await run(program, [...args, ...command]);
}

/** `SHA256:…` of a public key file. */
async function fingerprint(publicKeyFile: string): Promise<string> {
  const line = await run(PROGRAMS.sshKeygen, ['-l', '-E', 'sha256', '-f', publicKeyFile]);
  return line.split(' ')[1] ?? '';
}

function untilAnswers(host: string, port: number, name: string): Promise<void> {
  return until(() => hasBanner(host, port), `${name} on port ${port} answers`);
}

function hasBanner(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const end = (isUp: boolean) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.once('data', (bytes) => end(bytes.toString('latin1').startsWith('SSH-2.0-')));
    socket.once('error', () => end(false));
    socket.setTimeout(2_000, () => end(false));
  });
}
