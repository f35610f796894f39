/** Everything a tool needs, made of fakes: an inventory, a store, scripted devices. */
import { z } from 'zod';
import { createBackups } from '../../src/backup/create-backups.ts';
import { configSchema } from '../../src/config/config.ts';
import { silentLog } from '../../src/core/log.ts';
import type { Device } from '../../src/inventory/device.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { findPlatform } from '../../src/platforms/registry.ts';
import type { Store } from '../../src/storage/store.ts';
import type { ToolDefinition } from '../../src/tools/define-tool.ts';
import type { ToolContext } from '../../src/tools/tool-context.ts';
import { createFakeBackupRepo, type FakeBackupRepo } from './fake-backup-repo.ts';
import { createFakeRuns, type FakeRuns, type ScriptedDevice } from './fake-runs.ts';
import { createFakeStore } from './fake-store.ts';

export interface ToolSetting {
  readonly context: ToolContext;
  readonly runs: FakeRuns;
  readonly store: Store;
  readonly repo: FakeBackupRepo;
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
}): ToolSetting {
  const { planted } = options;
  const store = createFakeStore();
  const runs = createFakeRuns(store, options.script ?? (() => ({})));
  const devices = [...options.devices].sort((a, b) => (a.name < b.name ? -1 : 1));
  const inventory: Inventory = { devices, get: (name) => devices.find((device) => device.name === name), warnings: [] };
  const config = configSchema.parse(options.config ?? {});
  const clock = { now: () => NOW_MS, monotonicMs: () => 0, after: () => () => {} };
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
  const context: ToolContext = {
    config,
    inventory,
    runs,
    backups,
    store,
    publicText,
    clock,
    principal: 'test',
    signal: options.signal ?? new AbortController().signal,
  };
  return {
    context,
    runs,
    store,
    repo,
    async call(tool, args) {
      return z.parse(tool.output, await tool.run(z.parse(tool.input, args), context));
    },
  };
}
