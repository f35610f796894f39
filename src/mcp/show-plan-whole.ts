/** A plan as a resource: its figures and every difference that has room. Knows the shown form; no code to type, no hash. */
import type { PlanView } from '../change/changes.ts';
import { fitItems, MOST_REPLY_CHARS, sizeOf } from '../tools/budget.ts';
import { showPlan } from '../tools/show-plan.ts';

// Lines of one difference; the terminal shows all of them.
const MOST_LINES = 100;
const MOST_NAMES = 20;
// The keys around the differences.
const FRAME_CHARS = 500;

/** Differences by the number of their devices; texts were redacted when the plan was made. */
export function showPlanWhole(view: PlanView): unknown {
  const { plan } = view;
  const names = new Map<string, string[]>();
  for (const { diff, device } of plan.devices) {
    const those = names.get(diff);
    if (those === undefined) names.set(diff, [device]);
    else those.push(device);
  }
  const groups = [...names].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  const differences = groups.map(([key, devices]) => {
    const lines = plan.diffs[key] ?? [];
    return {
      count: devices.length,
      devices: devices.slice(0, MOST_NAMES),
      lines: lines.slice(0, MOST_LINES),
      omitted_lines: Math.max(0, lines.length - MOST_LINES),
    };
  });
  const head = {
    ...showPlan(view),
    kind: plan.kind,
    proposer: plan.proposer,
    created_at: plan.createdAt,
    select: plan.select,
    undoes: plan.undoes,
    approved_by: view.approval?.approver ?? null,
  };
  const shown = fitItems(differences, MOST_REPLY_CHARS - sizeOf(head) - FRAME_CHARS);
  return { ...head, differences: shown, omitted_differences: differences.length - shown.length };
}
