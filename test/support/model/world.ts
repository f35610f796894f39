/**
 * The world of a sequence: devices, what is on disk, one process of ours at a time, and the oracle that watches. Knows how
 * a process begins and dies; the stores and the devices outlive it.
 */
import type { Changes } from '../../../src/change/changes.ts';
import type { createChanges } from '../../../src/change/create-changes.ts';
import { configSchema } from '../../../src/config/config.ts';
import { defaultLimits } from '../../../src/config/limits.ts';
import { createConfigHash } from '../../../src/configtext/config-hash.ts';
import type { Clock } from '../../../src/core/clock.ts';
import { silentLog } from '../../../src/core/log.ts';
import { createAdmission } from '../../../src/engine/admission.ts';
import { createRuns } from '../../../src/engine/create-runs.ts';
import type { Fleet } from '../../../src/engine/fleet.ts';
import type { Runs } from '../../../src/engine/runs.ts';
import { createSessionPool } from '../../../src/engine/session-pool.ts';
import type { Device } from '../../../src/inventory/device.ts';
import type { ChangeStore, PlanRecord } from '../../../src/storage/change-store.ts';
import type { Store } from '../../../src/storage/store.ts';
import { createFakeAuditLog } from '../fake-audit-log.ts';
import { createFakeChangeStore } from '../fake-change-store.ts';
import { createFakeClock } from '../fake-clock.ts';
import { fakeDevice } from '../fake-fleet.ts';
import { createFakeStore } from '../fake-store.ts';
import { type Box, createBox } from './box.ts';
import { type BoxSession, type Mishap, openBox } from './box-session.ts';
import { configOf, KINDS, PLATFORMS, textOf } from './kinds.ts';
import { createOracle, type Oracle } from './oracle.ts';

/** A write to disk: longer than a line is on its way, so that one that is not waited for comes too late. */
const WRITE_MS = 300;
/** To the audit log: longer than an outcome waits for company before it is stored. */
const AUDIT_MS = 400;
/** `approval.expires_minutes`. */
const APPROVAL_MS = 3_600_000;
/** Turns of the clock, milliseconds: no exchange is shorter. */
const TURN_MS = 250;

export const IN_FLIGHT = 2;
const STOP_PERCENT = 50;
const SETTINGS = configSchema.parse({
  change: { waves: [1, 3, 50], in_flight: IN_FLIGHT, stop_percent: STOP_PERCENT },
}).change;

/** Part of the room, or a copy of it with a bug in it. */
export type Room = typeof createChanges;

export interface Process {
  readonly number: number;
  readonly changes: Changes;
  readonly runs: Runs;
  /** Runs of the pushes it began. */
  readonly pushes: string[];
  isAlive: boolean;
  readonly sessions: Set<BoxSession>;
}

export interface PendingMishap {
  readonly kind: Mishap;
  /** Exchanges until it happens. */
  left: number;
}

export interface World {
  readonly oracle: Oracle;
  readonly names: readonly string[];
  /** Ids, in the order they came. */
  readonly plans: string[];
  readonly changeIds: string[];
  readonly store: ChangeStore;
  process: Process;
  now(): number;
  boxOf(name: string): Box;
  deviceOf(name: string): Device;
  advance(ms: number): Promise<void>;
  /** The promise's end, with time going on until it comes. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** The process is gone in this moment, and another one is there. */
  crash(): void;
  /** The next exchanges with a device go wrong. */
  plant(name: string, mishap: PendingMishap): void;
  /** Unreachable for a while; what is connected is cut. */
  takeDown(name: string, ms: number): void;
  tamper(planId: string, change: (record: PlanRecord) => PlanRecord): Promise<void>;
  isTampered(planId: string): boolean;
  /** As it is stored now, tampered with or not. */
  recordOf(planId: string): Promise<PlanRecord | undefined>;
  auditSays(event: string, planId: string): boolean;
  /** Names that are still held. */
  heldLeases(): readonly string[];
  /** The configuration behind a hash of the room's; undefined for one it never made. */
  textOfHash(hash: string): string | undefined;
}

const NEVER = new Promise<never>(() => {});

export interface WorldOptions {
  readonly room: Room;
  /** A fault of the store's, for planted bugs that the real one would stop. */
  readonly spoil?: (store: ChangeStore) => ChangeStore;
}

