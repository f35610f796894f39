/** What a user of the real lab would write: rollcall.yaml, an inventory and an ssh_config, in a folder of their own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RealLabFacts } from './real-lab.ts';
import type { RealHost } from './ssh-servers.ts';

export interface Workspace {
  readonly folder: string;
  readonly configPath: string;
  /** Where the program keeps its database, outputs and host keys. */
  readonly dataDir: string;
  remove(): void;
}

export interface WorkspaceOptions {
  readonly hosts: readonly RealHost[];
  /** Entries of `devices` in rollcall.yaml. */
  readonly devices?: readonly object[];
  /** Further fields of its `ssh`. */
  readonly ssh?: object;
  /** `key`: the lab's key file; otherwise the password. */
  readonly login?: 'password' | 'key';
  /** Replaces the right password. */
  readonly password?: string;
}

export function makeWorkspace(lab: RealLabFacts, options: WorkspaceOptions): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-workspace-'));
  const dataDir = join(folder, 'data');
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const passwordFile = write('password', `${options.password ?? lab.password}\n`);
  // The inner host is known by name only: how to get there is in ssh_config.
  const place = (host: RealHost) => (host === lab.inner ? [host.name, ''] : [host.host, host.port]);
  const rows = options.hosts.map((host) => [host.name, ...place(host), host.platform].join(','));
  const inventory = write('devices.csv', `${['name,host,port,platform', ...rows].join('\n')}\n`);
  const login = options.login === 'key' ? { keys: [`file:${lab.keyFile}`] } : { password: `file:${passwordFile}` };
  const configPath = write(
    'rollcall.yaml',
    // JSON is YAML.
    JSON.stringify({
      data_dir: dataDir,
      inventory: [{ type: 'csv', path: inventory }],
      credentials: { default: { username: lab.user, ...login } },
      devices: options.devices ?? [],
      ssh: { config_file: write('ssh_config', sshConfig(lab)), ...options.ssh },
    }),
  );
  return { folder, configPath, dataDir, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Two hops to the inner host, the second named through the first. */
function sshConfig(lab: RealLabFacts): string {
  const [outer, middle] = lab.jumps;
  return [
    'Host outer',
    `  HostName ${outer.host}`,
    `  Port ${outer.port}`,
    'Host middle',
    `  HostName ${middle.host}`,
    `  Port ${middle.port}`,
    `Host ${lab.inner.name}`,
    `  HostName ${lab.inner.host}`,
    `  Port ${lab.inner.port}`,
    '  ProxyJump outer,middle',
    'Host *',
    `  User ${lab.user}`,
    '',
  ].join('\n');
}
