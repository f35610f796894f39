/**
 * Where the parts are put together: configuration, inventory, store, fleet and runs become one `App`. Knows every
 * room's door and no room's inside. The only such place besides test support.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBackups } from './backup/create-backups.ts';
import type { KeptRedactions } from './backup/redacted-configs.ts';
import type { ChangeParts } from './change/change-parts.ts';
import type { Changes } from './change/changes.ts';
import { createChanges } from './change/create-changes.ts';
import type { Config } from './config/config.ts';
import { loadConfig } from './config/load-config.ts';
import { createConfigHash } from './configtext/config-hash.ts';
import { createPublicText, type PublicText, type PublicTextOptions } from './configtext/public-text.ts';
import { createRedactionState } from './configtext/redaction-state.ts';
import { type Clock, systemClock } from './core/clock.ts';
import { RollcallError } from './core/errors.ts';
import { createLog, type Log, type LogLevel } from './core/log.ts';
import { createRuns } from './engine/create-runs.ts';
import { createFleet, type Fleet } from './engine/fleet.ts';
import type { RunProgress } from './engine/run-spec.ts';
import type { Runs } from './engine/runs.ts';
import { createSessionPool } from './engine/session-pool.ts';
import { createCredentialSource } from './inventory/credentials.ts';
import { createInventorySource, type InventorySource } from './inventory/inventory.ts';
import { findPlatform, platforms } from './platforms/registry.ts';
import { openKnownHosts } from './ssh/known-hosts.ts';
import type { Lookup } from './ssh/open-socket.ts';
import type { DataStore } from './storage/data-store.ts';
import { openAuditLog } from './storage/file-audit-log.ts';
import { openBackupRepo } from './storage/git-backup-repo.ts';
import { privateJsonFile } from './storage/private-json-file.ts';
import { openStore } from './storage/sqlite.ts';
import type { Store } from './storage/store.ts';
import type { AskPerson } from './tools/ask-person.ts';
import type { ToolContext } from './tools/tool-context.ts';

export interface AppOptions {
  /** `--config`; absent: searched as documented in `config/load-config.ts`. */
  readonly configPath?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly clock?: Clock;
  /** Where log lines go instead of stderr, and from which level on instead of `log_level`. */
  readonly logSink?: { readonly level: LogLevel; readonly write: (line: string) => void };
  /** How host names are resolved; absent: the system's way. */
  readonly lookup?: Lookup;
  /** Looks, behind the start, at what changes of dead processes left unfinished: for what stays, not for one command. */
  readonly recovers?: boolean;
}

export interface ContextOptions {
  /** Who asks: `mcp` or `cli:alice`. */
  readonly principal: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Longest `wait_s` this caller may ask for, seconds. */
  readonly waitLimitS?: number;
  readonly askPerson?: AskPerson;
}

