/** A run's answer as it leaves, with what belongs to runs of some kinds only. Knows where that is kept. */
import type { z } from 'zod';
import type { RunAnswer } from '../summary/run-answer.ts';
import { toWire } from '../summary/to-wire.ts';
import { DEFAULT_REPLY_CHARS, sizeOf } from './budget.ts';
import type { runAnswerSchema } from './run-answer-schema.ts';
import { showPlan } from './show-plan.ts';
import type { ToolContext } from './tool-context.ts';

type ShownRun = z.infer<typeof runAnswerSchema>;

/** The summary so far of any run of the store. @throws {RollcallError} UNKNOWN_RUN */
export async function shownRun(
  runId: string,
  context: Pick<ToolContext, 'runs' | 'store' | 'changes'>,
): Promise<ShownRun> {
  const answer = await context.runs.answer(runId);
  return withinBudget({ ...toWire(answer), ...(await besides(answer, context)) });
}

async function besides(
  { runId, kind, state, next }: RunAnswer,
  { store, changes }: Pick<ToolContext, 'store' | 'changes'>,
): Promise<Partial<ShownRun>> {
  if (kind !== 'plan' && kind !== 'push' && kind !== 'recover') return {};
  const params = ((await store.getRun(runId))?.params ?? {}) as {
    readonly plan_id?: string;
    readonly change_id?: string;
  };
  if (kind !== 'plan') return params.change_id === undefined ? {} : { change_id: params.change_id };
  const view = state === 'running' || params.plan_id === undefined ? null : await changes.findPlan(params.plan_id);
  if (view === null) return {};
  const steps = [
    ...next,
    `rollcall approve ${view.plan.id} (a person, at a terminal)`,
    `push_config plan_id=${view.plan.id}`,
  ];
  return { plan: showPlan(view), next: steps };
}

/** Within the budget again: what the plan's figures took is given by the last groups, which are counted as left out. */
function withinBudget(shown: ShownRun): ShownRun {
  const groups = [...shown.groups];
  const omitted = { ...shown.omitted };
  const fitted = { ...shown, groups, omitted };
  while (groups.length > 0 && sizeOf(fitted) > DEFAULT_REPLY_CHARS) {
    groups.pop();
    omitted.groups++;
  }
  return fitted;
}
