/**
 * A plan put before the person at the client, where the operator trusts that client's dialog. Knows what to ask and how
 * the answer becomes an approval; what the model passed along is no part of it.
 */
import type { PlanView } from '../change/changes.ts';
import { clip, counted, oneLine } from '../core/text.ts';
import type { PersonForm } from './ask-person.ts';
import { undoText } from './show-plan.ts';
import type { ToolContext } from './tool-context.ts';

/** A dialog is read, not scrolled: what is left out is at the terminal. */
const MESSAGE_CHARS = 3_000;
const DIFFS_SHOWN = 3;
const LINES_SHOWN = 10;
const LINE_CHARS = 100;

/**
 * Asks, and writes the yes down. Nothing happens where nobody may be asked, or the person says no: the push then says
 * what is missing.
 * @throws {RollcallError} see `Changes.approve`
 */
export async function askApproval(view: PlanView, context: ToolContext): Promise<void> {
  const { config, askPerson, changes } = context;
  if (view.state !== 'waiting' || config.mode !== 'read-write') return;
  if (config.approval.elicitation !== 'trusted' || askPerson === undefined) return;
  const answer = await askPerson(formOf(view));
  if (answer === null) return;
  const { code } = answer.fields;
  await changes.approve({
    planId: view.plan.id,
    code: typeof code === 'string' ? code : '',
    approver: `elicitation:${answer.client}`,
    channel: 'elicitation',
    accept: view.mustAccept.filter((risk) => answer.fields[fieldOf(risk)] === true),
  });
}

const fieldOf = (risk: string): string => `accept_${risk.replaceAll('-', '_')}`;

function formOf(view: PlanView): PersonForm {
  return {
    message: messageOf(view),
    fields: [
      { name: 'code', kind: 'text', title: 'Code', description: `Type ${view.code} to approve this plan.` },
      ...view.mustAccept.map((risk) => ({
        name: fieldOf(risk),
        kind: 'yes-or-no' as const,
        title: `Accept: ${risk}`,
        description: 'This risk needs a yes of its own.',
      })),
    ],
  };
}

function messageOf({ plan, summary, code }: PlanView): string {
  const { devices, waves, risks, scriptLines } = summary;
  const [canary = 0, ...rest] = waves;
  const parts = [
    `Rollcall asks you to approve a change of ${counted(devices, 'device')}.`,
    `Plan ${plan.id}, proposed by ${oneLine(plan.proposer, 60)}. Called by its proposer: "${oneLine(plan.title, 120).replaceAll('"', "'")}"`,
    `Up to ${counted(scriptLines, 'line')} per device. Waves: ${canary} first, then ${counted(rest.length, 'more wave')}.`,
    `Undo: ${undoText(summary)}.`,
    `Risks: ${risks.length === 0 ? 'none known' : risks.map(({ risk, count }) => `${risk} ${count}`).join(', ')}.`,
    ...quotedDiffs(plan),
    `The whole plan is shown by: rollcall approve ${plan.id}`,
  ];
  // The code comes last, and is never cut off: whoever types it has been shown the rest.
  return `${clip(parts.join('\n'), MESSAGE_CHARS)}\nTo approve, type the code ${code}.`;
}

/** The most common differences, each line marked as quoted: device text and the proposer's lines are data. */
function quotedDiffs({ devices, diffs }: PlanView['plan']): string[] {
  const counts = new Map<string, number>();
  for (const { diff } of devices) counts.set(diff, (counts.get(diff) ?? 0) + 1);
  const largest = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const shown = largest.slice(0, DIFFS_SHOWN).flatMap(([key, count]) => {
    const lines = diffs[key] ?? [];
    const more = lines.length - LINES_SHOWN;
    return [
      `On ${counted(count, 'device')}:`,
      ...lines.slice(0, LINES_SHOWN).map((line) => `| ${clip(line, LINE_CHARS)}`),
      ...(more > 0 ? [`| … ${counted(more, 'more line')}`] : []),
    ];
  });
  const others = largest.length - DIFFS_SHOWN;
  return others > 0 ? [...shown, `And ${counted(others, 'other difference')}.`] : shown;
}
