/** `rollcall rollback`: undoes a change: first its plan, then, once approved, the push of it. Knows its options. */
import { Command } from 'commander';
import { selectFor } from '../../tools/select.ts';
import { contextOf, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, examples, withCommonOptions } from '../define-command.ts';
import { followRun } from '../follow-run.ts';
import { printRun } from '../print-run.ts';
import { pushPlan } from '../push-plan.ts';

interface Options extends CommonOptions {
  readonly select?: string;
}

export const rollbackCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('rollback'))
    .summary('undo a change')
    .description(
      'Makes the plan that undoes a change, from the configurations kept before it; devices that somebody changed since ' +
        'are left out and named. Approve that plan, then run the same command again: it pushes it.',
    )
    .argument('<change>', 'change id, e.g. c-20261123-101502-7f3a9c')
    .option('-s, --select <selector>', 'only these of its devices; all of them when absent')
    .addHelpText(
      'after',
      examples(
        'rollcall rollback c-20261123-101502-7f3a9c',
        'rollcall rollback c-20261123-101502-7f3a9c --select site=ams',
      ),
    );
  return {
    command,
    run: async () => {
      const { config, json, select } = command.opts<Options>();
      const [changeId = ''] = command.args;
      return withApp(parts, config, async (app) => {
        const context = await contextOf(app);
        const { changes, principal } = context;
        const planned = await changes.rollbackPlan(changeId, select ?? 'all');
        if (planned !== null) return pushPlan(parts, context, planned.plan.id, json);
        const devices = select === undefined ? null : await selectFor(select, context);
        const runId = await changes.startRollbackPlan({ changeId, select: select ?? 'all', devices, principal });
        return printRun(
          parts,
          await followRun(parts, context, runId, { stopping: 'Stopping: no plan is made.' }),
          json,
        );
      });
    },
  };
};
