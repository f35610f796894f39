/** What the inventory's tests share: a configuration, a few platforms, and files in a folder that goes away. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type Config, configSchema } from '../../src/config/config.ts';
import { type ErrorCode, RollcallError } from '../../src/core/errors.ts';
import type { Device } from '../../src/inventory/device.ts';
import { createDeviceList, type DeviceList } from '../../src/inventory/device-list.ts';
import { type Inventory, loadInventory } from '../../src/inventory/inventory.ts';

const ALIASES: Readonly<Record<string, string>> = {
  ios: 'cisco_ios',
  'cisco.ios.ios': 'cisco_ios',
  eos: 'arista_eos',
  'arista.eos.eos': 'arista_eos',
};
export const platformNames = ['cisco_ios', 'arista_eos', 'linux', ...Object.keys(ALIASES)];

export const resolvePlatform = (name: string): string | undefined =>
  Object.hasOwn(ALIASES, name) ? ALIASES[name] : platformNames.find((id) => id === name);

/** A configuration without an SSH file, unless `fields` name one. */
export function config(fields: Record<string, unknown> = {}): Config {
  return configSchema.parse({ ssh: { config_file: false }, ...fields });
}

export function load(fields: Record<string, unknown>, env: Record<string, string> = {}): Promise<Inventory> {
  return loadInventory({ config: config(fields), env, resolvePlatform, platformNames });
}

/** A folder with these files, removed after the test. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

export async function rejection(promise: Promise<unknown>, code: ErrorCode): Promise<RollcallError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RollcallError);
  const found = error as RollcallError;
  expect(found.code, found.message).toBe(code);
  return found;
}

export function device(name: string, fields: Partial<Device> = {}): Device {
  return {
    name,
    platform: 'cisco_ios',
    target: { host: name, port: 22, identityFiles: [] },
    jumps: [],
    credential: 'default',
    algorithms: 'modern',
    groups: [],
    tags: [],
    site: null,
    role: null,
    data: {},
    ...fields,
  };
}

export function deviceList(...devices: readonly Device[]): DeviceList {
  return createDeviceList(devices);
}