export interface App {
  readonly config: Config;
  /** The file the configuration came from. */
  readonly configFile: string;
  readonly log: Log;
  readonly publicText: PublicText;
  readonly fleet: Fleet;
  /** What one call needs; reads the inventory again when its files have changed. */
  context(options: ContextOptions): Promise<ToolContext>;
  /** Whether devices are being changed: `close` waits for them, and should not be cut short then. */
  isChanging(): boolean;
  /** Cancels what runs here, stores it, closes everything. */
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** @throws {RollcallError} CONFIG_INVALID, LOCAL_IO, STORE_NEWER, STORE_UNREADABLE */
export async function createApp(options: AppOptions): Promise<App> {
  const { env, cwd, clock = systemClock } = options;
  const explicit = options.configPath === undefined ? {} : { explicitPath: options.configPath };
  const { config, file } = await loadConfig({ ...explicit, env, cwd });
  await makeDataFolder(config.data_dir);
  const credentials = createCredentialSource({ config, env });
  await credentials.holdAtHand();
  const key = await redactionKey(config.data_dir);
  const redaction = { key, held: () => credentials.heldSecrets() };
  const publicText = createPublicText(redaction);
  const log = createLog({ level: config.log_level, ...options.logSink, clean: publicText });
  const inventory = createInventorySource({
    config,
    env,
    resolvePlatform: (name) => findPlatform(name)?.id,
    platformNames: platforms.flatMap(({ id, aliases }) => [id, ...aliases]),
  });
  const store = await openStore({ dataDir: config.data_dir, clock });
  const fleet = createFleet({
    limits: config.limits,
    clock,
    log,
    knownHosts: await openKnownHosts(config.ssh.known_hosts),
    hostKeys: config.ssh.host_keys,
    algorithms: config.ssh.algorithms,
    credential: (name) => credentials.get(name),
    platform: findPlatform,
    spillFolder: join(config.data_dir, 'outputs'),
    ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
  });
  const pruning = pruneBehind(store, new Date(clock.now() - config.retention_days * DAY_MS).toISOString(), log);
  const pool = createSessionPool({ clock, reuseMs: config.limits.reuse_ms });
  const runs = createRuns({ fleet, store, pool });
  const backups = createBackups({
    repo: openBackupRepo({ folder: join(config.data_dir, 'backups.git'), store, clock }),
    store,
    clock,
    log,
    publicText,
    outlives: keptRedactions(config.data_dir, redaction),
    platform: findPlatform,
    remote: config.backups.remote ?? null,
    leastRatio: config.backups.least_ratio,
  });
  const changes = changesOf({ config, clock, key, store, fleet, publicText, runs, inventory });
  if (options.recovers === true) recoverBehind(changes, log);
  // Where Netmiko's users keep their TextFSM templates.
  const templatesDir = env['NET_TEXTFSM'];
  return {
    config,
    configFile: file,
    log,
    publicText,
    fleet,
    async context({ principal, signal, onProgress, waitLimitS, askPerson }) {
      return {
        config,
        inventory: await inventory.current(),
        runs,
        backups,
        changes,
        store,
        publicText,
        clock,
        principal,
        signal,
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(waitLimitS === undefined ? {} : { waitLimitS }),
        ...(askPerson === undefined ? {} : { askPerson }),
        ...(templatesDir === undefined ? {} : { templatesDir }),
      };
    },
    isChanging: () => changes.isPushing(),
    async close() {
      await runs.shutdown();
      await backups.close();
      await fleet.close();
      await pruning;
      await store.close();
    },
  };
}

interface ChangeRoom {
  readonly config: Config;
  readonly clock: Clock;
  /** Of the data folder; see `redactionKey`. */
  readonly key: string;
  readonly store: DataStore;
  readonly fleet: Fleet;
  readonly publicText: PublicText;
  readonly runs: Runs;
  readonly inventory: InventorySource;
}

function changesOf({ config, clock, key, store, fleet, publicText, runs, inventory }: ChangeRoom): Changes {
  const { data_dir: dataDir, change: settings, mode, approval } = config;
  const audit = openAuditLog({
    dataDir,
    headFile: settings.head_file,
    auditHead: store.auditHead,
    clock,
    clean: publicText,
  });
  const parts: ChangeParts = {
    fleet,
    leases: store,
    changes: store,
    audit,
    platform: findPlatform,
    // Another use of the key, so other words before what is hashed.
    hash: createConfigHash(`configuration ${key}`),
    publicText,
    settings,
  };
  return createChanges({ parts, runs, devices: () => inventory.current(), mode, approval });
}

/** Nobody waits for it, and what it does is in the log. */
function recoverBehind(changes: Changes, log: Log): void {
  changes.recover('rollcall').catch((failure: unknown) => log.error('recovery_failed', { detail: String(failure) }));
}

/** Old runs go in the background; that they could not is the operator's business, not the caller's. */
async function pruneBehind(store: Pick<Store, 'prune'>, olderThan: string, log: Log): Promise<void> {
  await store.prune(olderThan).catch((failure: unknown) => log.warn('prune_failed', { detail: String(failure) }));
}

/** Redacted configurations outlive the process, so that the first search of the next need not redact a fleet. */
const keptRedactions = (dataDir: string, redaction: PublicTextOptions): KeptRedactions => ({
  file: privateJsonFile(join(dataDir, 'redacted-configs.json')),
  state: createRedactionState(redaction),
});

async function makeDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new RollcallError('LOCAL_IO', `Cannot create the data folder ${folder}.`, { cause });
  }
}

/** Placeholders of equal secrets look equal for as long as this key lives; it never leaves the data folder. */
async function redactionKey(folder: string): Promise<string> {
  const file = join(folder, 'redaction.key');
  try {
    await writeFile(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new RollcallError('LOCAL_IO', `Cannot write ${file}.`, { cause });
    }
  }
  return readFile(file, 'utf8');
}
