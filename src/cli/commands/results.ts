/** `rollcall results`: a run, device by device. Knows its options; filters and paging are the tool's. */
import { Command } from 'commander';
import { getResults } from '../../tools/get-results.ts';
import { callTool, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, examples, wholeNumber, withCommonOptions } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import { renderResults, type WireResults } from '../render-results.ts';

interface Options extends CommonOptions {
  readonly status?: string;
  readonly group?: string;
  readonly finding?: string;
  readonly device?: string;
  readonly raw?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
}

export const resultsCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('results'))
    .summary('show a run device by device')
    .description('Lists the results of a run: status, code, message, findings and answers.')
    .argument('<run>', 'run id, e.g. r-20261123-101502-7f3a9c')
    .option('--status <status>', 'only ok, attention, failed, skipped or pending')
    .option('-g, --group <group>', 'only this group of the summary, e.g. g1')
    .option('--finding <title>', 'only devices with this finding')
    .option('-d, --device <name>', 'only this device')
    .option('--raw', 'the redacted text of every answer')
    .option('-n, --limit <count>', 'most devices per page', wholeNumber)
    .option('--cursor <cursor>', 'the next page, as the page before named it')
    .addHelpText(
      'after',
      examples(
        'rollcall results r-20261123-101502-7f3a9c --status failed',
        'rollcall results r-20261123-101502-7f3a9c --group g1',
        'rollcall results r-20261123-101502-7f3a9c --device ams-sw-017 --raw',
      ),
    );
  return {
    command,
    run: async () => {
      const { config, json, ...filter } = command.opts<Options>();
      const args = { run_id: command.args[0], ...filter };
      return withApp(parts, config, async (app) => {
        const page = await callTool<WireResults>(parts, app, { tool: getResults, args, isPatient: false });
        if (json) parts.print.json(page);
        else parts.print.out(renderResults(page));
        return EXIT.WELL;
      });
    },
  };
};
