/**
 * Every device of every source, checked and complete. Knows the order in which names, platforms, rules and SSH options
 * are settled; knows no format and opens no connection.
 */
import type { SourceConfig } from '../config/config.ts';
import { absolutePath, type Environment } from '../config/paths.ts';
import type { Device } from './device.ts';
import { createDeviceList, type DeviceList } from './device-list.ts';
import { applyRules } from './device-rules.ts';
import { checkPlatform, type DraftParts, draftDevice, noDevices, recordsByName } from './draft-device.ts';
import { readAnsible } from './sources/ansible.ts';
import { readCsv } from './sources/csv.ts';
import { readNornir } from './sources/nornir.ts';
import { readOxidized } from './sources/oxidized.ts';
import type { RawDevice, SourceContext } from './sources/raw-device.ts';
import { readSshConfig, type SshConfigFile } from './ssh-config-file.ts';
import { createSshOptions, type SshWay } from './ssh-options.ts';
import { createWarnings, type Warnings } from './warnings.ts';
import { createWatchedFiles, type WatchedFiles } from './watched-files.ts';

export interface Inventory extends DeviceList {
  /** What was ignored and why, for the operator. */
  readonly warnings: readonly string[];
}

export interface InventoryParts extends DraftParts {
  readonly env: Environment;
}

export interface InventorySource {
  /** The inventory as its files say now; read again only when one of them has changed. Rejects as `loadInventory`. */
  current(): Promise<Inventory>;
}

/**
 * Reads every source of the configuration.
 * @throws {RollcallError} INVENTORY_INVALID naming file and line; CONFIG_INVALID for a wrong rule of `devices`
 */
export function loadInventory(parts: InventoryParts): Promise<Inventory> {
  return load(parts, createWatchedFiles());
}

/** An inventory that follows its files. Callers at the same time share one reading. */
export function createInventorySource(parts: InventoryParts): InventorySource {
  let files: WatchedFiles | null = null;
  let loaded: Promise<Inventory> | null = null;
  let checking: Promise<Inventory> | null = null;
  const refresh = async (): Promise<Inventory> => {
    if (files === null || loaded === null || (await files.haveChanged())) {
      files = createWatchedFiles();
      loaded = load(parts, files);
    }
    return loaded;
  };
  return {
    current() {
      checking ??= refresh().finally(() => {
        checking = null;
      });
      return checking;
    },
  };
}

async function load(parts: InventoryParts, files: WatchedFiles): Promise<Inventory> {
  const { config, resolvePlatform } = parts;
  const warnings = createWarnings();
  const warn = warnings.add;
  const context: SourceContext = { files, warn, isPlatform: (name) => resolvePlatform(name) !== undefined };
  const drafts: Device[] = [];
  const records: RawDevice[] = [];
  for (const source of config.inventory) {
    const found = await readSource(source, context);
    if (found.length === 0) warn(`${source.path ?? 'an inventory source'}: lists no device`);
    records.push(...found);
    drafts.push(...found.map((record) => draftDevice(record, source, parts)));
  }
  const byName = recordsByName(records);
  if (byName.size === 0) throw noDevices(config);
  const ruled = await applyRules(createDeviceList(drafts), { config, resolvePlatform, warn });
  const reach = createReach(await sshConfigFile(parts, files, warnings), parts, warnings);
  const devices = ruled.devices.map((device): Device => {
    const record = byName.get(device.name);
    checkPlatform(device, record?.place ?? '', parts);
    return { ...device, ...reach(device, record) };
  });
  return { ...createDeviceList(devices), warnings: warnings.list() };
}

function readSource(source: SourceConfig, context: SourceContext): Promise<readonly RawDevice[]> {
  switch (source.type) {
    case 'nornir':
      return readNornir(source, context);
    case 'ansible':
      return readAnsible(source, context);
    case 'csv':
      return readCsv(source, context);
    case 'oxidized':
      return readOxidized(source, context);
  }
}

async function sshConfigFile(
  { config, env }: InventoryParts,
  files: WatchedFiles,
  warnings: Warnings,
): Promise<SshConfigFile | null> {
  const file = config.ssh.config_file;
  if (file === false) return null;
  const path = absolutePath(file, process.cwd(), env);
  // The default may be absent; a file that was asked for may not.
  if (path !== absolutePath('~/.ssh/config', '/', env)) await files.read(path);
  return readSshConfig({ file: path, files, env, warn: warnings.add });
}

/** How a device is reached, from its record and the SSH configuration. */
function createReach(
  sshConfig: SshConfigFile | null,
  { config, env }: InventoryParts,
  warnings: Warnings,
): (device: Device, record: RawDevice | undefined) => SshWay {
  const resolve = createSshOptions({ sshConfig, env, warn: (message, host) => warnings.add(`SSH: ${message}`, host) });
  return ({ name, credential }, record) => {
    const { host = name, port, user, identityFile, jump }: Partial<RawDevice> = record ?? {};
    const fallbackUser = config.credentials[credential]?.username ?? '';
    return resolve({ host, port, user, identityFile, jump, fallbackUser });
  };
}
