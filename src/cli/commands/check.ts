/** `rollcall check`: the health check at a shell. Knows its options; the check is the tool's. */
import { Command } from 'commander';
import { checkDevices } from '../../tools/check-devices.ts';
import { callTool, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, examples, withCommonOptions } from '../define-command.ts';
import { printRun } from '../print-run.ts';

interface Options extends CommonOptions {
  readonly select: string;
  readonly profile?: string;
}

export const checkCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('check'))
    .summary('check the health of devices')
    .description('Logs in to every selected device at once and says which are well and what needs a look.')
    .requiredOption('-s, --select <selector>', 'which devices, e.g. "site=ams role=access", or all')
    .option('-p, --profile <name>', 'facts (default) or reach')
    .addHelpText(
      'after',
      examples(
        'rollcall check --select all',
        'rollcall check --select "site=ams,lon !tag=maint" --profile reach',
        'rollcall check --select "run=r-20261123-101502-7f3a9c status=failed"',
        'rollcall check --select all --json | jq .counts',
      ),
    );
  return {
    command,
    run: async () => {
      const { select, profile, config, json } = command.opts<Options>();
      return withApp(parts, config, async (app) => {
        const call = { tool: checkDevices, args: { select, profile }, isPatient: true };
        return printRun(parts, await callTool(parts, app, call), json);
      });
    },
  };
};
