/** `rollcall backup`: configurations into the history, at a shell. Knows its options; the backup is the tool's. */
import { Command } from 'commander';
import { backupConfigs } from '../../tools/backup-configs.ts';
import { callTool, withApp } from '../call-tool.ts';
import { type CliCommand, type CommonOptions, examples, withCommonOptions } from '../define-command.ts';
import { printRun } from '../print-run.ts';

interface Options extends CommonOptions {
  readonly select: string;
  readonly reason?: string;
}

export const backupCommand: CliCommand = (parts) => {
  const command = withCommonOptions(new Command('backup'))
    .summary('back up configurations, and say what changed')
    .description(
      'Reads the configuration of every selected device at once, keeps it in git, and shows what changed since the last time.',
    )
    .requiredOption('-s, --select <selector>', 'which devices, e.g. "site=ams role=access", or all')
    .option('-r, --reason <text>', 'why, for the history, e.g. "before CHG-1234"')
    .addHelpText(
      'after',
      examples(
        'rollcall backup --select all',
        'rollcall backup --select "site=ams" --reason "before CHG-1234"',
        'rollcall backup --select "run=r-20261123-101502-7f3a9c status=failed"',
      ),
    );
  return {
    command,
    run: async () => {
      const { select, reason, config, json } = command.opts<Options>();
      return withApp(parts, config, async (app) => {
        const call = { tool: backupConfigs, args: { select, reason }, isPatient: true };
        return printRun(parts, await callTool(parts, app, call), json);
      });
    },
  };
};
