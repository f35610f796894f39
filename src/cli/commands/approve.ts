/**
 * `rollcall approve`: a person at a terminal reads a plan and says yes to it. Knows how to show and ask; whether the yes
 * counts is decided in `change/`. A script is refused.
 */
import { Command } from 'commander';
import type { PlanView } from '../../change/changes.ts';
import type { Risk } from '../../change/plan.ts';
import { RISK_TITLES } from '../../change/plan-run.ts';
import { RollcallError } from '../../core/errors.ts';
import { counted } from '../../core/text.ts';
import type { ToolContext } from '../../tools/tool-context.ts';
import { contextOf, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, examples, withCommonOptions } from '../define-command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { mark } from '../line.ts';
import { minute } from '../minute.ts';
import type { CliParts } from '../parts.ts';
import { planDocument } from '../plan-document.ts';
import { renderPlan } from '../render-plan.ts';

type Ask = NonNullable<CliParts['ask']>;

export const approveCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('approve'))
    .summary('read a plan, and say yes to it')
    .description(
      'Shows a whole plan at a terminal and asks for its code. The approval is for exactly what was shown, is used ' +
        'once, and runs out. With --json: prints the plan, and approves nothing.',
    )
    .argument('<plan>', 'plan id, e.g. p-20261123-101502-7f3a9c')
    .addHelpText('after', examples('rollcall approve p-20261123-101502-7f3a9c'));
  return {
    command,
    run: async () => {
      const { config, json } = command.opts<CommonOptions>();
      const [planId = ''] = command.args;
      const { ask } = parts;
      if (ask === null && json !== true) throw noTerminal();
      return withApp(parts, config, async (app) => {
        const context = await contextOf(app);
        const view = await context.changes.plan(planId);
        if (ask === null || json === true) {
          parts.print.json(planDocument(view, context.publicText));
          return EXIT.REFUSED;
        }
        requireOpen(view);
        return askFor(view, ask, parts, context);
      });
    },
  };
};

const noTerminal = () =>
  new RollcallError('POLICY_DENIED', 'A plan is approved by a person at a terminal, and there is none here.', {
    hint: 'Run it in a terminal of your own; `rollcall plans show` prints a plan anywhere.',
  });

/** Nobody reads a plan that cannot be approved any more. */
function requireOpen({ plan: { id }, state, change }: PlanView): void {
  if (state === 'used') throw new RollcallError('ALREADY_APPLIED', `Plan ${id} was pushed as ${change?.id}.`);
  if (state === 'expired') throw new RollcallError('APPROVAL_EXPIRED', `Plan ${id} ran out: make it again.`);
}

async function askFor(view: PlanView, ask: Ask, { print }: CliParts, context: ToolContext): Promise<ExitCode> {
  const { changes, principal, publicText, config } = context;
  // On stderr, which is the terminal that answers: what is read is what is approved, wherever stdout goes.
  print.note([...renderPlan(planDocument(view, publicText)), []]);
  if (config.mode === 'read-only') {
    print.note([[mark('warn', 'This Rollcall only reads: an approved plan is not pushed before `mode: read-write`.')]]);
  }
  const accept = await acceptedRisks(view, ask);
  if (accept === null) return declined(print);
  const code = (await ask(`To approve it, type its code ${view.code}; anything else leaves: `)).trim();
  if (code === '') return declined(print);
  const planId = view.plan.id;
  const given = await changes.approve({ planId, code, approver: principal, channel: 'terminal', accept });
  print.out([
    [
      mark('good', `Approved until ${minute(given.expiresAt)}. `),
      'Push it: ',
      mark('strong', `rollcall push ${planId}`),
    ],
  ]);
  return EXIT.WELL;
}

function declined(print: CliParts['print']): ExitCode {
  print.note([['Not approved.']]);
  return EXIT.REFUSED;
}

/** Each one a yes of its own; null at the first that is none. */
async function acceptedRisks({ summary, mustAccept }: PlanView, ask: Ask): Promise<readonly Risk[] | null> {
  const accepted: Risk[] = [];
  for (const { risk, count } of summary.risks) {
    const { title, severity } = RISK_TITLES[risk];
    if (severity !== 'critical' && !mustAccept.includes(risk)) continue;
    const answer = await ask(`${risk}, on ${counted(count, 'device')}: ${title}. Type yes to accept: `);
    if (answer.trim().toLowerCase() !== 'yes') return null;
    accepted.push(risk);
  }
  return accepted;
}
