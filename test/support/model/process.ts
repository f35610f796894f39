/**
 * One process of ours: the room with its stores, its fleet and its clock, all of which stop at once when it dies. Knows
 * how long a write takes; tells the oracle of every one.
 */
import type { ChangeParts } from '../../../src/change/change-parts.ts';
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
import type { AuditLog } from '../../../src/storage/audit-log.ts';
import type { ChangeStore, PlanRecord } from '../../../src/storage/change-store.ts';
import type { RunRecord, Store } from '../../../src/storage/store.ts';
import type { Box } from './box.ts';
import { type BoxSession, type Mishap, openBox } from './box-session.ts';
import { configOf, PLATFORMS, textOf } from './kinds.ts';
import type { Oracle } from './oracle.ts';

/** A write to disk: longer than a line is on its way, so that one that is not waited for comes too late. */
const WRITE_MS = 300;
/** To the audit log: longer than an outcome waits for company before it is stored. */
const AUDIT_MS = 400;
/** `approval.expires_minutes`. */
export const APPROVAL_MS = 3_600_000;

export const IN_FLIGHT = 2;
export const STOP_PERCENT = 50;
const SETTINGS = configSchema.parse({
  change: { waves: [1, 3, 50], in_flight: IN_FLIGHT, stop_percent: STOP_PERCENT },
}).change;

/** The room, or a copy of it with a bug in it. */
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

/** What outlives a process. */
export interface Site {
  readonly room: Room;
  readonly clock: Clock;
  readonly oracle: Oracle;
  readonly devices: ReadonlyMap<string, Device>;
  readonly boxOf: (device: string) => Box;
  readonly mishapOf: (box: Box) => Mishap | null;
  readonly store: ChangeStore;
  readonly runStore: Store;
  readonly audit: AuditLog;
  /** By name: the number of the process that holds it. */
  readonly leases: Map<string, { readonly process: number; readonly purpose: string }>;
  /** As it is stored now, tampered with or not. */
  readonly plan: (id: string) => Promise<PlanRecord | undefined>;
  readonly began: (changeId: string) => void;
  /** Configurations by the room's hash of them. */
  readonly texts: Map<string, string>;
}

/** A process while it starts: what stops with it. */
interface Life {
  readonly number: number;
  readonly isAlive: () => boolean;
  readonly clock: Clock;
  /** A dead process neither writes nor hears of what was written. */
  readonly whileAlive: <T>(act: () => Promise<T>, takesMs?: number) => Promise<T>;
}

const NEVER = new Promise<never>(() => {});

export function startProcess(site: Site, number: number): Process {
  const { room, clock, devices } = site;
  const sessions = new Set<BoxSession>();
  const isAlive = () => process.isAlive;
  const life: Life = {
    number,
    isAlive,
    clock: {
      now: clock.now,
      monotonicMs: clock.monotonicMs,
      after: (ms, fire) => (isAlive() ? clock.after(ms, () => isAlive() && fire()) : () => {}),
    },
    async whileAlive(act, takesMs = 0) {
      if (takesMs > 0) await new Promise<void>((resolve) => void clock.after(takesMs, resolve));
      if (!isAlive()) return NEVER;
      const value = await act();
      return isAlive() ? value : NEVER;
    },
  };
  const fleet = fleetOf(site, life, sessions);
  const store = storeOf(site, life);
  const runs = createRuns({ fleet, store, pool: createSessionPool({ clock: life.clock, reuseMs: 0 }) });
  const parts: ChangeParts = {
    fleet,
    leases: store,
    changes: changesOf(site, life),
    audit: auditOf(site, life),
    platform: (id) => PLATFORMS.get(id),
    hash: hashOf(site),
    publicText: (raw) => raw,
    settings: SETTINGS,
  };
  const approval = { expires_minutes: APPROVAL_MS / 60_000, four_eyes: false };
  const changes = room({ parts, runs, devices: async () => devices, mode: 'read-write', approval });
  const process: Process = { number, isAlive: true, pushes: [], sessions, runs, changes };
  return process;
}

