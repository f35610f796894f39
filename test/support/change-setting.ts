/**
 * A push on simulated devices, put together in one process: lab, fleet, engine, journal and audit log on one leaping
 * clock. Plans are made by hand here, from what the devices have now. The lab's own record is the oracle.
 */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { ChangeParts } from '../../src/change/change-parts.ts';
import type { ChangePlan, PlannedDevice, PlannedLine } from '../../src/change/plan.ts';
import type { PushJob } from '../../src/change/push-job.ts';
import { pushRun } from '../../src/change/push-run.ts';
import { type ReadConfig, readConfig } from '../../src/change/read-config.ts';
import { recoverRun } from '../../src/change/recover.ts';
import { planRecord } from '../../src/change/stored-plan.ts';
import { configSchema } from '../../src/config/config.ts';
import type { Limits } from '../../src/config/limits.ts';
import { readChangeLines } from '../../src/configtext/change-lines.ts';
import { createConfigHash } from '../../src/configtext/config-hash.ts';
import { mergeLines } from '../../src/configtext/merge-lines.ts';
import { createPublicText } from '../../src/configtext/public-text.ts';
import { isoTime } from '../../src/core/clock.ts';
import { createRuns } from '../../src/engine/create-runs.ts';
import type { RunSpec } from '../../src/engine/run-spec.ts';
import type { Runs } from '../../src/engine/runs.ts';
import { createSessionPool } from '../../src/engine/session-pool.ts';
import type { Device } from '../../src/inventory/device.ts';
import type { LabOptions } from '../../src/lab/lab.ts';
import type { LabDevice } from '../../src/lab/lab-device.ts';
import type { AppliedLine } from '../../src/lab/writes-log.ts';
import type { ChangeDialect, PlatformDefinition } from '../../src/platforms/define.ts';
import { findPlatform } from '../../src/platforms/registry.ts';
import type { ChangeDeviceRecord } from '../../src/storage/change-store.ts';
import type { OutcomeRecord } from '../../src/storage/store.ts';
import { createFakeAuditLog, type FakeAuditLog } from './fake-audit-log.ts';
import { createFakeChangeStore, type FakeChangeStore } from './fake-change-store.ts';
import { createFakeStore } from './fake-store.ts';
import { type LabFleet, startLabFleet } from './lab-fleet.ts';
import { createLeapingClock, type LeapingClock } from './leaping-clock.ts';

/** One long run of a test, in milliseconds of the leaping clock. */
const LONG_MS = 86_400_000;

/** What the tests type, per platform: a block, and lines at the top. Nothing of it is there before. */
export const CHANGE: Readonly<Record<string, readonly string[]>> = {
  cisco_ios: [
    'ntp server 10.9.9.1',
    'interface Loopback99',
    ' description rollcall',
    'ntp server 10.9.9.2',
    'ntp server 10.9.9.3',
  ],
  cisco_nxos: ['ntp server 10.9.9.1', 'vlan 99', '  name rollcall', 'ntp server 10.9.9.2', 'ntp server 10.9.9.3'],
  cisco_iosxr: [
    'domain name neu.example.net',
    'interface Loopback99',
    ' description rollcall',
    'logging 10.9.9.2 vrf default severity info',
    'logging 10.9.9.3 vrf default severity info',
  ],
  arista_eos: [
    'ntp server 10.9.9.1',
    'interface Loopback99',
    '   description rollcall',
    'ntp server 10.9.9.2',
    'ntp server 10.9.9.3',
  ],
  juniper_junos: [
    'set system ntp server 10.9.9.1',
    'set interfaces lo0 description rollcall',
    'set system ntp server 10.9.9.2',
    'set system ntp server 10.9.9.3',
    'set system ntp server 10.9.9.4',
  ],
  frr: [
    'ip route 10.9.9.0/24 10.0.0.1',
    'interface lo',
    ' description rollcall',
    'ip route 10.9.8.0/24 10.0.0.1',
    'ip route 10.9.7.0/24 10.0.0.1',
  ],
};

/** The lines for one platform. */
export const changeFor = (platform: string): readonly string[] =>
  CHANGE[platform === 'cisco_iosxe' ? 'cisco_ios' : platform] as readonly string[];

