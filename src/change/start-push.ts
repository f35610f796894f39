/** From an approved plan to its push under way: every gate in turn, and the first thing written down. Sends nothing itself. */
import { isoTime } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import { newChangeId } from '../core/ids.ts';
import { counted } from '../core/text.ts';
import type { Runs } from '../engine/runs.ts';
import type { Device } from '../inventory/device.ts';
import type { ApprovalRecord } from '../storage/change-store.ts';
import type { ChangeParts } from './change-parts.ts';
import type { StartedPush } from './changes.ts';
import type { ChangePlan, PlannedDevice } from './plan.ts';
import type { PushJob } from './push-job.ts';
import { pushRun } from './push-run.ts';
import { readApprovedPlan } from './stored-plan.ts';

const HOUR_MS = 3_600_000;

export interface PushRequest {
  readonly planId: string;
  readonly principal: string;
  /** The inventory as it is now. */
  readonly deviceOf: (name: string) => Device | undefined;
}

/** @throws {RollcallError} see `Changes.push`; nothing was sent then, and the approval was not used */
export async function startPush(parts: ChangeParts, runs: Runs, request: PushRequest): Promise<StartedPush> {
  const { changes, audit, fleet } = parts;
  const { planId, principal } = request;
  const { plan, hash } = await readApprovedPlan(changes, planId);
  const approval = await requireApproval(parts, plan, hash);
  await requireRoom(parts, plan);
  const change = {
    id: newChangeId(fleet.clock),
    planId,
    planHash: hash,
    principal,
    startedAt: isoTime(fleet.clock),
  };
  const said = { who: principal, change: change.id, plan: planId, plan_hash: hash };
  // An altered log lets nothing out: this throws before the approval is used.
  await audit.append({ event: 'push', ...said, approver: approval.approver, devices: plan.devices.length });
  if (!(await changes.beginChange(change, plan.devices))) {
    await audit.append({ event: 'end', ...said, state: 'not begun' });
    throw new RollcallError('ALREADY_APPLIED', `The approval of plan ${planId} was used or ran out in this moment.`);
  }
  const { devices, unfit } = devicesOf(plan, request.deviceOf);
  const approvedHash = approval.planHash;
  const job: PushJob = { ...parts, changeId: change.id, plan, planHash: hash, approvedHash, principal, unfit };
  try {
    return { runId: await runs.start(pushRun(job, devices)), changeId: change.id };
  } catch (failure) {
    await changes.finishChange(change.id, 'halted', isoTime(fleet.clock));
    await audit.append({ event: 'end', ...said, state: 'not begun' });
    throw failure;
  }
}

/** @throws {RollcallError} ALREADY_APPLIED, APPROVAL_EXPIRED, NEEDS_APPROVAL, PLAN_TAMPERED */
async function requireApproval(
  { changes, fleet }: ChangeParts,
  plan: ChangePlan,
  hash: string,
): Promise<ApprovalRecord> {
  const used = await changes.changeOfPlan(plan.id);
  if (used !== undefined) {
    throw new RollcallError(
      'ALREADY_APPLIED',
      `Plan ${plan.id} was pushed as change ${used.id}; a plan is used once.`,
      {
        hint: `To undo it: rollback_change change_id=${used.id}. To repeat it: make the plan again.`,
      },
    );
  }
  const nowMs = fleet.clock.now();
  if (nowMs >= Date.parse(plan.expiresAt)) {
    throw new RollcallError('APPROVAL_EXPIRED', `Plan ${plan.id} ran out at ${plan.expiresAt}.`, {
      hint: 'Make the plan again: the devices may have changed since.',
    });
  }
  const approval = await changes.getApproval(plan.id);
  if (approval === undefined) {
    throw new RollcallError('NEEDS_APPROVAL', `Nobody has approved plan ${plan.id}.`, {
      hint: `The operator looks at it and approves it at a terminal: rollcall approve ${plan.id}. Then push it again.`,
    });
  }
  if (approval.planHash !== hash) {
    throw new RollcallError('PLAN_TAMPERED', `Plan ${plan.id} is not the one that was approved.`);
  }
  if (nowMs >= Date.parse(approval.expiresAt)) {
    throw new RollcallError('APPROVAL_EXPIRED', `The approval of plan ${plan.id} ran out at ${approval.expiresAt}.`, {
      hint: `The operator approves it again: rollcall approve ${plan.id}.`,
    });
  }
  return approval;
}

/** @throws {RollcallError} RATE_LIMITED */
async function requireRoom({ changes, settings, fleet }: ChangeParts, { devices }: ChangePlan): Promise<void> {
  const most = settings.max_devices_per_hour;
  const pushed = await changes.devicesPushedSince(new Date(fleet.clock.now() - HOUR_MS).toISOString());
  if (pushed + devices.length <= most) return;
  throw new RollcallError(
    'RATE_LIMITED',
    `${counted(pushed, 'device')} in the last hour and ${counted(devices.length, 'device')} now are more than ${most}.`,
    { hint: 'Wait, or raise `change.max_devices_per_hour` in rollcall.yaml.' },
  );
}

/** The plan's devices; one that is not what it was when it was planned keeps its place, and is never opened. */
function devicesOf(plan: ChangePlan, deviceOf: PushRequest['deviceOf']) {
  const unfit = new Map<string, RollcallError>();
  const devices = plan.devices.map((planned): Device => {
    const device = deviceOf(planned.device);
    if (device !== undefined && device.platform === planned.platform) return device;
    unfit.set(
      planned.device,
      device === undefined
        ? new RollcallError('UNKNOWN_DEVICE', 'The inventory does not name this device any more.', { phase: 'resolve' })
        : new RollcallError('PLAN_STALE', 'The inventory says another platform now.', { phase: 'resolve' }),
    );
    return missingDevice(planned);
  });
  return { devices, unfit };
}

const missingDevice = ({ device: name, platform }: PlannedDevice): Device => ({
  name,
  platform,
  target: { host: name, port: 22, identityFiles: [] },
  jumps: [],
  credential: '',
  algorithms: 'modern',
  groups: [],
  tags: [],
  site: null,
  role: null,
  data: {},
});
