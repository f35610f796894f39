/** An approved plan as a run: devices in waves, one end each. Knows the run; what is done on a device is `push-device`. */
import { type CancelTimer, isoTime } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { DeviceFailure, DeviceOutcome } from '../core/outcome.ts';
import { counted, oneLine } from '../core/text.ts';
import type { Digest, RunSpec } from '../engine/run-spec.ts';
import type { Device } from '../inventory/device.ts';
import type { AuditEvent } from '../storage/audit-log.ts';
import type { ChangeDevicePatch } from '../storage/change-store.ts';
import { asError } from './apply-change.ts';
import { GRACE_MS } from './observe.ts';
import type { ChangePlan, PlannedDevice } from './plan.ts';
import { pushDevice } from './push-device.ts';
import type { PushEnd, PushJob, PushTarget } from './push-job.ts';
import { createWaveGate } from './wave-gate.ts';

/** For lines, logins and saves, besides the timer: a slow box takes minutes for each. */
const WORK_MS = 900_000;
/** How often the store hears that the change is alive. */
const TOUCH_MS = 2_000;

/** What is kept of a device for `get_results`. */
export interface PushValue {
  readonly end: PushEnd;
  readonly undo: string;
  readonly wave: number;
  /** Makes the outcome `failed`, with the value kept. */
  readonly failure: DeviceFailure | null;
}

/** `devices`: those of the plan, from the inventory as it is now. */
export function pushRun(job: PushJob, devices: readonly Device[]): RunSpec<PushValue> {
  const { plan, fleet, changes, audit } = job;
  const gate = createWaveGate(plan);
  const plannedOf = new Map(plan.devices.map((planned) => [planned.device, planned]));
  const ends = { well: 0, other: 0 };
  let stopTouching: CancelTimer | null = null;
  const touch = () => {
    // A store that is busy now is asked again in two seconds; what cannot be written at all ends the device's push.
    void changes.touchChange(job.changeId).catch(() => {});
    stopTouching = fleet.clock.after(TOUCH_MS, touch);
  };
  return {
    kind: 'push',
    title: `${oneLine(plan.title, 80)} on ${counted(devices.length, 'device')}`,
    params: { plan_id: plan.id, change_id: job.changeId },
    principal: job.principal,
    devices,
    okWord: 'changed and verified',
    deviceMs: deviceMsOf(plan),
    turn: (device, signal) => {
      if (stopTouching === null) touch();
      return gate.enter(device.name, signal);
    },
    visit: () => Promise.reject(new RollcallError('INTERNAL', 'A push is not a visit.')),
    work: async (device, signal) => {
      let isWell = false;
      try {
        const planned = plannedOf.get(device.name) as PlannedDevice;
        const end = await pushOne(job, device, planned, signal);
        isWell = end.error === null;
        ends[isWell ? 'well' : 'other']++;
        await audit.append(deviceEvent(job, planned, end));
        return { end, undo: planned.undo, wave: planned.wave, failure: failureOf(end, job) };
      } finally {
        gate.leave(isWell);
      }
    },
    digest: (_device, outcome) => digestPush(outcome, job),
    conclude: async () => {
      stopTouching?.();
      const state = gate.halted === null ? 'done' : 'halted';
      // Without a halt each has a reason of its own in the run.
      const notReached = gate.halted === null ? null : ({ code: 'WAVE_HALTED', message: gate.halted } as const);
      await changes.finishChange(job.changeId, state, isoTime(fleet.clock), notReached);
      const { well, other } = ends;
      await audit.append({
        event: 'end',
        who: job.principal,
        change: job.changeId,
        plan: plan.id,
        state,
        changed: well,
        not_changed: other,
        not_reached: devices.length - well - other,
      });
      const undo = well + other > 0 ? ` Undo: rollback_change change_id=${job.changeId}.` : '';
      return `${gate.halted ?? 'All waves went out.'} Change ${job.changeId}.${undo}`;
    },
  };
}

