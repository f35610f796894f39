/** Plans and changes in memory, for tests of what uses them. Keeps the contract's promises; forgets everything at the end. */
import { createHash } from 'node:crypto';
import { type Clock, isoTime, systemClock } from '../../src/core/clock.ts';
import { RollcallError } from '../../src/core/errors.ts';
import type {
  ApprovalRecord,
  ChangeDeviceRecord,
  ChangeRecord,
  ChangeState,
  ChangeStore,
  PlanRecord,
} from '../../src/storage/change-store.ts';

export interface FakeChangeStore extends ChangeStore {
  /** As if the process that works on the changes had been killed: those under way read as `interrupted`. */
  die(): void;
}

interface StoredChange {
  record: ChangeRecord;
  isOwned: boolean;
  readonly devices: Map<string, ChangeDeviceRecord>;
}

const OPEN: ReadonlySet<ChangeState> = new Set(['intent', 'applied', 'confirming']);
const NOTHING = {
  foundHash: null,
  before: null,
  after: null,
  timerEndsAt: null,
  code: null,
  message: null,
  detail: null,
  line: null,
};

export function createFakeChangeStore(clock: Pick<Clock, 'now'> = systemClock): FakeChangeStore {
  const now = () => isoTime(clock as Clock);
  const plans = new Map<string, PlanRecord>();
  const approvals = new Map<string, ApprovalRecord>();
  const changes = new Map<string, StoredChange>();
  const images = new Map<string, string>();
  const seen = ({ record, isOwned }: StoredChange): ChangeRecord =>
    record.state === 'running' && !isOwned ? { ...record, state: 'interrupted' } : record;
  const newestFirst = <T>(map: ReadonlyMap<string, T>, limit: number) => [...map.values()].reverse().slice(0, limit);
  return {
    async putPlan(plan) {
      if (plans.has(plan.id)) throw new Error(`There is a plan ${plan.id} already.`);
      plans.set(plan.id, plan);
    },
    async getPlan(id) {
      return plans.get(id);
    },
    async listPlans(limit) {
      return newestFirst(plans, limit).map(({ body: _, ...plan }) => plan);
    },
    async putApproval(approval) {
      if (!plans.has(approval.planId)) throw new Error(`There is no plan ${approval.planId}.`);
      if ((approvals.get(approval.planId)?.usedBy ?? null) !== null) {
        throw new RollcallError('ALREADY_APPLIED', `Plan ${approval.planId} was pushed with an earlier approval.`);
      }
      approvals.set(approval.planId, { ...approval, usedBy: null });
    },
    async getApproval(planId) {
      return approvals.get(planId);
    },
    async beginChange(change, devices) {
      const approval = approvals.get(change.planId);
      if (approval === undefined || approval.usedBy !== null || approval.planHash !== change.planHash) return false;
      if (!(Date.parse(change.startedAt) < Date.parse(approval.expiresAt))) return false;
      approvals.set(change.planId, { ...approval, usedBy: change.id });
      const rows = devices.map((device) => ({ ...device, ...NOTHING, state: 'waiting' as const, updatedAt: now() }));
      changes.set(change.id, {
        record: { ...change, finishedAt: null, state: 'running' },
        isOwned: true,
        devices: new Map(rows.map((row) => [row.device, row])),
      });
      return true;
    },
    async touchChange(id) {
      const change = changes.get(id);
      if (change !== undefined) change.isOwned = true;
    },
    async updateDevice(changeId, device, patch) {
      const { devices } = changes.get(changeId) ?? {};
      const row = devices?.get(device);
      if (row === undefined) throw new RollcallError('INTERNAL', `Change ${changeId} has no device "${device}".`);
      devices?.set(device, { ...row, ...patch, updatedAt: now() });
    },
    async finishChange(id, state, finishedAt, notReached = null) {
      const change = changes.get(id);
      if (change === undefined) return;
      change.record = { ...change.record, state, finishedAt };
      for (const [name, device] of change.devices) {
        if (device.state === 'waiting')
          change.devices.set(name, { ...device, state: 'not_started', updatedAt: finishedAt, ...notReached });
      }
    },
    async getChange(id) {
      const change = changes.get(id);
      return change && seen(change);
    },
    async changeOfPlan(planId) {
      return [...changes.values()].map(seen).find((change) => change.planId === planId);
    },
    async listChanges(limit) {
      return newestFirst(changes, limit).map(seen);
    },
    async changeDevices(changeId) {
      const rows = [...(changes.get(changeId)?.devices.values() ?? [])];
      return rows.sort((a, b) => a.wave - b.wave || (a.device < b.device ? -1 : 1));
    },
    async unfinishedChanges() {
      const unfinished = [...changes.values()].filter((change) => {
        const { state } = seen(change);
        const hasOpen = [...change.devices.values()].some((device) => OPEN.has(device.state));
        return state === 'interrupted' || (state !== 'running' && hasOpen);
      });
      return unfinished.map(seen);
    },
    async devicesPushedSince(iso) {
      const recent = [...changes.values()].filter(({ record }) => record.startedAt >= iso);
      const counted = recent.flatMap(({ devices }) =>
        [...devices.values()].filter(({ state }) => state !== 'not_started'),
      );
      return counted.length;
    },
    async putImage(text) {
      const hash = createHash('sha256').update(text).digest('hex');
      images.set(hash, text);
      return hash;
    },
    async getImage(hash) {
      return images.get(hash);
    },
    die() {
      for (const change of changes.values()) change.isOwned = false;
    },
  };
}
