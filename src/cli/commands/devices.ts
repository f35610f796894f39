/** `rollcall devices`: the inventory at a shell. Knows its options; contacts no device. */
import { Command } from 'commander';
import { listDevices } from '../../tools/list-devices.ts';
import { callTool, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, examples, wholeNumber, withCommonOptions } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';
import { renderDevices, type WireDevices } from '../render-devices.ts';

interface Options extends CommonOptions {
  readonly select?: string;
  readonly fields?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export const devicesCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('devices'))
    .summary('list devices of the inventory')
    .description('Counts devices by platform, site and role, then lists them. Contacts none.')
    .option('-s, --select <selector>', 'which devices; all when absent')
    .option('-f, --fields <names>', 'what to show, e.g. host,platform,version,data.rack')
    .option('-n, --limit <count>', 'most devices per page', wholeNumber)
    .option('--cursor <name>', 'the next page, as the page before named it')
    .addHelpText(
      'after',
      examples('rollcall devices', 'rollcall devices --select "role=access version<17.9" --fields host,version'),
    );
  return {
    command,
    run: async () => {
      const { config, json, fields, ...rest } = command.opts<Options>();
      const args = { ...rest, fields: fields?.split(',').map((field) => field.trim()) };
      return withApp(parts, config, async (app) => {
        const page = await callTool<WireDevices>(parts, app, { tool: listDevices, args, isPatient: false });
        if (json) parts.print.json(page);
        else parts.print.out(renderDevices(page));
        return EXIT.WELL;
      });
    },
  };
};
