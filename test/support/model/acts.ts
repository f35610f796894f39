/**
 * What people and models may do to a change, and what each must be answered: the answers are foreseen from what is stored
 * and what time it is, and what a plan says is worked out again. Knows the room's face only.
 */
import { createHash } from 'node:crypto';
import type { ChangePlan } from '../../../src/change/plan.ts';
import { RollcallError } from '../../../src/core/errors.ts';
import type { PlanRecord } from '../../../src/storage/change-store.ts';
import { configOf, textOf, withLines } from './kinds.ts';
import { isEnded } from './part.ts';
import { APPROVAL_MS } from './process.ts';
import type { World } from './world.ts';

const LONG_MS = 2 ** 31 - 1;
const HOUR_MS = 3_600_000;

export function requireNone({ oracle }: World): void {
  if (oracle.violations.length > 0) throw new Error(`Broken: ${[...new Set(oracle.violations)].join('\n')}`);
}

/** The code it was refused with; null when it was not. */
export async function codeOf(promise: Promise<unknown>): Promise<string | null> {
  try {
    await promise;
    return null;
  } catch (thrown) {
    if (thrown instanceof RollcallError && thrown.code !== 'INTERNAL') return thrown.code;
    throw thrown;
  }
}

const planIn = (record: PlanRecord): ChangePlan => JSON.parse(record.body) as ChangePlan;
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Waits for the run that makes a plan; answers the plan, or null. */
async function planMade(world: World, start: Promise<string>): Promise<ChangePlan | null> {
  const { process, oracle, plans, store } = world;
  const runId = await world.until(start);
  await world.until(process.runs.wait(runId, LONG_MS));
  const [newest] = await store.listPlans(1);
  if (newest === undefined || plans.includes(newest.id)) return null;
  plans.push(newest.id);
  const plan = planIn((await world.recordOf(newest.id)) as PlanRecord);
  oracle.must(world.auditSays('plan', plan.id), 'I10', () => `${plan.id} was answered before it was in the log`);
  const boxes = plan.devices.map(({ device }) => world.boxOf(device));
  oracle.must(new Set(boxes).size === boxes.length, 'I7', () => `${plan.id} has one box twice`);
  for (const { device, script, baseHash, wantedHash } of plan.devices) {
    const lines = (plan.scripts[script] ?? []).map(({ text }) => text);
    const wanted = textOf(withLines(configOf(world.textOfHash(baseHash) ?? ''), lines));
    const foreseen = world.textOfHash(wantedHash);
    oracle.must(wanted === foreseen, 'plan', () => `${device} would be "${wanted}", and not "${foreseen}"`);
  }
  return plan;
}

export async function plan(
  world: World,
  names: readonly string[],
  lines: readonly string[],
): Promise<ChangePlan | null> {
  const { changes } = world.process;
  const devices = names.map(world.deviceOf);
  const select = names.join(',');
  const source = { kind: 'lines', lines } as const;
  return planMade(world, changes.startPlan({ source, title: 'a change', select, devices, principal: 'mcp' }));
}

export type Yes = 'right' | 'wrong-code' | 'no-risk';

export async function approve(world: World, planId: string, how: Yes): Promise<void> {
  const { oracle, process } = world;
  const record = (await world.recordOf(planId)) as PlanRecord;
  const hash = sha256(record.body);
  const now = world.now();
  const { expiresAt, devices, ...rest } = planIn(record);
  const isUsed = (await world.store.changeOfPlan(planId)) !== undefined;
  const mustAccept = hash === record.hash ? (await process.changes.plan(planId)).mustAccept : [];
  const accept = how === 'no-risk' ? [] : mustAccept;
  const expected =
    hash !== record.hash
      ? 'PLAN_TAMPERED'
      : isUsed
        ? 'ALREADY_APPLIED'
        : now >= Date.parse(expiresAt)
          ? 'APPROVAL_EXPIRED'
          : how === 'wrong-code'
            ? 'BAD_INPUT'
            : accept.length < mustAccept.length
              ? 'NEEDS_APPROVAL'
              : null;
  const code = how === 'wrong-code' ? (hash.startsWith('000000') ? '111111' : '000000') : hash.slice(0, 6);
  const request = { planId, code, approver: 'cli:alice', channel: 'terminal', accept };
  const got = await codeOf(world.until(process.changes.approve(request)));
  oracle.must(got === expected, 'I1', () => `approve ${how} ${planId}: ${got} instead of ${expected}`);
  if (got !== null) return;
  const until = Math.min(now + APPROVAL_MS, Date.parse(expiresAt));
  oracle.approved(hash, { plan: { ...rest, expiresAt, devices }, until });
  oracle.must(world.auditSays('approve', planId), 'I10', () => `the yes to ${planId} is not in the log`);
}

