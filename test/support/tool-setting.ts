/** Everything a tool needs, made of fakes: an inventory, a store, scripted devices. */
import { z } from 'zod';
import { createBackups } from '../../src/backup/create-backups.ts';
import type { ChangeParts } from '../../src/change/change-parts.ts';
import { createChanges } from '../../src/change/create-changes.ts';
import { configSchema } from '../../src/config/config.ts';
import { createConfigHash } from '../../src/configtext/config-hash.ts';
import { RollcallError } from '../../src/core/errors.ts';
import { silentLog } from '../../src/core/log.ts';
import type { Device } from '../../src/inventory/device.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { findPlatform } from '../../src/platforms/registry.ts';
import type { Store } from '../../src/storage/store.ts';
import type { AskPerson } from '../../src/tools/ask-person.ts';
import type { ToolDefinition } from '../../src/tools/define-tool.ts';
import type { ToolContext } from '../../src/tools/tool-context.ts';
import { createFakeAuditLog, type FakeAuditLog } from './fake-audit-log.ts';
import { createFakeBackupRepo, type FakeBackupRepo } from './fake-backup-repo.ts';
import { createFakeChangeStore, type FakeChangeStore } from './fake-change-store.ts';
import { createFakeRuns, type FakeRuns, type ScriptedDevice, sessionOf } from './fake-runs.ts';
import { createFakeStore } from './fake-store.ts';

export interface ToolSetting {
  readonly context: ToolContext;
  readonly runs: FakeRuns;
  readonly store: Store;
  readonly repo: FakeBackupRepo;
  readonly changes: FakeChangeStore;
  readonly audit: FakeAuditLog;
  /** Names of devices for which a session that may write was asked for; none is ever given. */
  readonly openedForChange: readonly string[];
  /** Calls a tool as an edge would: arguments parsed, the answer held against the output schema. */
  call<I extends z.ZodObject, O extends z.ZodObject>(
    tool: ToolDefinition<I, O>,
    args: Record<string, unknown>,
  ): Promise<z.infer<O>>;
}

/** A device of the inventory; what is not named is ordinary. */
export function fakeDevice(name: string, more: Partial<Device> = {}): Device {
  return {
    name,
    platform: 'cisco_ios',
    target: { host: `${name}.example.net`, port: 22, identityFiles: [] },
    jumps: [],
    credential: 'default',
    algorithms: 'modern',
    groups: [],
    tags: [],
    site: 'ams',
    role: 'access',
    data: {},
    ...more,
  };
}

const NOW_MS = Date.UTC(2026, 10, 23, 10, 15, 2);

/** `planted`, wherever it stands in device text, leaves as `<secret>`. */
export function createToolSetting(options: {
  readonly devices: readonly Device[];
  readonly script?: (device: Device) => ScriptedDevice;
  readonly planted?: string;
  readonly config?: Record<string, unknown>;
  readonly signal?: AbortSignal;
  readonly askPerson?: AskPerson;
  readonly nowMs?: () => number;
}): ToolSetting {
  const { planted, nowMs = () => NOW_MS } = options;
  const store = createFakeStore();
  const script = options.script ?? (() => ({}));
  const runs = createFakeRuns(store, script);
  const devices = [...options.devices].sort((a, b) => (a.name < b.name ? -1 : 1));
  const inventory: Inventory = { devices, get: (name) => devices.find((device) => device.name === name), warnings: [] };
  const config = configSchema.parse(options.config ?? {});
  const clock = { now: nowMs, monotonicMs: () => 0, after: () => () => {} };
  const publicText = (text: string) => (planted === undefined ? text : text.replaceAll(planted, '<secret>'));
  const repo = createFakeBackupRepo();
  const backups = createBackups({
    repo,
    store,
    clock,
    log: silentLog,
    publicText,
    platform: findPlatform,
    remote: config.backups.remote ?? null,
    leastRatio: config.backups.least_ratio,
  });
  const changeStore = createFakeChangeStore(clock);
  const audit = createFakeAuditLog(clock);
  const openedForChange: string[] = [];
  const parts: ChangeParts = {
    fleet: {
      open: async (device) => sessionOf(device, script(device)),
      openForChange: async (device) => {
        openedForChange.push(device.name);
        throw new RollcallError('HOSTKEY_UNKNOWN', 'Nobody is let in here.', { phase: 'hostkey' });
      },
      clock,
      log: silentLog,
    },
    leases: store,
    changes: changeStore,
    audit,
    platform: findPlatform,
    hash: createConfigHash('test'),
    publicText,
    settings: config.change,
  };
  const changes = createChanges({
    parts,
    runs,
    devices: async () => inventory,
    mode: config.mode,
    approval: config.approval,
  });
  const context: ToolContext = {
    config,
    inventory,
    runs,
    backups,
    changes,
    store,
    publicText,
    clock,
    principal: 'test',
    signal: options.signal ?? new AbortController().signal,
    ...(options.askPerson && { askPerson: options.askPerson }),
  };
  return {
    context,
    runs,
    store,
    repo,
    changes: changeStore,
    audit,
    openedForChange,
    async call(tool, args) {
      return z.parse(tool.output, await tool.run(z.parse(tool.input, args), context));
    },
  };
}