export function createWorld({ room, spoil = (store) => store }: WorldOptions): World {
  const clock = createFakeClock();
  const boxes = new Map(KINDS.map((kind, index) => [`b${index + 1}`, createBox(`b${index + 1}`, kind, clock)]));
  // One box has two names.
  const names = [...boxes.keys(), 'b1-again'];
  const boxOf = (name: string) => boxes.get(name.slice(0, 2)) as Box;
  const devices = new Map(
    names.map((name) => [name, fakeDevice(name, { platform: `model_${boxOf(name).kind}` })] as const),
  );
  const disk = createFakeChangeStore(clock);
  const store = spoil(disk);
  const audit = createFakeAuditLog(clock);
  const runStore = createFakeStore();
  const leases = new Map<string, { readonly process: number; readonly purpose: string }>();
  const mishaps = new Map<string, PendingMishap[]>();
  const tampered = new Map<string, PlanRecord>();
  const texts = new Map<string, string>();
  const hashOfTree = createConfigHash('k');
  const plans: string[] = [];
  const changeIds: string[] = [];
  let processes = 0;

  const oracle = createOracle({
    now: clock.now,
    boxOf,
    isAlive: (number) => self.process.number === number && self.process.isAlive,
    textOfHash: (hash) => texts.get(hash),
    audit: () => audit.entries,
    inFlight: IN_FLIGHT,
    stopPercent: STOP_PERCENT,
  });

  const mishapOf = (box: Box): Mishap | null => {
    const next = mishaps.get(box.hostKey)?.[0];
    if (next === undefined || --next.left > 0) return null;
    mishaps.get(box.hostKey)?.shift();
    if (next.kind === 'refused') box.refusedAt = clock.now();
    else if (next.kind !== 'ignored') box.wasDownAt = clock.now();
    return next.kind;
  };

  const startProcess = (): Process => {
    const number = ++processes;
    const sessions = new Set<BoxSession>();
    const isAlive = () => process.isAlive;
    const ownClock: Clock = {
      now: clock.now,
      monotonicMs: clock.monotonicMs,
      after: (ms, fire) => (isAlive() ? clock.after(ms, () => isAlive() && fire()) : () => {}),
    };
    /** A dead process neither writes nor hears of what was written. */
    const whileAlive = async <T>(act: () => Promise<T>, takesMs = 0): Promise<T> => {
      if (takesMs > 0) await new Promise<void>((resolve) => void clock.after(takesMs, resolve));
      if (!isAlive()) return NEVER;
      const value = await act();
      return isAlive() ? value : NEVER;
    };
    const changes: ChangeStore = {
      ...guarded(store, whileAlive),
      getPlan: (id) => whileAlive(async () => tampered.get(id) ?? store.getPlan(id)),
      putPlan: (record) => whileAlive(() => store.putPlan(record), WRITE_MS),
      putApproval: (record) => whileAlive(() => store.putApproval(record), WRITE_MS),
      finishChange: (...args) => whileAlive(() => store.finishChange(...args), WRITE_MS),
      beginChange: (change, rows) =>
        whileAlive(async () => {
          const isBegun = await store.beginChange(change, rows);
          if (!isBegun) return false;
          changeIds.push(change.id);
          oracle.began(change.id, change.planHash, number, clock.now() - WRITE_MS - AUDIT_MS);
          return true;
        }, WRITE_MS),
      updateDevice: (id, device, patch) =>
        whileAlive(async () => {
          await store.updateDevice(id, device, patch);
          oracle.recorded(id, device, patch);
        }, WRITE_MS),
    };
    const run = async (id: string) => {
      const record = await runStore.getRun(id);
      if (record === undefined) throw new Error(`no run ${id}`);
      return record;
    };
    const runsStore: Store = {
      ...guarded(runStore, whileAlive),
      allOutcomes: (id) => runStore.allOutcomes(id),
      recordOutcomes: (id, rows) =>
        whileAlive(async () => {
          const { kind, params } = await run(id);
          const changeId = (params as { change_id?: string }).change_id ?? null;
          for (const row of rows) oracle.answered(id, kind, changeId, row.device, row.attempts > 0);
          await runStore.recordOutcomes(id, rows);
        }),
      finishRun: (id, ...rest) =>
        whileAlive(async () => {
          const { kind, params, selected } = await run(id);
          oracle.runEnded(id, kind, params, selected);
          await runStore.finishRun(id, ...rest);
        }),
      takeLease: (name, purpose) =>
        whileAlive(async () => {
          const held = leases.get(name);
          if (held !== undefined) {
            return { heldBy: { purpose: held.purpose, pid: held.process, host: 'here', since: 'before' } };
          }
          const mine = { process: number, purpose };
          leases.set(name, mine);
          const release = () =>
            whileAlive(async () => {
              if (leases.get(name) === mine) leases.delete(name);
            });
          return { lease: { name, release } };
        }),
    };
    let talks = 0;
    const openTo = async (device: Device, signal: AbortSignal, change: string | null, planHash: string | null) => {
      if (!isAlive()) return NEVER;
      const box = boxOf(device.name);
      const id = number * 100_000 + ++talks;
      const session = await openBox({
        clock,
        ownClock,
        box,
        talk: { id, device: device.name, box, change, planHash, process: number },
        witness: oracle.witness,
        mishap: () => mishapOf(box),
        signal,
      });
      sessions.add(session);
      return session;
    };
    const fleet: Fleet = {
      limits: defaultLimits,
      clock: ownClock,
      log: silentLog,
      admission: createAdmission({ limits: defaultLimits, clock: ownClock, openFiles: 20_000 }),
      ssh: { knownHosts: { flush: async () => {} } } as unknown as Fleet['ssh'],
      open: (device, signal) => openTo(device, signal, null, null),
      openForChange: (device, { permit, signal }) => {
        const { planHash } = permit;
        const change = [...oracle.changes.values()].findLast(
          ({ plan }) => oracle.yes.get(planHash)?.plan.id === plan.id,
        );
        oracle.opens(change?.id ?? '', device.name, planHash);
        return openTo(device, signal, change?.id ?? null, planHash);
      },
      close: async () => {},
    };
    const runs = createRuns({ fleet, store: runsStore, pool: createSessionPool({ clock: ownClock, reuseMs: 0 }) });
    const parts = {
      fleet,
      leases: runsStore,
      changes,
      audit: {
        ...guarded(audit, whileAlive),
        append: (event: Parameters<typeof audit.append>[0]) =>
          whileAlive(async () => {
            const head = await audit.append(event);
            oracle.audited(event);
            return head;
          }, AUDIT_MS),
      },
      platform: (id: string) => PLATFORMS.get(id),
      hash: (...args: Parameters<typeof hashOfTree>) => {
        const hash = hashOfTree(...args);
        const text = textOf(configOf(args[0].lines.map((line) => line.text).join('\n')));
        oracle.must(
          (texts.get(hash) ?? text) === text,
          'hash',
          () => `one hash for "${text}" and "${texts.get(hash)}"`,
        );
        texts.set(hash, text);
        return hash;
      },
      publicText: (raw: string) => raw,
      settings: SETTINGS,
    };
    const process: Process = {
      number,
      isAlive: true,
      pushes: [],
      sessions,
      runs,
      changes: room({
        parts,
        runs,
        devices: async () => devices,
        mode: 'read-write',
        approval: { expires_minutes: APPROVAL_MS / 60_000, four_eyes: false },
      }),
    };
    return process;
  };

  const self: World = {
    oracle,
    names,
    plans,
    changeIds,
    store,
    process: undefined as unknown as Process,
    now: clock.now,
    boxOf,
    deviceOf: (name) => devices.get(name) as Device,
    advance: (ms) => clock.advance(ms),
    async until(promise) {
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      promise.then(over, over);
      await clock.advance(0);
      while (!isOver) await clock.advance(TURN_MS);
      return promise;
    },
    crash() {
      const { sessions, number } = self.process;
      self.process.isAlive = false;
      for (const session of sessions) session.vanish();
      for (const [name, { process }] of leases) if (process === number) leases.delete(name);
      disk.die();
      self.process = startProcess();
    },
    plant(name, mishap) {
      const { hostKey } = boxOf(name);
      mishaps.set(hostKey, [...(mishaps.get(hostKey) ?? []), mishap]);
    },
    takeDown(name, ms) {
      const box = boxOf(name);
      box.downUntil = clock.now() + ms;
      box.wasDownAt = box.downUntil;
      for (const session of self.process.sessions) if (session.hostname === box.hostKey) session.cut();
    },
    async tamper(planId, change) {
      const record = await self.recordOf(planId);
      if (record !== undefined) tampered.set(planId, change(record));
    },
    isTampered: (planId) => tampered.has(planId),
    recordOf: async (planId) => tampered.get(planId) ?? store.getPlan(planId),
    auditSays: (event, planId) => audit.entries.some((entry) => entry.event === event && entry['plan'] === planId),
    heldLeases: () => [...leases.keys()],
    textOfHash: (hash) => texts.get(hash),
  };
  self.process = startProcess();
  return self;
}

/** Every method of a store, for as long as the process lives. */
function guarded<T extends object>(target: T, whileAlive: <V>(act: () => Promise<V>) => Promise<V>): T {
  const methods = Object.entries(target).filter(([, value]) => typeof value === 'function');
  return Object.fromEntries(
    methods.map(([name, method]) => [
      name,
      (...args: unknown[]) => whileAlive(() => (method as (...given: unknown[]) => Promise<unknown>)(...args)),
    ]),
  ) as T;
}