export async function push(world: World, planId: string): Promise<void> {
  const { oracle, process, store } = world;
  const record = (await world.recordOf(planId)) as PlanRecord;
  const hash = sha256(record.body);
  const approval = await store.getApproval(planId);
  const now = world.now();
  const expected =
    hash !== record.hash
      ? 'PLAN_TAMPERED'
      : (await store.changeOfPlan(planId)) !== undefined
        ? 'ALREADY_APPLIED'
        : now >= Date.parse(planIn(record).expiresAt)
          ? 'APPROVAL_EXPIRED'
          : approval === undefined
            ? 'NEEDS_APPROVAL'
            : approval.planHash !== hash
              ? 'PLAN_TAMPERED'
              : now >= Date.parse(approval.expiresAt)
                ? 'APPROVAL_EXPIRED'
                : null;
  const begun = process.changes.push(planId, 'mcp').then(({ runId }) => process.pushes.push(runId));
  const got = await codeOf(world.until(begun));
  oracle.must(got === expected, 'I1', () => `push ${planId}: ${got} instead of ${expected}`);
}

/** I11: only what the change left, and exactly back. */
export async function rollback(world: World, changeId: string): Promise<ChangePlan | null> {
  const { oracle, process } = world;
  const request = { changeId, select: 'all', devices: null, principal: 'mcp' };
  let made: ChangePlan | null = null;
  const code = await codeOf(
    planMade(world, process.changes.startRollbackPlan(request)).then((found) => {
      made = found;
    }),
  );
  const isExpected = code === null || code === 'BAD_INPUT' || code === 'EMPTY_SELECTION';
  oracle.must(isExpected, 'I11', () => `rollback of ${changeId}: ${code}`);
  const { devices } = (made ?? { devices: [] }) as Pick<ChangePlan, 'devices'>;
  for (const { device, baseHash, wantedHash } of devices) {
    const part = oracle.changes.get(changeId)?.parts.get(device);
    const from = world.textOfHash(baseHash);
    const isLeft = part !== undefined && (from === part.endText || from === part.wanted);
    oracle.must(isLeft, 'I11', () => `${device} is "${from}", which ${changeId} did not leave`);
    const to = world.textOfHash(wantedHash);
    oracle.must(to === part?.base, 'I11', () => `${device} would go back to "${to}" instead of "${part?.base}"`);
  }
  return made;
}

/** Nothing goes on any more: everything that was begun has its end, and holds nothing. */
export async function settleWorld(world: World): Promise<void> {
  const { oracle, store } = world;
  await world.advance(HOUR_MS);
  // A second time, for what one look could not see.
  for (let round = 0; round < 2; round++) {
    await world.until(world.process.changes.recover('cli:alice'));
    await world.advance(HOUR_MS);
  }
  for (const { id, parts } of oracle.changes.values()) {
    const finishedAt = (await store.getChange(id))?.finishedAt ?? null;
    oracle.must(finishedAt !== null, 'I4', () => `${id} never ended`);
    for (const { device, state } of parts.values()) {
      const isNamed = isEnded(state) || state === 'waiting';
      oracle.must(isNamed, 'I4', () => `${device} of ${id} is left as ${state}`);
    }
  }
  oracle.must((await store.unfinishedChanges()).length === 0, 'I4', () => 'a change is left unfinished');
  oracle.must(world.heldLeases().length === 0, 'I7', () => `still held: ${world.heldLeases().join(', ')}`);
  oracle.must((await world.process.changes.audit.verify()).intact, 'I10', () => 'the log is broken');
  requireNone(world);
}

export async function approvedPlan(
  world: World,
  on: readonly string[],
  typed: readonly string[],
): Promise<string | null> {
  const made = await plan(world, on, typed);
  if (made !== null) await approve(world, made.id, 'right');
  return made?.id ?? null;
}

export async function change(world: World, on: readonly string[], typed: readonly string[]): Promise<void> {
  const planId = await approvedPlan(world, on, typed);
  if (planId !== null) await push(world, planId);
}
