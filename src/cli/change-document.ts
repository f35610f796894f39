/** A change as a document for people and scripts: where each device stands and what comes next. Pure. */
import type { ChangeView } from '../change/changes.ts';
import type { ChangeState } from '../storage/change-store.ts';
import { nextStep, STATES } from './change-states.ts';

export type ChangeDocument = ReturnType<typeof changeDocument>;

/** Not cleaned yet: some of it is device text, and a line of the plan may hold a secret. */
export function changeDocument({ change, plan, devices }: ChangeView) {
  const scripts = new Map(plan.devices.map(({ device, script }) => [device, plan.scripts[script] ?? []]));
  const counts: Partial<Record<ChangeState, number>> = {};
  for (const state of STATES) {
    const count = devices.filter((device) => device.state === state).length;
    if (count > 0) counts[state] = count;
  }
  return {
    change_id: change.id,
    plan_id: change.planId,
    kind: plan.kind,
    title: plan.title,
    undoes: plan.undoes,
    state: change.state,
    principal: change.principal,
    started_at: change.startedAt,
    finished_at: change.finishedAt,
    counts,
    devices: devices.map(({ device, platform, wave, state, undo, code, message, detail, line, ...record }) => ({
      device,
      platform,
      wave: wave + 1,
      state,
      undo,
      code,
      message,
      detail,
      line,
      line_text: line === null ? null : (scripts.get(device)?.[line - 1]?.text ?? null),
      timer_ends_at: record.timerEndsAt,
      next: nextStep({ state, code }, device, change),
    })),
  };
}
