/** Backups over a repository in memory and scripted devices, with the real redaction. For tests of the room. */
import { createBackups } from '../../src/backup/create-backups.ts';
import { createPublicText } from '../../src/configtext/public-text.ts';
import type { Clock } from '../../src/core/clock.ts';
import { createLog } from '../../src/core/log.ts';
import type { Device } from '../../src/inventory/device.ts';
import { findPlatform } from '../../src/platforms/registry.ts';
import { createFakeBackupRepo } from '../support/fake-backup-repo.ts';
import { createFakeRuns, type ScriptedDevice } from '../support/fake-runs.ts';
import { createFakeStore } from '../support/fake-store.ts';
import { fakeDevice } from '../support/tool-setting.ts';

export const SECRET = 'S3cr3tOfTheBackup';
const START_MS = Date.UTC(2026, 10, 23, 10, 0, 0);

/** A small but whole IOS configuration; `lines` stand between its head and its end. */
export function iosConfig(name: string, lines: readonly string[] = []): string {
  return [
    'Building configuration...',
    '',
    'version 15.2',
    'service timestamps log datetime msec',
    `hostname ${name}`,
    'aaa new-model',
    `snmp-server community ${SECRET} RO`,
    'interface Vlan1',
    ` description management of ${name}`,
    ' no ip address',
    ...lines,
    'line vty 0 4',
    ' transport input ssh',
    'end',
    '',
  ].join('\n');
}

export interface BackupSettingOptions {
  readonly remote?: string;
  readonly leastRatio?: number;
  readonly after?: Clock['after'];
}

/** `texts` is what each device prints; change it between backups. One backup is an hour after the one before. */
export function createBackupSetting(names: readonly (string | Device)[], options: BackupSettingOptions = {}) {
  const devices = names.map((name) => (typeof name === 'string' ? fakeDevice(name) : name));
  const texts = new Map(devices.map(({ name }) => [name, iosConfig(name)]));
  const scripts = new Map<string, ScriptedDevice>();
  const repo = createFakeBackupRepo();
  const store = createFakeStore();
  const logged: string[] = [];
  let nowMs = START_MS;
  const clock: Clock = { now: () => nowMs, monotonicMs: () => nowMs, after: options.after ?? (() => () => {}) };
  const publicText = createPublicText({ key: 'test', held: () => [] });
  const runs = createFakeRuns(store, ({ name }) => {
    const text = texts.get(name);
    return scripts.get(name) ?? { answers: text === undefined ? {} : { 'show running-config': text } };
  });
  const backups = createBackups({
    repo,
    store,
    clock,
    log: createLog({ level: 'debug', clean: publicText, write: (line) => logged.push(line) }),
    publicText,
    platform: findPlatform,
    remote: options.remote ?? null,
    leastRatio: options.leastRatio ?? 0.5,
  });
  return {
    devices,
    texts,
    scripts,
    repo,
    store,
    runs,
    backups,
    logged,
    publicText,
    /** Backs everything up and answers with what was stored of the run. */
    async backup(reason: string | null = null) {
      nowMs += 3_600_000;
      const runId = await backups.start(runs, { devices, reason, principal: 'cli:alice', params: {} });
      const { rows } = await store.outcomes(runId, { limit: 10_000 });
      const run = await store.getRun(runId);
      return { runId, rows, note: run?.note ?? null, marks: rows.flatMap((row) => row.marks) };
    },
  };
}

export type BackupSetting = ReturnType<typeof createBackupSetting>;
