/** `rollcall plan`: works out what lines would change. Knows its options; reading and comparing are the room's. */
import { Command } from 'commander';
import { RollcallError } from '../../core/errors.ts';
import { selectFor } from '../../tools/select.ts';
import { contextOf, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, collected, examples, withCommonOptions } from '../define-command.ts';
import { followRun } from '../follow-run.ts';
import { printRun } from '../print-run.ts';
import { readChangeSource, type SourceOptions } from '../read-change-source.ts';

interface Options extends CommonOptions, SourceOptions {
  readonly select: string;
  readonly title: string;
}

export const planCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('plan'))
    .summary('plan a configuration change, for approval')
    .description(
      'Reads every selected device, works out what the lines would change on it, and makes a plan: equal differences ' +
        'together, risks, waves, and how it is undone. Changes nothing.',
    )
    .requiredOption('-s, --select <selector>', 'which devices, e.g. "site=ams role=access", or all')
    .requiredOption('--title <text>', 'what the change is for, one line, e.g. "NTP to 10.0.0.1, CHG-1234"')
    .option('-c, --command <line>', 'a line of configuration; again for the next one', collected)
    .option('-f, --file <file>', 'a file of lines, as typed in configuration mode')
    .option('-t, --template <file>', 'a Jinja2 template: device.name, device.site, device.data.…, and values')
    .option('--var <name=value>', 'a value for the template; again for the next one', collected)
    .option('--vars-file <file>', 'values for the template, a YAML map')
    .addHelpText(
      'after',
      examples(
        'rollcall plan --select role=access --title "NTP, CHG-1234" -c "ntp server 10.0.0.1" -c "no ntp server 10.9.9.9"',
        'rollcall plan --select platform=arista_eos --title "users VLAN" --file vlan.txt',
        'rollcall plan --select site=ams --title "uplinks" --template uplink.j2 --var mtu=9214 --vars-file ams.yaml',
      ),
    );
  return {
    command,
    run: async () => {
      const { config, json, select, title, ...sources } = command.opts<Options>();
      if (title.trim() === '')
        throw new RollcallError('BAD_INPUT', 'A plan has a title.', { hint: 'Say what it is for.' });
      const source = await readChangeSource(sources, parts.cwd);
      return withApp(parts, config, async (app) => {
        const context = await contextOf(app);
        const { changes, principal } = context;
        const devices = await selectFor(select, context);
        const runId = await changes.startPlan({ source, title, select, devices, principal });
        return printRun(
          parts,
          await followRun(parts, context, runId, { stopping: 'Stopping: no plan is made.' }),
          json,
        );
      });
    },
  };
};