export interface PlanOptions {
  /** Text of each device's change; `CHANGE` when absent. */
  readonly lines?: (device: Device) => readonly string[];
  /** Waves from 0; all in the canary when absent. */
  readonly wave?: (device: Device, index: number) => number;
  readonly policy?: Partial<ChangePlan['policy']>;
}

/** Where one device ended: the journal's row, and the outcome as the run stored it. */
export interface Ended {
  readonly row: ChangeDeviceRecord;
  readonly outcome: OutcomeRecord;
}

export interface ChangeSetting extends Pick<LabFleet, 'lab' | 'fleet' | 'devices'> {
  readonly clock: LeapingClock;
  readonly changes: FakeChangeStore;
  readonly audit: FakeAuditLog;
  readonly parts: ChangeParts;
  readonly runs: Runs;
  labOf(device: Device): LabDevice;
  /** Reads the devices, plans, approves and begins; sends nothing but reads. */
  planned(devices: readonly Device[], options?: PlanOptions): Promise<PushJob>;
  /** Starts the push; answers its run. `parts`: put in place of the setting's own. */
  start(job: PushJob, devices?: readonly Device[], parts?: Partial<ChangeParts>): Promise<string>;
  /** Waits for a run's end; answers where each device of the job stands. */
  ended(job: PushJob, runId: string): Promise<ReadonlyMap<string, Ended>>;
  /** Starts, and waits for the end. */
  push(job: PushJob, parts?: Partial<ChangeParts>): Promise<ReadonlyMap<string, Ended>>;
  /** Starts the push as a process of its own would, that nobody waits for any more: with `parts` that never answer. */
  abandon(job: PushJob, parts: Partial<ChangeParts>): Promise<void>;
  /** As the next start of the program: looks at what the job left open. Null where nothing needed a look. */
  recover(job: PushJob): Promise<ReadonlyMap<string, Ended> | null>;
  /** What one device's record of writes has, without the lab's own doings. */
  writes(device: Device): readonly AppliedLine[];
  /** As the lab has it, without what changes by itself. */
  configOf(device: Device): Promise<ReadConfig>;
  stop(): Promise<void>;
}

