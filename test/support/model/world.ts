/**
 * The world of a sequence: devices, what is on disk, one process of ours at a time, and the oracle that watches. Knows how
 * a process begins and dies; the stores and the devices outlive it.
 */
import type { Device } from '../../../src/inventory/device.ts';
import type { ChangeStore, PlanRecord } from '../../../src/storage/change-store.ts';
import { createFakeAuditLog } from '../fake-audit-log.ts';
import { createFakeChangeStore } from '../fake-change-store.ts';
import { createFakeClock } from '../fake-clock.ts';
import { fakeDevice } from '../fake-fleet.ts';
import { createFakeStore } from '../fake-store.ts';
import { type Box, createBox } from './box.ts';
import type { Mishap } from './box-session.ts';
import { KINDS } from './kinds.ts';
import { createOracle, type Oracle } from './oracle.ts';
import { IN_FLIGHT, type Process, type Room, type Site, STOP_PERCENT, startProcess } from './process.ts';

/** Turns of the clock, milliseconds: no exchange is shorter. */
const TURN_MS = 250;

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
  /** As it is stored now, tampered with or not. */
  recordOf(planId: string): Promise<PlanRecord | undefined>;
  auditSays(event: string, planId: string): boolean;
  /** Names that are still held. */
  heldLeases(): readonly string[];
  /** The configuration behind a hash of the room's; undefined for one it never made. */
  textOfHash(hash: string): string | undefined;
}

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
  const leases: Site['leases'] = new Map();
  const mishaps = new Map<string, PendingMishap[]>();
  const tampered = new Map<string, PlanRecord>();
  const texts = new Map<string, string>();
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

  const site: Site = {
    room,
    clock,
    oracle,
    devices,
    boxOf,
    mishapOf,
    store,
    runStore,
    audit,
    leases,
    plan: (id) => self.recordOf(id),
    began: (id) => void changeIds.push(id),
    texts,
  };
  const nextProcess = () => startProcess(site, ++processes);

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
      self.process = nextProcess();
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
    recordOf: async (planId) => tampered.get(planId) ?? store.getPlan(planId),
    auditSays: (event, planId) => audit.entries.some((entry) => entry.event === event && entry['plan'] === planId),
    heldLeases: () => [...leases.keys()],
    textOfHash: (hash) => texts.get(hash),
  };
  self.process = nextProcess();
  return self;
}
