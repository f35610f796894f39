/** A run's answer for people: headline, groups, failures, what to do next. Pure. */
import type { z } from 'zod';
import type { runAnswerSchema } from '../tools/run-answer-schema.ts';
import { changeLine, type Line, mark } from './line.ts';
import { minute } from './minute.ts';
import { duration } from './progress-line.ts';
import { asShellCommand, inShellWords } from './shell-command.ts';

export type WireRun = z.infer<typeof runAnswerSchema>;
type Group = WireRun['groups'][number];

const EMPHASIS = { critical: 'bad', warning: 'warn', info: 'dim' } as const;

export function renderRun(run: WireRun): Line[] {
  const steps = run.next.flatMap((step) => asShellCommand(step) ?? []);
  return [
    [mark('strong', run.headline)],
    ...(run.note === null ? [] : [[inShellWords(run.note)]]),
    ...planLines(run.plan),
    ...run.groups.flatMap(groupLines),
    ...omitted(run.omitted.groups, 'group', steps),
    ...(run.failures.length > 0
      ? [[], [mark('strong', run.kind === 'push' ? 'Did not end well' : 'Could not be asked')]]
      : []),
    ...run.failures.flatMap((failure) => [
      ['  ', mark('bad', failure.code), `  ${failure.count.toLocaleString('en-US')}  ${names(failure)}`],
      ['      ', mark('dim', failure.hint)],
    ]),
    ...omitted(run.omitted.failures, 'kind of failure', steps),
    [],
    [mark('dim', [run.run_id, run.state, ...times(run.timing)].join(' · '))],
    ...(steps.length > 0 ? [[mark('dim', 'Next:')], ...steps.map((step): Line => ['  ', step])] : []),
  ];
}

/** In figures; the whole of it is what `rollcall plans show` prints. */
function planLines(plan: WireRun['plan']): Line[] {
  if (plan === undefined) return [];
  const more = plan.wave_count - plan.waves.length;
  const risks = plan.risks.map(({ risk, count }) => `${risk} ${count.toLocaleString('en-US')}`);
  const rows = [
    ['waves', `${plan.waves.join(', ')}${more > 0 ? ` and ${more} more` : ''}`],
    ['undo', plan.undo],
    ['risks', risks.length === 0 ? 'none known' : risks.join(', ')],
    ['good until', minute(plan.expires_at)],
  ] as const;
  return rows.map(([name, value]): Line => [mark('dim', `  ${name.padEnd(12)}`), value]);
}

function groupLines(group: Group): Line[] {
  const count = group.count.toLocaleString('en-US');
  return [
    [],
    [mark('strong', group.group), '  ', mark(EMPHASIS[group.severity], group.title), `  ${count}  ${names(group)}`],
    ...(group.evidence === null ? [] : [['      ', mark('dim', `“${group.evidence}”`)]]),
    ...(group.difference ?? []).map((line): Line => ['      ', changeLine(line)]),
  ];
}

const names = (of: { readonly devices: readonly string[]; readonly more: number }) =>
  `${of.devices.join(', ')}${of.more > 0 ? ` and ${of.more.toLocaleString('en-US')} more` : ''}`;

function omitted(count: number, what: string, steps: readonly string[]): Line[] {
  if (count === 0) return [];
  const how = steps.some((step) => step.startsWith('rollcall results')) ? ': see `rollcall results`' : '';
  return [[mark('dim', `  … ${count.toLocaleString('en-US')} more ${count === 1 ? what : plural(what)}${how}`)]];
}

const plural = (what: string) => (what.startsWith('kind') ? what.replace('kind', 'kinds') : `${what}s`);

function times({ elapsed_ms, device_p50_ms, device_p95_ms, eta_ms }: WireRun['timing']): string[] {
  return [
    duration(elapsed_ms),
    ...(device_p50_ms === null ? [] : [`a device ${duration(device_p50_ms)}`]),
    ...(device_p95_ms === null ? [] : [`95 % within ${duration(device_p95_ms)}`]),
    ...(eta_ms === null ? [] : [`about ${duration(eta_ms)} left`]),
  ];
}
