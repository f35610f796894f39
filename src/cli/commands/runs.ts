/** `rollcall runs`: what was asked before, or one of those answers again. Knows its options; contacts no device. */
import { Command } from 'commander';
import { cleanJson } from '../../mcp/clean-json.ts';
import type { RunRecord } from '../../storage/store.ts';
import { getRun } from '../../tools/get-run.ts';
import { callTool, contextOf, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, examples, wholeNumber, withCommonOptions } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import { printRun } from '../print-run.ts';
import { tableLines } from '../table.ts';

interface Options extends CommonOptions {
  readonly limit: number;
  readonly before?: string;
  readonly wait?: boolean;
}

export const runsCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('runs'))
    .summary('list runs, or show one')
    .description('Lists runs, newest first; with a run id, shows that run’s summary.')
    .argument('[run]', 'run id, e.g. r-20261123-101502-7f3a9c')
    .option('-n, --limit <count>', 'most runs to list', wholeNumber, 20)
    .option('--before <run>', 'list runs older than this one')
    .option('--wait', 'wait until the run has ended')
    .addHelpText('after', examples('rollcall runs', 'rollcall runs r-20261123-101502-7f3a9c'));
  return {
    command,
    run: async () => {
      const { limit, before, wait, config, json } = command.opts<Options>();
      const [runId] = command.args;
      return withApp(parts, config, async (app) => {
        if (runId !== undefined) {
          const call = { tool: getRun, args: { run_id: runId, wait_s: 0 }, isPatient: wait === true };
          return printRun(parts, await callTool(parts, app, call), json);
        }
        const { store } = await contextOf(app);
        const records = await store.listRuns({ limit, ...(before === undefined ? {} : { before }) });
        const runs = cleanJson(records.map(wireRun), app.publicText);
        if (json) parts.print.json({ runs });
        else if (runs.length === 0) parts.print.note([['No runs yet: start with `rollcall check --select all`.']]);
        else parts.print.out(tableLines(['RUN', 'STATE', 'DEVICES', 'WHO', 'WHAT'], runs.map(cells)));
        return EXIT.WELL;
      });
    },
  };
};

const wireRun = (run: RunRecord) => ({
  run_id: run.id,
  kind: run.kind,
  title: run.title,
  state: run.state,
  principal: run.principal,
  selected: run.selected,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
});

const cells = (run: ReturnType<typeof wireRun>) => [
  run.run_id,
  run.state,
  run.selected.toLocaleString('en-US'),
  run.principal,
  run.title,
];
