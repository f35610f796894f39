/** A plan in figures, for answers and for who approves it. Knows plans and dialects; shows no device text. */
import type { PlatformDefinition } from '../platforms/define.ts';
import { type ChangePlan, RISKS, type Risk } from './plan.ts';

export interface PlanSummary {
  readonly devices: number;
  /** Devices in each wave, the canary first. */
  readonly waves: readonly number[];
  /** How changes are undone, most devices first. */
  readonly undo: readonly { readonly title: string; readonly healsItself: boolean; readonly count: number }[];
  /** Worst first; only what there is. */
  readonly risks: readonly { readonly risk: Risk; readonly count: number }[];
  /** Different sets of lines that are sent. */
  readonly scripts: number;
  /** Lines of the longest. */
  readonly scriptLines: number;
}

export function summarisePlan(plan: ChangePlan, platform: (id: string) => PlatformDefinition | undefined): PlanSummary {
  const waves: number[] = Array.from({ length: plan.policy.waves }, () => 0);
  const undo = new Map<string, { title: string; healsItself: boolean; count: number }>();
  const risks = new Map<Risk, number>();
  for (const device of plan.devices) {
    waves[device.wave] = (waves[device.wave] ?? 0) + 1;
    for (const risk of device.risks) risks.set(risk, (risks.get(risk) ?? 0) + 1);
    const dialect = platform(device.platform)?.change.find(({ id }) => id === device.undo);
    const title = dialect?.title ?? device.undo;
    const healsItself = dialect?.timer != null;
    const way = undo.get(`${title} ${healsItself}`) ?? { title, healsItself, count: 0 };
    way.count++;
    undo.set(`${title} ${healsItself}`, way);
  }
  return {
    devices: plan.devices.length,
    waves,
    undo: [...undo.values()].sort((a, b) => b.count - a.count || (a.title < b.title ? -1 : 1)),
    risks: RISKS.flatMap((risk) => (risks.has(risk) ? [{ risk, count: risks.get(risk) ?? 0 }] : [])),
    scripts: Object.keys(plan.scripts).length,
    scriptLines: Object.values(plan.scripts).reduce((most, lines) => Math.max(most, lines.length), 0),
  };
}

/**
 * Risks a person must say yes to one by one: what does not heal by itself, and the management path of a device that
 * does not. Worst first.
 */
export function mustAccept({ devices }: Pick<ChangePlan, 'devices'>): readonly Risk[] {
  const unhealing = devices.filter(({ risks }) => risks.includes('no-self-heal'));
  const isOneOf = (risk: Risk) => unhealing.some(({ risks }) => risks.includes(risk));
  return (['management-path', 'own-interface', 'no-self-heal'] as const).filter(isOneOf);
}
