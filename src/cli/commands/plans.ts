/** `rollcall plans`: what was planned, and one plan whole. Knows its options; contacts no device, and shows no code. */
import { Command } from 'commander';
import type { Changes } from '../../change/changes.ts';
import { RollcallError } from '../../core/errors.ts';
import { cleanJson } from '../../mcp/clean-json.ts';
import type { PlanRecord } from '../../storage/change-store.ts';
import { contextOf, withApp } from '../call-tool.ts';
import {
  type CliCommand,
  type CommonOptions,
  type DefinedCommand,
  examples,
  wholeNumber,
  withCommonOptions,
} from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import type { Line } from '../line.ts';
import { minute } from '../minute.ts';
import type { CliParts } from '../parts.ts';
import { type PlanDocument, planDocument } from '../plan-document.ts';
import { renderPlan } from '../render-plan.ts';
import { tableLines } from '../table.ts';

export const plansCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('plans'))
    .summary('list plans, or show one')
    .description('Lists plans, newest first, and where each stands.')
    .option('-n, --limit <count>', 'most plans to list', wholeNumber, 20)
    .addHelpText('after', examples('rollcall plans', 'rollcall plans show p-20261123-101502-7f3a9c | less'));
  return {
    command,
    run: async () => {
      const { config, json, limit } = command.opts<CommonOptions & { limit: number }>();
      return withApp(parts, config, async (app) => {
        const { changes, publicText } = await contextOf(app);
        const rows = [];
        for (const record of await changes.plans(limit)) rows.push(await rowOf(record, changes));
        const plans = cleanJson(rows, publicText);
        if (json) parts.print.json({ plans });
        else if (plans.length === 0) parts.print.note([['No plans yet: make one with `rollcall plan`.']]);
        else parts.print.out(tableLines(['PLAN', 'STATE', 'DEVICES', 'WHO', 'GOOD UNTIL', 'WHAT'], plans.map(cells)));
        return EXIT.WELL;
      });
    },
    below: [showCommand(parts)],
  };
};

type Row = Awaited<ReturnType<typeof rowOf>>;

/** A plan that was altered since is listed as such, beside the others. */
async function rowOf({ id, kind, title, proposer, createdAt, expiresAt }: Omit<PlanRecord, 'body'>, changes: Changes) {
  const view = await changes.plan(id).catch((thrown: unknown) => {
    if (thrown instanceof RollcallError && thrown.code === 'PLAN_TAMPERED') return null;
    throw thrown;
  });
  return {
    plan_id: id,
    kind,
    title,
    state: view?.state ?? ('altered' as const),
    devices: view?.summary.devices ?? null,
    proposer,
    created_at: createdAt,
    expires_at: expiresAt,
    change_id: view?.change?.id ?? null,
  };
}

const cells = (row: Row): string[] => [
  row.plan_id,
  row.state,
  row.devices?.toLocaleString('en-US') ?? '?',
  row.proposer,
  minute(row.expires_at),
  row.title,
];

interface ShowOptions extends CommonOptions {
  readonly lines?: boolean;
  readonly devices?: boolean;
}

function showCommand(parts: CliParts): DefinedCommand {
  const command = withCommonOptions(new Command('show'))
    .summary('show a plan: differences, risks, waves, undo')
    .description(
      'Shows a plan as its approver sees it; secrets are redacted. `rollcall approve` shows the code as well.',
    )
    .argument('<plan>', 'plan id, e.g. p-20261123-101502-7f3a9c')
    .option('--lines', 'every text that is sent, also where each device has its own')
    .option('--devices', 'a table of all devices: wave, undo, risks')
    .addHelpText('after', examples('rollcall plans show p-20261123-101502-7f3a9c --devices'));
  return {
    command,
    run: async () => {
      const { config, json, lines, devices } = command.opts<ShowOptions>();
      return withApp(parts, config, async (app) => {
        const { changes, publicText } = await contextOf(app);
        const plan = planDocument(await changes.plan(command.args[0] ?? ''), publicText);
        if (json) parts.print.json(plan);
        else
          parts.print.out([...renderPlan(plan, { allLines: lines === true }), ...(devices ? deviceTable(plan) : [])]);
        return EXIT.WELL;
      });
    },
  };
}

const deviceTable = ({ devices }: PlanDocument): Line[] => [
  [],
  ...tableLines(
    ['WAVE', 'DEVICE', 'PLATFORM', 'UNDO', 'RISKS'],
    devices.map(({ wave, device, platform, undo, risks }) => [String(wave), device, platform, undo, risks.join(' ')]),
  ),
];
