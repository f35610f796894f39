/** From the drafts of single devices to the plan a person approves. Pure; knows waves, lifetimes and what is shared. */
import type { Config } from '../config/config.ts';
import type { Device, JsonValue } from '../inventory/device.ts';
import { assignWaves } from './assign-waves.ts';
import type { Draft } from './draft-change.ts';
import type { ChangePlan, PlannedLine } from './plan.ts';

export interface PlanFrame extends Pick<ChangePlan, 'id' | 'kind' | 'title' | 'proposer' | 'undoes' | 'select'> {
  readonly nowMs: number;
  readonly settings: Config['change'];
}

/** One device's draft beside the device. */
export interface Drafted {
  readonly device: Device;
  readonly draft: Draft;
}

/** The plan, its devices in order of wave and name. */
export function makePlan(drafted: readonly Drafted[], frame: PlanFrame): ChangePlan {
  const { id, kind, title, proposer, undoes, select, nowMs, settings } = frame;
  const waves = assignWaves(
    drafted.map(({ device, draft: { planned } }) => ({
      ...planned,
      pair: pairWord(device.data[settings.pair_field]),
    })),
    settings,
  );
  const scripts: Record<string, readonly PlannedLine[]> = {};
  const diffs: Record<string, readonly string[]> = {};
  const devices = drafted.map(({ draft: { planned, lines, diff } }) => {
    scripts[planned.script] ??= lines;
    diffs[planned.diff] ??= diff;
    return { ...planned, wave: waves.get(planned.device) ?? 0 };
  });
  devices.sort((a, b) => a.wave - b.wave || (a.device < b.device ? -1 : 1));
  return {
    id,
    kind,
    title,
    proposer,
    undoes,
    select,
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + settings.plan_hours * 3_600_000).toISOString(),
    scripts,
    diffs,
    devices,
    policy: {
      timerMinutes: settings.timer_minutes,
      inFlight: settings.in_flight,
      stopPercent: settings.stop_percent,
      waves: (devices.at(-1)?.wave ?? 0) + 1,
      save: true,
    },
  };
}

/** What devices that stand in for each other have in common; null where the inventory says nothing. */
function pairWord(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