export async function createChangeSetting(
  lab: Partial<LabOptions> & { readonly devices: number },
  options: { readonly limits?: Partial<Limits> } = {},
): Promise<ChangeSetting> {
  const clock = createLeapingClock();
  const { stop, ...started } = await startLabFleet({ ...lab, clock }, { clock, ...options });
  const { fleet, devices } = started;
  const changes = createFakeChangeStore(clock);
  const audit = createFakeAuditLog(clock);
  const store = createFakeStore();
  const newRuns = () => createRuns({ fleet, store, pool: createSessionPool({ clock, reuseMs: 0 }) });
  const runs = newRuns();
  const open = (device: Device) => fleet.open(device, new AbortController().signal);
  const parts: ChangeParts = {
    fleet,
    leases: store,
    changes,
    audit,
    platform: findPlatform,
    hash: createConfigHash('k'),
    publicText: createPublicText({ key: 'k', held: () => [] }),
    settings: configSchema.parse({}).change,
  };
  let count = 0;

  const planOne = async (device: Device, index: number, { lines, wave }: PlanOptions, scripts: Scripts) => {
    const platform = findPlatform(device.platform) as PlatformDefinition;
    const session = await open(device);
    try {
      const base = await readConfig(session, platform, parts.hash);
      const dialect = await dialectOf(platform, async (command) => (await session.run(command)).output);
      const text = (lines?.(device) ?? changeFor(device.platform)).join('\n');
      const read = readChangeLines(text, platform.config.syntax, base.tree);
      const script = shortHash(text);
      scripts[script] = read.map(({ text: line, depth, verbatim }) => ({ text: line, depth, verbatim }));
      const wanted = mergeLines(base.tree, read, platform.config.syntax);
      return {
        device: device.name,
        platform: device.platform,
        identity: session.link.hostKey,
        script,
        baseHash: base.hash,
        wantedHash: parts.hash(wanted, platform.config.syntax),
        undo: dialect.id,
        risks: [],
        wave: wave?.(device, index) ?? 0,
        diff: 'd',
      } satisfies PlannedDevice;
    } finally {
      await session.close();
    }
  };

  const run = async <T>(spec: RunSpec<T>): Promise<string> => runs.start(spec);

  const self: ChangeSetting = {
    ...started,
    clock,
    changes,
    audit,
    parts,
    runs,
    labOf: (device) => started.lab.device(device.name),
    async planned(selected, planOptions = {}) {
      const id = `p-${++count}`;
      const scripts: Scripts = {};
      const plan: ChangePlan = {
        id,
        kind: 'change',
        title: 'test',
        proposer: 'test',
        createdAt: isoTime(clock),
        expiresAt: new Date(clock.now() + LONG_MS).toISOString(),
        undoes: null,
        select: 'all',
        devices: await Promise.all(selected.map((device, index) => planOne(device, index, planOptions, scripts))),
        scripts,
        diffs: { d: [] },
        policy: { timerMinutes: 5, inFlight: 100, stopPercent: 100, waves: 1, save: true, ...planOptions.policy },
      };
      const record = planRecord(plan);
      await changes.putPlan(record);
      const approvedAt = isoTime(clock);
      const { expiresAt, hash: planHash } = record;
      await changes.putApproval({ planId: id, planHash, approver: 'test', approvedAt, expiresAt });
      const changeId = `c-20261123-101502-${String(count).padStart(6, '0')}`;
      const change = { id: changeId, planId: id, planHash, runId: null, principal: 'test', startedAt: approvedAt };
      expect(await changes.beginChange(change, plan.devices)).toBe(true);
      return { ...parts, changeId, plan, planHash, approvedHash: planHash, principal: 'test' };
    },
    async start(job, selected = devices.filter(({ name }) => isIn(job, name)), other = {}) {
      return run(pushRun({ ...job, ...other }, selected));
    },
    async ended(job, runId) {
      await runs.wait(runId, LONG_MS);
      const { rows } = await store.outcomes(runId, { limit: 10_000 });
      const byName = new Map(rows.map((row) => [row.device, row]));
      const records = await changes.changeDevices(job.changeId);
      return new Map(records.map((row) => [row.device, { row, outcome: byName.get(row.device) as OutcomeRecord }]));
    },
    async push(job, other = {}) {
      return self.ended(job, await self.start(job, undefined, other));
    },
    async abandon(job, other) {
      await newRuns().start(
        pushRun(
          { ...job, ...other },
          devices.filter(({ name }) => isIn(job, name)),
        ),
      );
    },
    async recover(job) {
      const change = await changes.getChange(job.changeId);
      if (change === undefined) throw new Error(job.changeId);
      const spec = await recoverRun(parts, change, 'test', (name) => devices.find((device) => device.name === name));
      return spec === null ? null : self.ended(job, await run(spec));
    },
    writes: ({ name }) => started.lab.writes().filter(({ device, session }) => device === name && session !== 'lab'),
    async configOf(device) {
      const session = await open(device);
      try {
        return await readConfig(session, findPlatform(device.platform) as PlatformDefinition, parts.hash);
      } finally {
        await session.close();
      }
    },
    async stop() {
      await runs.shutdown();
      await stop();
      clock.stop();
    },
  };
  return self;
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

type Scripts = Record<string, readonly PlannedLine[]>;

const isIn = (job: PushJob, name: string): boolean => job.plan.devices.some(({ device }) => device === name);

async function dialectOf(
  platform: PlatformDefinition,
  ask: (command: string) => Promise<string>,
): Promise<ChangeDialect> {
  for (const dialect of platform.change) {
    if (dialect.needs === undefined || dialect.needs.isThere(await ask(dialect.needs.command))) return dialect;
  }
  throw new Error(`${platform.id} has no way of change`);
}

/** Lines that one configuration has and the other has not, whatever their order; the lab's texts, an oracle of their own. */
export function differenceOf(before: string, after: string): { readonly added: string[]; readonly removed: string[] } {
  const count = (text: string) => {
    const counts = new Map<string, number>();
    for (const line of text.split('\n').map((each) => each.trim())) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  };
  const [had, has] = [count(before), count(after)];
  const beyond = (more: ReadonlyMap<string, number>, less: ReadonlyMap<string, number>) =>
    [...more]
      .filter(
        ([line, times]) => /^(?!Current |Building |ntp clock-period )\w/.test(line) && times > (less.get(line) ?? 0),
      )
      .map(([line]) => line);
  return { added: beyond(has, had), removed: beyond(had, has) };
}
