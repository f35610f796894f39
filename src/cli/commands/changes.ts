/** `rollcall changes`: what was pushed, and where each device of a change stands. Knows its options; contacts no device. */
import { Command } from 'commander';
import { cleanJson } from '../../mcp/clean-json.ts';
import { contextOf, withApp } from '../call-tool.ts';
import { changeDocument } from '../change-document.ts';
import {
  type CliCommand,
  type CommonOptions,
  type DefinedCommand,
  examples,
  wholeNumber,
  withCommonOptions,
} from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import { minute } from '../minute.ts';
import type { CliParts } from '../parts.ts';
import { renderChange } from '../render-change.ts';
import { tableLines } from '../table.ts';

/** Plans looked through for the titles of changes; an older one goes without. */
const PLANS_LOOKED_AT = 1_000;

export const changesCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('changes'))
    .summary('list changes, or show one')
    .description('Lists what was pushed, newest first.')
    .option('-n, --limit <count>', 'most changes to list', wholeNumber, 20)
    .addHelpText('after', examples('rollcall changes', 'rollcall changes show c-20261123-101502-7f3a9c'));
  return {
    command,
    run: async () => {
      const { config, json, limit } = command.opts<CommonOptions & { limit: number }>();
      return withApp(parts, config, async (app) => {
        const { changes: room, publicText } = await contextOf(app);
        const titles = new Map((await room.plans(PLANS_LOOKED_AT)).map(({ id, title }) => [id, title]));
        const rows = (await room.changes(limit)).map(({ id, planId, state, principal, startedAt, finishedAt }) => ({
          change_id: id,
          plan_id: planId,
          title: titles.get(planId) ?? null,
          state,
          principal,
          started_at: startedAt,
          finished_at: finishedAt,
        }));
        const changes = cleanJson(rows, publicText);
        const cells = changes.map((row) => [
          row.change_id,
          row.state,
          minute(row.started_at),
          row.principal,
          row.title ?? row.plan_id,
        ]);
        if (json) parts.print.json({ changes });
        else if (changes.length === 0) parts.print.note([['Nothing was pushed yet.']]);
        else parts.print.out(tableLines(['CHANGE', 'STATE', 'PUSHED', 'WHO', 'WHAT'], cells));
        return EXIT.WELL;
      });
    },
    below: [showCommand(parts)],
  };
};

function showCommand(parts: CliParts): DefinedCommand {
  const command = withCommonOptions(new Command('show'))
    .summary('show where each device of a change stands')
    .description('Shows the devices of a change by where they stand, and what to do about each that is not well.')
    .argument('<change>', 'change id, e.g. c-20261123-101502-7f3a9c')
    .addHelpText('after', examples('rollcall changes show c-20261123-101502-7f3a9c'));
  return {
    command,
    run: async () => {
      const { config, json } = command.opts<CommonOptions>();
      return withApp(parts, config, async (app) => {
        const { changes, publicText } = await contextOf(app);
        const change = cleanJson(changeDocument(await changes.change(command.args[0] ?? '')), publicText);
        if (json) parts.print.json(change);
        else parts.print.out(renderChange(change));
        return EXIT.WELL;
      });
    },
  };
}