/** A device's end for the audit log. */
export function deviceEvent(
  { principal, changeId, plan, planHash }: PushJob,
  { device, baseHash }: Pick<PlannedDevice, 'device' | 'baseHash'>,
  { state, error, found }: PushEnd,
): AuditEvent {
  return {
    event: 'device',
    who: principal,
    change: changeId,
    plan: plan.id,
    plan_hash: planHash,
    device,
    state,
    code: error?.code ?? null,
    before: baseHash,
    after: found?.hash ?? null,
  };
}

/** The longest a device may take, its timer included, milliseconds. */
export const deviceMsOf = ({ policy }: ChangePlan): number => policy.timerMinutes * 60_000 + GRACE_MS + WORK_MS;

/** A plan that does not fit what is here is that device's end, before anything is sent. */
async function pushOne(job: PushJob, device: Device, planned: PlannedDevice, signal: AbortSignal): Promise<PushEnd> {
  let target: PushTarget;
  try {
    const unfit = job.unfit?.get(device.name);
    if (unfit !== undefined) throw unfit;
    target = targetOf(job, device, planned, signal);
  } catch (thrown) {
    const error = asError(thrown);
    const { code, message } = error;
    await job.changes.updateDevice(job.changeId, device.name, { state: 'not_started', code, message });
    return { state: 'not_started', error };
  }
  return pushDevice(target);
}

/** What `pushDevice` needs of one device. @throws {RollcallError} PLAN_TAMPERED when the plan names what is not there */
export function targetOf(job: PushJob, device: Device, planned: PlannedDevice, signal: AbortSignal): PushTarget {
  const platform = job.platform(planned.platform);
  const dialect = platform?.change.find(({ id }) => id === planned.undo);
  const lines = job.plan.scripts[planned.script];
  if (platform === undefined || dialect === undefined || lines === undefined || device.platform !== planned.platform) {
    throw new RollcallError('PLAN_TAMPERED', 'The plan names a platform, a way or lines that are not there.');
  }
  const { leastMinutes = 1, mostMinutes = 1 } = dialect.timer ?? {};
  const minutes = Math.min(Math.max(job.plan.policy.timerMinutes, leastMinutes), mostMinutes);
  const words = { name: `rollcall-${job.changeId.slice(-6)}`, minutes, comment: `rollcall ${job.changeId}` };
  const record = (patch: ChangeDevicePatch) => job.changes.updateDevice(job.changeId, device.name, patch);
  return { job, device, planned, platform, dialect, lines, words, signal, record };
}

/** The end as the outcome's failure, or null. */
export function failureOf({ error }: PushEnd, { publicText }: Pick<PushJob, 'publicText'>): DeviceFailure | null {
  if (error === null) return null;
  const { code, message, hint, phase = 'config', detail } = error;
  return { code, phase, message, hint, detail: detail === undefined ? null : oneLine(publicText(detail)) };
}

function digestPush(outcome: DeviceOutcome<PushValue>, { publicText }: PushJob): Digest {
  if (outcome.value === null) return { attention: false, marks: [], answers: [], value: null };
  const { end, undo, wave } = outcome.value;
  const clean = (lines: readonly string[] = []) => lines.map((line) => oneLine(publicText(line)));
  const besides = clean(end.besides);
  const isUnsaved = end.error === null && end.saved === false;
  const marks: Digest['marks'][number][] = [];
  if (isUnsaved) marks.push(mark('finding', 'unsaved', 'changed, but not saved: lost at the next reload', null));
  if (besides.length > 0)
    marks.push(mark('change', besides.join('\n'), 'changed besides the plan', besides.join('\n')));
  return {
    attention: isUnsaved,
    marks,
    answers: [],
    value: {
      state: end.state,
      wave,
      undo,
      saved: end.saved ?? null,
      line: end.line ?? null,
      remarks: clean(end.remarks),
    },
  };
}

function mark(kind: 'finding' | 'change', key: string, title: string, body: string | null): Digest['marks'][number] {
  const severity = kind === 'finding' ? 'warning' : 'info';
  return { key: `push:${key}`, kind, severity, title, evidence: null, command: null, body };
}
