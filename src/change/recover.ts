/**
 * After a crash: every device of a change that nobody finished is looked at and named; nothing is ever sent again.
 * Knows what was written down before each step; a device without an intent was not touched.
 */
import { isoTime } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { DeviceOutcome } from '../core/outcome.ts';
import { counted } from '../core/text.ts';
import type { Digest, RunSpec } from '../engine/run-spec.ts';
import type { Device } from '../inventory/device.ts';
import type { ChangeDeviceRecord, ChangeRecord } from '../storage/change-store.ts';
import type { ChangeParts } from './change-parts.ts';
import { groundsFromRecord } from './grounds.ts';
import { observeUntilSettled } from './observe.ts';
import { recordEnd, settled } from './push-device.ts';
import type { PushJob } from './push-job.ts';
import { deviceEvent, deviceMsOf, failureOf, type PushValue, targetOf } from './push-run.ts';
import { readApprovedPlan } from './stored-plan.ts';

/** States in which something may have been sent and what became of it is not known: a later look may tell. */
const OPEN_STATES: ReadonlySet<ChangeDeviceRecord['state']> = new Set([
  'intent',
  'applied',
  'confirming',
  'unreachable_unknown',
]);

/**
 * The run that looks at what `change` left behind. `deviceOf` finds a device in the inventory as it is now. Null when
 * no device needs a look.
 */
export async function recoverRun(
  parts: ChangeParts,
  change: ChangeRecord,
  principal: string,
  deviceOf: (name: string) => Device | undefined,
): Promise<RunSpec<PushValue> | null> {
  const records = await parts.changes.changeDevices(change.id);
  const { plan, hash } = await readApprovedPlan(parts.changes, change.planId);
  const job: PushJob = {
    ...parts,
    changeId: change.id,
    plan,
    planHash: hash,
    approvedHash: change.planHash,
    principal,
  };
  const open = new Map(records.filter(({ state }) => OPEN_STATES.has(state)).map((record) => [record.device, record]));
  const gone: string[] = [];
  const devices: Device[] = [];
  for (const name of open.keys()) {
    const device = deviceOf(name);
    if (device === undefined) gone.push(name);
    else devices.push(device);
  }
  for (const name of gone) {
    const message = 'The inventory does not name this device any more.';
    const patch = { state: 'unreachable_unknown', code: 'WRITE_UNKNOWN', message } as const;
    await parts.changes.updateDevice(change.id, name, patch);
  }
  if (devices.length === 0) {
    await close(job, change, gone.length);
    return null;
  }
  return {
    kind: 'recover',
    title: `look at ${counted(devices.length, 'device')} that change ${change.id} left unfinished`,
    params: { change_id: change.id },
    principal,
    devices,
    okWord: 'as the change wanted',
    deviceMs: deviceMsOf(plan),
    visit: () => Promise.reject(new RollcallError('INTERNAL', 'A recovery is not a visit.')),
    work: (device, signal) => recoverDevice(job, device, open.get(device.name) as ChangeDeviceRecord, signal),
    digest: (_device, outcome) => digestRecovery(outcome),
    conclude: async () => {
      await close(job, change, devices.length + gone.length);
      return `Change ${change.id} is settled: nothing was sent. Undo what is left of it: rollback_change change_id=${change.id}.`;
    },
  };
}

async function recoverDevice(
  job: PushJob,
  device: Device,
  record: ChangeDeviceRecord,
  signal: AbortSignal,
): Promise<PushValue> {
  const { undo, wave } = record;
  const end = await settled(async () => {
    const planned = job.plan.devices.find((one) => one.device === device.name);
    if (planned === undefined) throw new RollcallError('PLAN_TAMPERED', 'The plan does not name this device.');
    const target = targetOf(job, device, planned, signal);
    const grounds = await groundsFromRecord(target, record);
    const cause = new RollcallError('WRITE_UNKNOWN', 'Rollcall ended in the middle of this device.', {
      phase: 'local',
    });
    return observeUntilSettled(target, grounds, cause, {
      untilMs: record.timerEndsAt === null ? null : Date.parse(record.timerEndsAt),
      // Where a confirmation is out of the question, what could not be seen has another code.
      mayBeConfirmed: record.state === 'confirming' || record.code === 'WRITE_UNKNOWN',
    });
  });
  await recordEnd(job, device.name, end);
  await job.audit.append(deviceEvent(job, record, end));
  return { end, undo, wave, failure: failureOf(end, job) };
}

async function close(job: PushJob, { state, finishedAt }: ChangeRecord, looked: number): Promise<void> {
  const { changes, audit, fleet, changeId, plan, principal } = job;
  const end = state === 'done' ? 'done' : 'halted';
  await changes.finishChange(changeId, end, finishedAt ?? isoTime(fleet.clock), {
    code: 'WAVE_HALTED',
    message: 'Rollcall ended before this device’s turn.',
  });
  await audit.append({ event: 'recover', who: principal, change: changeId, plan: plan.id, looked_at: looked });
}

function digestRecovery(outcome: DeviceOutcome<PushValue>): Digest {
  const empty: Digest = { attention: false, marks: [], answers: [], value: null };
  if (outcome.value === null) return empty;
  const { end, undo, wave } = outcome.value;
  return { ...empty, attention: end.error === null, value: { state: end.state, wave, undo, saved: end.saved ?? null } };
}
