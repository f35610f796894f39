/** A plan for the person who approves it: what, where, how it goes out and comes back, and every difference. Pure. */
import { RISK_TITLES } from '../change/plan-run.ts';
import { counted } from '../core/text.ts';
import { changeLine, type Line, mark } from './line.ts';
import { minute } from './minute.ts';
import type { PlanDocument } from './plan-document.ts';

/** Names in one line; `--devices` lists all of them. */
const NAMES_SHOWN = 10;
/** Waves in one line. */
const WAVES_SHOWN = 12;
/** Different texts printed unasked: more come of a template, and `--lines` prints them. */
const TEXTS_SHOWN = 5;

const STATES: Readonly<Record<PlanDocument['state'], string>> = {
  waiting: 'waits for a person’s approval',
  approved: 'approved',
  used: 'pushed',
  expired: 'ran out: make it again',
};

/** `allLines`: every text that is sent, however many there are. */
export function renderPlan(plan: PlanDocument, { allLines = false } = {}): Line[] {
  return [
    [mark('strong', `Plan ${plan.plan_id}`), ', called by its proposer: ', `“${plan.title}”`],
    ...facts(plan),
    ...(plan.risks.length === 0 ? [] : [[], [mark('strong', 'Risks, worst first')]]),
    ...plan.risks.flatMap(({ risk, devices }): Line[] => [
      ['  ', mark(RISK_TITLES[risk].severity === 'critical' ? 'bad' : 'warn', risk), `  ${RISK_TITLES[risk].title}`],
      [`      ${which(devices, plan)}`],
    ]),
    ...sentLines(plan, allLines),
    [],
    [mark('strong', 'What changes')],
    ...plan.differences.flatMap(({ devices, risks, lines }): Line[] => [
      [],
      [`  ${which(devices, plan)}`, mark('warn', risks.map((each) => `  ${each.risk} ${count(each.count)}`).join(''))],
      ...lines.map((line): Line => ['      ', changeLine(line)]),
    ]),
    ...(plan.device_count > NAMES_SHOWN
      ? [[], [mark('dim', `Each device by name, with its wave: rollcall plans show ${plan.plan_id} --devices`)]]
      : []),
  ];
}

function facts(plan: PlanDocument): Line[] {
  const { approved_by: by, approved_until: until, policy } = plan;
  const approval =
    by === null ? '' : ` by ${by}${plan.state === 'approved' && until !== null ? ` until ${minute(until)}` : ''}`;
  const rows: [name: string, value: string][] = [
    [
      'made',
      `${minute(plan.created_at)} by ${plan.proposer}, for: ${plan.select}${plan.undoes === null ? '' : ` of ${plan.undoes}, to undo it`}`,
    ],
    ['state', `${STATES[plan.state]}${approval}${plan.change_id === null ? '' : ` as ${plan.change_id}`}`],
    ['good until', minute(plan.expires_at)],
    [
      'devices',
      `${count(plan.device_count)}: ${plan.platforms.map((each) => `${each.platform} ${count(each.count)}`).join(', ')}`,
    ],
    ['waves', wavesText(plan)],
    ['stops', `when a device of the canary, or more than ${policy.stop_percent} % of a wave, does not end well`],
    ...undoTexts(plan).map((text, index): [string, string] => [index === 0 ? 'undo' : '', text]),
  ];
  return rows.map(([name, value]): Line => [mark('dim', `  ${name.padEnd(12)}`), value]);
}

/** `1 (ams-sw-001), then 10, 50, 250 and 186; at most 100 at the same moment` */
function wavesText({ waves, policy }: PlanDocument): string {
  const [canary, ...rest] = waves;
  if (canary === undefined) return 'none';
  const sizes = rest.slice(0, WAVES_SHOWN).map((wave) => count(wave.count));
  const more = rest.length - sizes.length;
  const then =
    sizes.length === 0 ? '' : `, then ${sizes.join(', ')}${more > 0 ? ` and ${counted(more, 'further wave')}` : ''}`;
  return `${count(canary.count)} (${names(canary.devices)})${then}; at most ${count(policy.in_flight)} at the same moment`;
}

/** One way per row. */
function undoTexts({ undo, policy }: PlanDocument): string[] {
  return undo.map(({ title, heals_itself: heals, count: devices }) => {
    const self = heals
      ? `by itself within ${counted(policy.timer_minutes, 'minute')}`
      : 'they do not heal by themselves';
    return `${title} on ${counted(devices, 'device')}: ${self}`;
  });
}

function sentLines(plan: PlanDocument, all: boolean): Line[] {
  const { sent, plan_id: id } = plan;
  const shown = all || sent.length <= TEXTS_SHOWN ? sent : [];
  const head: Line[] = [[], [mark('strong', 'What is sent')]];
  if (shown.length === 0) {
    head.push([`  ${count(sent.length)} different texts: `, mark('strong', `rollcall plans show ${id} --lines`)]);
  }
  const texts = shown.flatMap(({ devices, lines }): Line[] => [
    [],
    [`  ${which(devices, plan)}`],
    ...lines.map((line): Line => [`      ${line}`]),
  ]);
  return [...head, ...texts];
}

/** `all 12 devices`, or how many of them and the first names. */
function which(devices: readonly string[], plan: PlanDocument): string {
  if (devices.length === plan.device_count && devices.length > 1) return `all ${counted(devices.length, 'device')}`;
  return `${counted(devices.length, 'device')}: ${names(devices)}`;
}

function names(devices: readonly string[]): string {
  const more = devices.length - NAMES_SHOWN;
  return `${devices.slice(0, NAMES_SHOWN).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}

const count = (number: number): string => number.toLocaleString('en-US');
