/**
 * The making of a plan as a run: every device is read, and what the change would do to it is worked out. Knows the run
 * and its end; what is worked out for one device is in `draft-change.ts`. It only reads.
 */
import { RollcallError } from '../core/errors.ts';
import type { DeviceOutcome } from '../core/outcome.ts';
import type { Session } from '../core/session.ts';
import { counted, oneLine } from '../core/text.ts';
import type { Digest, RunSpec } from '../engine/run-spec.ts';
import type { Device } from '../inventory/device.ts';
import type { ChangeParts } from './change-parts.ts';
import { type Draft, draftChange, type Mark, type WishFor } from './draft-change.ts';
import { type Drafted, makePlan, type PlanFrame } from './make-plan.ts';
import type { Risk } from './plan.ts';
import { planRecord } from './stored-plan.ts';

export interface PlanRunOptions extends Omit<PlanFrame, 'nowMs' | 'settings'> {
  readonly devices: readonly Device[];
  readonly wishFor: WishFor;
}

/** What is kept of a visit: the configuration itself is gone by then. */
interface Planned {
  /** Null: as wanted already. */
  readonly draft: Draft | null;
}

/** The run that makes the plan `options.id`; stored and audited at its end, unless it was cancelled or nothing is to do. */
export function planRun(parts: ChangeParts, options: PlanRunOptions): RunSpec<Planned> {
  const { id, kind, title, proposer, select, undoes, devices } = options;
  const drafted: Drafted[] = [];
  const twins = createTwins();
  let isCancelled = false;
  return {
    kind: 'plan',
    title: `plan "${oneLine(title, 80)}" for ${counted(devices.length, 'device')}`,
    params: { plan_id: id, kind, title, select, undoes },
    principal: proposer,
    devices,
    okWord: 'planned',
    visit: async (session, device) => {
      twins.claim(session, device);
      return { draft: await draftChange(parts, session, device, options.wishFor) };
    },
    digest: (device, outcome) => {
      if (outcome.error?.code === 'CANCELLED') isCancelled = true;
      if (outcome.status === 'ok' && outcome.value.draft !== null) drafted.push({ device, draft: outcome.value.draft });
      return digestPlan(outcome);
    },
    conclude: async () => {
      if (isCancelled) return 'Cancelled: no plan was made.';
      const { alone, left } = twins.apart(drafted);
      if (alone.length === 0) return `No plan was made: nothing is to be changed.${left}`;
      await storePlan(parts, makePlan(alone, { ...options, nowMs: parts.fleet.clock.now(), settings: parts.settings }));
      return `Plan ${id} for ${counted(alone.length, 'device')}: a person approves it with "rollcall approve ${id}".${left}`;
    },
  };
}

async function storePlan({ changes, audit }: ChangeParts, plan: ReturnType<typeof makePlan>): Promise<void> {
  const record = planRecord(plan);
  await changes.putPlan(record);
  const { id, kind, title, proposer, undoes, devices } = plan;
  await audit.append({
    event: 'plan',
    who: proposer,
    plan: id,
    plan_hash: record.hash,
    kind,
    title,
    undoes,
    devices: devices.length,
  });
}

/** Keeps apart names that lead to one box: its second change would come on top of the first. */
function createTwins() {
  const names = new Map<string, string>();
  const twins = new Map<string, string>();
  return {
    /** @throws {RollcallError} IDENTITY_CONFLICT for all but the first name of a box */
    claim({ link: { hostKey } }: Session, { name }: Device): void {
      const other = hostKey === null ? name : (names.get(hostKey) ?? name);
      if (hostKey !== null) names.set(hostKey, other);
      if (other === name) return;
      twins.set(other, name);
      throw new RollcallError(
        'IDENTITY_CONFLICT',
        `It is the same device as ${oneLine(other, 80)}: neither is planned.`,
      );
    },
    /** The drafts without the first names, and a sentence about them; empty when there are none. */
    apart(drafted: readonly Drafted[]): { readonly alone: readonly Drafted[]; readonly left: string } {
      const alone = drafted.filter(({ device }) => !twins.has(device.name));
      const [first] = [...twins].sort();
      if (first === undefined) return { alone, left: '' };
      const more = twins.size > 1 ? `, and ${counted(twins.size - 1, 'more pair')}` : '';
      const [one, other] = first.map((name) => oneLine(name, 60));
      return { alone, left: ` Left out: ${one} and ${other} are one device${more}.` };
    },
  };
}

function digestPlan(outcome: DeviceOutcome<Planned>): Digest {
  if (outcome.status !== 'ok') return { attention: false, marks: [], answers: [], value: null };
  const { draft } = outcome.value;
  if (draft === null) return { attention: false, marks: [AS_WANTED], answers: [], value: { planned: false } };
  const { planned, mark, missesGoal } = draft;
  const marks = [...planned.risks.map(riskMark), ...(missesGoal ? [MISSES_GOAL] : []), mark];
  return {
    attention: missesGoal || planned.risks.some((risk) => RISK_TITLES[risk].severity === 'critical'),
    marks,
    answers: [],
    value: { planned: true, undo: planned.undo, risks: planned.risks, lines: draft.lines.length },
  };
}

/** What a risk means for the device, in a few words. */
export const RISK_TITLES: Readonly<Record<Risk, { readonly title: string; readonly severity: Mark['severity'] }>> = {
  'management-path': { title: 'touches the way the device is managed', severity: 'critical' },
  aaa: { title: 'touches logins: AAA, users or passwords', severity: 'critical' },
  'reload-like': { title: 'may restart the device or a part of it', severity: 'critical' },
  'own-interface': { title: 'touches the interface the device is reached by', severity: 'critical' },
  'no-self-heal': { title: 'cannot undo the change by itself', severity: 'warning' },
  'rebuilds-block': { title: 'a block is taken away and written again on the way', severity: 'warning' },
};

const riskMark = (risk: Risk): Mark => plainMark('finding', `risk:${risk}`, RISK_TITLES[risk]);

const MISSES_GOAL = plainMark('finding', 'misses-goal', {
  title: 'would not be quite as it was before the change',
  severity: 'warning',
});
const AS_WANTED = plainMark('info', 'as-wanted', { title: 'already as wanted', severity: 'info' });

function plainMark(kind: Mark['kind'], key: string, words: Pick<Mark, 'title' | 'severity'>): Mark {
  return { key: `plan:${key}`, kind, ...words, evidence: null, command: null, body: null };
}
