/** The room put together: planning, approval, push, undo and recovery over one store. Knows every part of the room. */
import type { Config } from '../config/config.ts';
import { readChangeLines } from '../configtext/change-lines.ts';
import { RollcallError } from '../core/errors.ts';
import { newPlanId } from '../core/ids.ts';
import { counted, oneLine } from '../core/text.ts';
import type { Runs } from '../engine/runs.ts';
import type { Device } from '../inventory/device.ts';
import type { ChangeRecord } from '../storage/change-store.ts';
import { approvePlan } from './approve.ts';
import type { ChangeParts } from './change-parts.ts';
import { renderSource } from './change-source.ts';
import type { Changes, PlanView } from './changes.ts';
import { planRun } from './plan-run.ts';
import { recoverChanges } from './recover-changes.ts';
import { rollbackOf } from './rollback-plan.ts';
import { startPush } from './start-push.ts';
import { readApprovedPlan, shortCode } from './stored-plan.ts';
import { mustAccept, summarisePlan } from './summarise-plan.ts';

export interface CreateChangesOptions {
  readonly parts: ChangeParts;
  readonly runs: Runs;
  /** The inventory as it is now. */
  readonly devices: () => Promise<{ get(name: string): Device | undefined }>;
  readonly mode: Config['mode'];
  readonly approval: Pick<Config['approval'], 'expires_minutes' | 'four_eyes'>;
}

/** Plans looked through for one that undoes a change. */
const PLANS_LOOKED_AT = 500;
const TITLE_CHARS = 120;
/** Longer than any push takes; a timer takes 31 bits. */
const TO_THE_END_MS = 2 ** 31 - 1;

export function createChanges({ parts, runs, devices, mode, approval }: CreateChangesOptions): Changes {
  const { changes, fleet, settings, publicText } = parts;

  const changeRecord = async (changeId: string): Promise<ChangeRecord> => {
    const change = await changes.getChange(changeId);
    if (change !== undefined) return change;
    throw new RollcallError('UNKNOWN_PLAN', `There is no change "${oneLine(changeId, 60)}".`, {
      hint: 'Use a change id from the answer of push_config, or `rollcall changes`.',
    });
  };

  const view = async (planId: string): Promise<PlanView> => {
    const { plan, hash } = await readApprovedPlan(changes, planId);
    const given = (await changes.getApproval(planId)) ?? null;
    const change = (await changes.changeOfPlan(planId)) ?? null;
    const now = fleet.clock.now();
    const isApproved = given !== null && given.planHash === hash && now < Date.parse(given.expiresAt);
    const isOver = now >= Date.parse(plan.expiresAt);
    return {
      plan,
      summary: summarisePlan(plan, parts.platform),
      state: change !== null ? 'used' : isOver ? 'expired' : isApproved ? 'approved' : 'waiting',
      hash,
      code: shortCode(hash),
      mustAccept: mustAccept(plan),
      approval: given,
      change,
    };
  };

  const underWay = new Set<string>();
  const clean = (title: string): string => oneLine(publicText(title), TITLE_CHARS);

  const self: Changes = {
    async startPlan({ source, title, select, devices: selected, principal }) {
      requireFew(selected.length, settings.max_devices);
      const texts = await renderSource(source, selected, parts.platform);
      const spec = planRun(parts, {
        id: newPlanId(fleet.clock),
        kind: 'change',
        title: clean(title),
        proposer: principal,
        select,
        undoes: null,
        devices: selected,
        wishFor: ({ name }, { config: { syntax } }, base) => ({
          lines: readChangeLines(texts.get(name) ?? '', syntax, base.tree),
          goal: null,
          rebuilds: false,
        }),
      });
      return runs.start(spec);
    },
    async startRollbackPlan({ changeId, select, devices: selected, principal }) {
      const change = await changeRecord(changeId);
      const inventory = await devices();
      const rollback = await rollbackOf(parts, change, { devices: selected }, (name) => inventory.get(name));
      requireFew(rollback.devices.length, settings.max_devices);
      const { plan } = await readApprovedPlan(changes, change.planId);
      const spec = planRun(parts, {
        ...rollback,
        id: newPlanId(fleet.clock),
        kind: 'rollback',
        title: clean(`undo ${changeId}: ${plan.title}`),
        proposer: principal,
        select,
        undoes: changeId,
      });
      return runs.start(spec);
    },
    async rollbackPlan(changeId, select) {
      await changeRecord(changeId);
      for (const { id, kind } of await changes.listPlans(PLANS_LOOKED_AT)) {
        if (kind !== 'rollback') continue;
        const found = await view(id);
        const isMeant = found.plan.undoes === changeId && found.plan.select === select;
        if (isMeant && (found.state === 'approved' || found.state === 'waiting')) return found;
      }
      return null;
    },
    async push(planId, principal) {
      if (mode !== 'read-write') throw new RollcallError('READ_ONLY', `Plan ${oneLine(planId, 60)} was not pushed.`);
      const inventory = await devices();
      // What an earlier push left behind is looked at by the way; it sends nothing, and nobody waits for it.
      void self
        .recover(principal)
        .catch((failure: unknown) => fleet.log.error('recovery_failed', { detail: String(failure) }));
      const started = await startPush(parts, runs, { planId, principal, deviceOf: (name) => inventory.get(name) });
      underWay.add(started.runId);
      // How it ended is the run's to say; here only that it has.
      const ended = () => underWay.delete(started.runId);
      void runs.wait(started.runId, TO_THE_END_MS).then(ended, ended);
      return started;
    },
    isPushing: () => underWay.size > 0,
    approve: (request) => approvePlan(parts, approval, request),
    recover: (principal, { looksAgain = false } = {}) =>
      recoverChanges(parts, runs, { principal, devices, looksAgain }),
    plan: view,
    findPlan: async (planId) => ((await changes.getPlan(planId)) === undefined ? null : view(planId)),
    plans: (limit) => changes.listPlans(limit),
    async change(changeId) {
      const change = await changeRecord(changeId);
      const { plan } = await readApprovedPlan(changes, change.planId);
      return { change, plan, devices: await changes.changeDevices(changeId) };
    },
    changes: (limit) => changes.listChanges(limit),
    audit: parts.audit,
  };
  return self;
}

/** @throws {RollcallError} RATE_LIMITED */
function requireFew(count: number, most: number): void {
  if (count <= most) return;
  throw new RollcallError('RATE_LIMITED', `${counted(count, 'device')} are more than one plan may have (${most}).`, {
    hint: 'Select fewer, or raise `change.max_devices` in rollcall.yaml.',
  });
}
