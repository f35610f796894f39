/** A plan as a document for people and scripts, whole: every difference, every line, every device. Never the code to type. */
import type { PlanView } from '../change/changes.ts';
import { type PlannedDevice, type PlannedLine, RISKS, type Risk } from '../change/plan.ts';
import type { PublicText } from '../configtext/public-text.ts';

/** Devices that have something in common, worst risk first, then the largest. */
interface Sharing {
  readonly count: number;
  readonly devices: readonly string[];
  /** Worst first; only what there is. */
  readonly risks: readonly { readonly risk: Risk; readonly count: number }[];
  readonly lines: readonly string[];
}

export type PlanDocument = ReturnType<typeof planDocument>;

export function planDocument({ plan, summary, state, mustAccept, approval, change }: PlanView, publicText: PublicText) {
  const { devices } = plan;
  return {
    plan_id: plan.id,
    kind: plan.kind,
    title: plan.title,
    state,
    proposer: plan.proposer,
    select: plan.select,
    undoes: plan.undoes,
    created_at: plan.createdAt,
    expires_at: plan.expiresAt,
    approved_by: approval?.approver ?? null,
    approved_until: approval?.expiresAt ?? null,
    change_id: change?.id ?? null,
    device_count: devices.length,
    platforms: countsOf(devices.map(({ platform }) => platform)),
    waves: summary.waves.map((count, wave) => ({
      wave: wave + 1,
      count,
      devices: devices.filter((device) => device.wave === wave).map(({ device }) => device),
    })),
    policy: {
      timer_minutes: plan.policy.timerMinutes,
      in_flight: plan.policy.inFlight,
      stop_percent: plan.policy.stopPercent,
      save: plan.policy.save,
    },
    undo: summary.undo.map(({ title, healsItself, count }) => ({ title, heals_itself: healsItself, count })),
    risks: summary.risks.map(({ risk, count }) => ({
      risk,
      count,
      must_be_accepted: mustAccept.includes(risk),
      devices: devices.filter(({ risks }) => risks.includes(risk)).map(({ device }) => device),
    })),
    // Redacted when the plan was made, hostnames masked.
    differences: sharing(
      devices,
      ({ diff }) => diff,
      (key) => plan.diffs[key] ?? [],
    ),
    sent: sharing(
      devices,
      ({ script }) => script,
      (key) => linesOf(plan.scripts[key] ?? [], publicText),
    ),
    devices: devices.map(({ device, platform, wave, undo, risks }) => ({
      device,
      platform,
      wave: wave + 1,
      undo,
      risks,
    })),
  };
}

function sharing(
  devices: readonly PlannedDevice[],
  keyOf: (device: PlannedDevice) => string,
  textOf: (key: string) => readonly string[],
): Sharing[] {
  const groups = new Map<string, PlannedDevice[]>();
  for (const device of devices) {
    const group = groups.get(keyOf(device));
    if (group === undefined) groups.set(keyOf(device), [device]);
    else group.push(device);
  }
  const shared = [...groups].map(([key, members]) => ({
    count: members.length,
    devices: members.map(({ device }) => device),
    risks: RISKS.flatMap((risk) => {
      const count = members.filter(({ risks }) => risks.includes(risk)).length;
      return count === 0 ? [] : [{ risk, count }];
    }),
    lines: textOf(key),
  }));
  const worst = ({ risks: [risk] }: Sharing) => (risk === undefined ? RISKS.length : RISKS.indexOf(risk.risk));
  return shared.sort((a, b) => worst(a) - worst(b) || b.count - a.count || compare(a.devices[0], b.devices[0]));
}

const compare = (a = '', b = '') => (a < b ? -1 : 1);

/** As typed, a blank per block; redacted as one text, for a secret may take several lines. */
function linesOf(lines: readonly PlannedLine[], publicText: PublicText): string[] {
  const typed = lines.flatMap(({ text, depth, verbatim }) => [`${' '.repeat(depth)}${text}`, ...verbatim]);
  return publicText(typed.join('\n')).split('\n');
}

/** Most first. */
function countsOf(platforms: readonly string[]): { readonly platform: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const platform of platforms) counts.set(platform, (counts.get(platform) ?? 0) + 1);
  return [...counts].map(([platform, count]) => ({ platform, count })).sort((a, b) => b.count - a.count);
}