function fleetOf({ clock, oracle, boxOf, mishapOf }: Site, life: Life, sessions: Set<BoxSession>): Fleet {
  const openTo = async ({ name }: Device, signal: AbortSignal, change: string | null, planHash: string | null) => {
    if (!life.isAlive()) return NEVER;
    const box = boxOf(name);
    const session = await openBox({
      clock,
      ownClock: life.clock,
      box,
      talk: { device: name, box, change, planHash },
      witness: oracle.witness,
      mishap: () => mishapOf(box),
      signal,
    });
    sessions.add(session);
    return session;
  };
  return {
    limits: defaultLimits,
    clock: life.clock,
    log: silentLog,
    admission: createAdmission({ limits: defaultLimits, clock: life.clock, openFiles: 20_000 }),
    ssh: { knownHosts: { flush: async () => {} } } as unknown as Fleet['ssh'],
    open: (device, signal) => openTo(device, signal, null, null),
    openForChange: (device, { permit: { planHash }, signal }) => {
      const planId = oracle.yes.get(planHash)?.plan.id;
      const change = [...oracle.changes.values()].findLast(({ plan }) => plan.id === planId)?.id ?? null;
      oracle.opens(change ?? '', device.name, planHash);
      return openTo(device, signal, change, planHash);
    },
    close: async () => {},
  };
}

function changesOf({ store, plan, oracle, clock, began }: Site, { number, whileAlive }: Life): ChangeStore {
  return {
    ...guarded(store, whileAlive),
    getPlan: (id) => whileAlive(() => plan(id)),
    putPlan: (record) => whileAlive(() => store.putPlan(record), WRITE_MS),
    putApproval: (record) => whileAlive(() => store.putApproval(record), WRITE_MS),
    finishChange: (...args) => whileAlive(() => store.finishChange(...args), WRITE_MS),
    beginChange: (change, rows) =>
      whileAlive(async () => {
        const isBegun = await store.beginChange(change, rows);
        if (!isBegun) return false;
        began(change.id);
        // Decided before it was put in the log, and this was written.
        oracle.began(change.id, change.planHash, number, clock.now() - WRITE_MS - AUDIT_MS);
        return true;
      }, WRITE_MS),
    updateDevice: (id, device, patch) =>
      whileAlive(async () => {
        await store.updateDevice(id, device, patch);
        oracle.recorded(id, device, patch);
      }, WRITE_MS),
  };
}

function storeOf({ runStore, oracle, leases }: Site, { number, whileAlive }: Life): Store {
  const run = async (id: string) => (await runStore.getRun(id)) as RunRecord;
  return {
    ...guarded(runStore, whileAlive),
    allOutcomes: (id) => runStore.allOutcomes(id),
    recordOutcomes: (id, rows) =>
      whileAlive(async () => {
        const record = await run(id);
        for (const row of rows) oracle.answered(record, row);
        await runStore.recordOutcomes(id, rows);
      }),
    finishRun: (id, ...rest) =>
      whileAlive(async () => {
        oracle.runEnded(await run(id));
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
}

function auditOf({ audit, oracle }: Site, { whileAlive }: Life): AuditLog {
  return {
    ...guarded(audit, whileAlive),
    append: (event) =>
      whileAlive(async () => {
        const head = await audit.append(event);
        oracle.audited(event);
        return head;
      }, AUDIT_MS),
  };
}

/** The room's hash, with what it stands for noted. */
function hashOf({ texts, oracle }: Site): ChangeParts['hash'] {
  const hash = createConfigHash('k');
  return (tree, syntax) => {
    const made = hash(tree, syntax);
    const text = textOf(configOf(tree.lines.map((line) => line.text).join('\n')));
    const known = texts.get(made) ?? text;
    oracle.must(known === text, 'I2', () => `one hash for "${text}" and "${known}"`);
    texts.set(made, text);
    return made;
  };
}

/** Every method of a store, for as long as the process lives. */
function guarded<T extends object>(target: T, whileAlive: Life['whileAlive']): T {
  const methods = Object.entries(target).filter(([, value]) => typeof value === 'function');
  return Object.fromEntries(
    methods.map(([name, method]) => [
      name,
      (...args: unknown[]) => whileAlive(() => (method as (...given: unknown[]) => Promise<unknown>)(...args)),
    ]),
  ) as T;
}
