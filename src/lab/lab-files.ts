/** What a lab leaves in its folder, so that `rollcall … --config` just works: configuration, inventory, credentials. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { RollcallError } from '../core/errors.ts';
import { knownHostsLine } from './host-key.ts';
import type { LabDevice } from './lab-device.ts';

export interface LabLogin {
  readonly username: string;
  readonly password: string;
  readonly enableSecret: string;
}

/** @throws {RollcallError} LOCAL_IO */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new RollcallError('LOCAL_IO', 'The lab folder cannot be made.', { cause });
  }
}

/**
 * Writes `rollcall.yaml`, `inventory/`, `secrets/` (readable by the owner alone) and, in the data folder, the
 * known_hosts of devices whose key is to have changed. Returns the absolute path of `rollcall.yaml`.
 * @throws {RollcallError} LOCAL_IO
 */
export async function writeLabFiles(folder: string, devices: readonly LabDevice[], login: LabLogin): Promise<string> {
  const at = (...parts: string[]) => resolve(folder, ...parts);
  const changed = devices.filter((device) => device.hasChangedKey);
  const files: readonly (readonly [path: string, text: string, mode?: number])[] = [
    [at('secrets', 'password'), `${login.password}\n`, 0o600],
    [at('secrets', 'enable'), `${login.enableSecret}\n`, 0o600],
    [at('inventory', 'hosts.yaml'), stringify(hosts(devices))],
    [at('inventory', 'groups.yaml'), stringify(groups(devices))],
    [at('inventory', 'defaults.yaml'), stringify({ data: { lab: true } })],
    [
      at('data', 'known_hosts'),
      changed
        .map((device) => `${knownHostsLine(device.inventoryHost, device.port, device.enrolledHostKey)}\n`)
        .join(''),
      0o600,
    ],
    [at('rollcall.yaml'), stringify(configuration(login))],
  ];
  try {
    for (const name of ['secrets', 'inventory', 'data']) await mkdir(at(name), { recursive: true, mode: 0o700 });
    for (const [path, text, mode] of files) await writeFile(path, text, mode === undefined ? {} : { mode });
  } catch (cause) {
    throw new RollcallError('LOCAL_IO', 'The lab’s files cannot be written.', { cause });
  }
  return join(resolve(folder), 'rollcall.yaml');
}

/** Relative paths, so that the folder can be moved. */
function configuration(login: LabLogin) {
  return {
    data_dir: 'data',
    inventory: [
      {
        type: 'nornir',
        hosts: 'inventory/hosts.yaml',
        groups: 'inventory/groups.yaml',
        defaults: 'inventory/defaults.yaml',
      },
    ],
    credentials: {
      default: { username: login.username, password: 'file:secrets/password', enable: 'file:secrets/enable' },
    },
    ssh: { config_file: false, host_keys: 'accept-new', algorithms: 'modern' },
  };
}

function hosts(devices: readonly LabDevice[]) {
  return Object.fromEntries(
    devices.map((device) => [
      device.name,
      {
        hostname: device.inventoryHost,
        port: device.port,
        groups: [device.platform, `site-${device.site}`, `role-${device.role}`],
        data: { tags: [...device.tags], ...(device.legacy ? { rollcall_algorithms: 'legacy' } : {}) },
      },
    ]),
  );
}

function groups(devices: readonly LabDevice[]) {
  const of = (key: 'platform' | 'site' | 'role') => [...new Set(devices.map((device) => device[key]))].sort();
  return Object.fromEntries([
    ...of('platform').map((platform) => [platform, { platform }]),
    ...of('site').map((site) => [`site-${site}`, { data: { site } }]),
    ...of('role').map((role) => [`role-${role}`, { data: { role } }]),
  ]);
}
