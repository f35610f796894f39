/** A plan as a model sees it: figures and what to do next. Knows the shown form; never the code a person types. */
import { z } from 'zod';
import type { PlanView } from '../change/changes.ts';
import type { PlanSummary } from '../change/summarise-plan.ts';

const count = z.number().int().min(0);

export const shownPlanSchema = z.strictObject({
  plan_id: z.string().describe('Pass it to push_config once a person has approved it.'),
  title: z.string(),
  state: z.enum(['waiting', 'approved', 'used', 'expired']).describe('waiting: for a person’s approval.'),
  expires_at: z.string(),
  devices: count,
  waves: z.array(count).describe('Devices per wave, the canary first; later waves are left out where there are many.'),
  wave_count: count,
  undo: z.string().describe('How a change is undone, with the number of devices.'),
  risks: z.array(z.strictObject({ risk: z.string(), count })).describe('Worst first.'),
  script_lines: count.describe('Lines sent to a device, at most.'),
  change_id: z.string().nullable().describe('The change that used it.'),
});

export type ShownPlan = z.infer<typeof shownPlanSchema>;

/** After these every wave is as large as the last. */
const WAVES_SHOWN = 8;

export function showPlan({ plan, summary, state, change }: PlanView): ShownPlan {
  return {
    plan_id: plan.id,
    title: plan.title,
    state,
    expires_at: plan.expiresAt,
    devices: summary.devices,
    waves: summary.waves.slice(0, WAVES_SHOWN),
    wave_count: summary.waves.length,
    undo: undoText(summary),
    risks: summary.risks.map(({ risk, count: devices }) => ({ risk, count: devices })),
    script_lines: summary.scriptLines,
    change_id: change?.id ?? null,
  };
}

/** `commit confirmed 300, inverse lines 20 (do not heal by themselves)` */
export function undoText({ undo }: PlanSummary): string {
  return undo
    .map(({ title, count: devices, healsItself }) => {
      return `${title} ${devices.toLocaleString('en-US')}${healsItself ? '' : ' (do not heal by themselves)'}`;
    })
    .join(', ');
}
