/** `rollcall run`: read-only commands at a shell. Knows its options; what may be sent is the tool's to say. */
import { Command } from 'commander';
import { runCommand as tool } from '../../tools/run-command.ts';
import { callTool, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, examples, withCommonOptions } from '../define-command.ts';
import { printRun } from '../print-run.ts';

interface Options extends CommonOptions {
  readonly select: string;
  readonly match?: string;
  readonly parse: boolean;
}

export const runCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('run'))
    .summary('run read-only commands on devices')
    .description('Sends the same read-only commands to every selected device at once and groups equal answers.')
    .argument('<command...>', 'one to five commands, each in quotes')
    .requiredOption('-s, --select <selector>', 'which devices, e.g. "platform=cisco_ios site=ams", or all')
    .option('-m, --match <pattern>', 'keep only matching lines (RE2) and group by them')
    .option('--no-parse', 'do not turn answers into rows for `rollcall results`')
    .addHelpText(
      'after',
      examples(
        'rollcall run "show version" --select platform=cisco_ios',
        'rollcall run "show clock" "show ntp status" --select all',
        'rollcall run "show running-config" --match "transport input.*telnet" --select platform=cisco_ios',
      ),
    );
  return {
    command,
    run: async () => {
      const { select, match, parse, config, json } = command.opts<Options>();
      return withApp(parts, config, async (app) => {
        const args = { select, commands: command.args, match, parse };
        return printRun(parts, await callTool(parts, app, { tool, args, isPatient: true }), json);
      });
    },
  };
};
