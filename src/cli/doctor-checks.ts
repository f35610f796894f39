/**
 * What can be wrong on this machine before a device is asked, one check each. Knows every part's door and what to do
 * when it does not open; contacts no device, and never shows a secret.
 */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Config } from '../config/config.ts';
import type { Environment } from '../config/paths.ts';
import { systemClock } from '../core/clock.ts';
import { counted } from '../core/text.ts';
import { openFileLimit, SPARE_FILES } from '../engine/admission.ts';
import { createCredentialSource } from '../inventory/credentials.ts';
import type { Credential } from '../inventory/device.ts';
import { type Inventory, loadInventory } from '../inventory/inventory.ts';
import { findPlatform, platformIds } from '../platforms/registry.ts';
import { openKnownHosts } from '../ssh/known-hosts.ts';
import { openStore } from '../storage/sqlite.ts';
import { type Finding, fail, ok, warn } from './render-doctor.ts';

/** Warnings shown one by one; more of them only say the same again. */
const WARNINGS_SHOWN = 5;
/** An agent that has not answered by then will not do better for 2,500 devices. */
const AGENT_MS = 2_000;

export async function checkInventory(
  config: Config,
  env: Environment,
): Promise<{ readonly inventory: Inventory; readonly findings: readonly Finding[] }> {
  const inventory = await loadInventory({
    config,
    env,
    resolvePlatform: (name) => findPlatform(name)?.id,
    platformNames: platformIds(),
  });
  const counts = new Map<string, number>();
  for (const { platform } of inventory.devices) counts.set(platform, (counts.get(platform) ?? 0) + 1);
  const kinds = [...counts].sort(([, a], [, b]) => b - a).map(([platform, count]) => `${platform} ${count}`);
  const shown = inventory.warnings.slice(0, WARNINGS_SHOWN);
  const more = inventory.warnings.length - shown.length;
  return {
    inventory,
    findings: [
      ok('inventory', `${counted(inventory.devices.length, 'device')}: ${kinds.join(', ')}`),
      ...shown.map((warning) => warn('inventory', warning, 'Correct that place, or leave it: the rest is used.')),
      ...(more > 0
        ? [warn('inventory', `${counted(more, 'further warning')}`, 'Correct the first ones and see.')]
        : []),
    ],
  };
}

/** Reads every credential set that a device uses, as a run would. */
export async function checkCredentials(config: Config, inventory: Inventory, env: Environment): Promise<Finding[]> {
  const source = createCredentialSource({ config, env });
  const used = new Map<string, number>();
  for (const { credential } of inventory.devices) used.set(credential, (used.get(credential) ?? 0) + 1);
  const findings: Finding[] = [];
  for (const [name, devices] of used) {
    const credential = await source.get(name);
    findings.push(ok('credentials', `${name}: ${contents(credential)}, for ${counted(devices, 'device')}`));
    if (credential.agentSocket !== null && !(await answers(credential.agentSocket))) {
      findings.push(
        fail(
          'credentials',
          `${name}: the ssh-agent at ${credential.agentSocket} does not answer`,
          'Start it: eval $(ssh-agent)',
        ),
      );
    }
  }
  return findings;
}

/** What there is, never what it is. */
function contents(credential: Credential): string {
  return [
    `user ${credential.username}`,
    ...(credential.password === null ? [] : ['password']),
    ...(credential.enable === null ? [] : ['enable password']),
    ...(credential.keys.length === 0 ? [] : [counted(credential.keys.length, 'key')]),
    ...(credential.agentSocket === null ? [] : ['agent']),
  ].join(', ');
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(AGENT_MS, () => end(false));
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

export async function checkDataFolder(dataDir: string): Promise<Finding[]> {
  const check = 'data folder';
  const found = await stat(dataDir).catch(() => null);
  if (found === null) return [ok(check, `${dataDir} will be made by the first run`)];
  if (!found.isDirectory()) return [fail(check, `${dataDir} is not a folder`, 'Name another one with data_dir.')];
  const mayWrite = await access(dataDir, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!mayWrite) return [fail(check, `${dataDir} cannot be written`, `Run: sudo chown -R $(id -u) '${dataDir}'`)];
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    return [warn(check, `${dataDir} can be read by others: it holds device output`, `Run: chmod 700 '${dataDir}'`)];
  }
  return [ok(check, dataDir)];
}

/** Opens it for reading only: a database that cannot be read stays as it is. */
export async function checkDatabase(dataDir: string): Promise<Finding[]> {
  const store = await openStore({ dataDir, clock: systemClock, readOnly: true });
  try {
    const [latest] = await store.listRuns({ limit: 1 });
    return [ok('database', latest === undefined ? 'no runs yet' : `opens; the latest run is ${latest.id}`)];
  } finally {
    await store.close();
  }
}

export async function checkHostKeys(config: Config, inventory: Inventory): Promise<Finding[]> {
  const check = 'host keys';
  const { known_hosts: file, host_keys: policy } = config.ssh;
  const known = await openKnownHosts(file);
  const missing = inventory.devices.filter((device) => known.typesFor(device.target).length === 0).length;
  const summary = `${counted(inventory.devices.length - missing, 'device')} known in ${file}, policy ${policy}`;
  if (missing > 0 && policy === 'strict') {
    return [
      warn(check, `${summary}; ${counted(missing, 'device')} would be refused`, 'Run: rollcall enroll --select all'),
    ];
  }
  return [ok(check, summary)];
}

export function checkOpenFiles(config: Config, inventory: Inventory): Finding[] {
  const limit = openFileLimit();
  const wanted = Math.min(inventory.devices.length, config.limits.sessions) + SPARE_FILES;
  const message = `${limit.toLocaleString('en-US')} may be open at once`;
  if (limit >= wanted) return [ok('open files', message)];
  return [
    warn(
      'open files',
      `${message}; all devices at once would take ${wanted.toLocaleString('en-US')}, so some wait for others`,
      `Raise it before starting Rollcall: ulimit -n ${wanted}`,
    ),
  ];
}

export function checkNode(): Finding[] {
  return [ok('node', `${process.versions.node} on ${process.platform} ${process.arch}`)];
}

/** Whoever may change the file may name programs (`cmd:`) that we run. */
export async function checkConfigFile(file: string): Promise<Finding[]> {
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o022) !== 0) {
    return [
      warn('config', `${file} can be changed by others, and may name programs to run`, `Run: chmod go-w '${file}'`),
    ];
  }
  return [ok('config', file)];
}
