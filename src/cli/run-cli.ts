/** From arguments to an exit code. Knows commander and the list of commands; each command's file knows the rest. */
import { Command, CommanderError } from 'commander';
import { approveCommand } from './commands/approve.ts';
import { auditLogCommand } from './commands/audit-log.ts';
import { backupCommand } from './commands/backup.ts';
import { backupsCommand } from './commands/backups.ts';
import { changesCommand } from './commands/changes.ts';
import { checkCommand } from './commands/check.ts';
import { demoCommand } from './commands/demo.ts';
import { devicesCommand } from './commands/devices.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { enrollCommand } from './commands/enroll.ts';
import { initCommand } from './commands/init.ts';
import { labCommand } from './commands/lab.ts';
import { mcpCommand } from './commands/mcp.ts';
import { planCommand } from './commands/plan.ts';
import { plansCommand } from './commands/plans.ts';
import { pushCommand } from './commands/push.ts';
import { recoverCommand } from './commands/recover.ts';
import { resultsCommand } from './commands/results.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { searchCommand } from './commands/search.ts';
import { serveCommand } from './commands/serve.ts';
import type { CliCommand, DefinedCommand } from './define-command.ts';
import { EXIT, type ExitCode, exitCodeOfError } from './exit-code.ts';
import type { CliParts } from './parts.ts';
import { errorDocument, renderError } from './render-error.ts';

/** In the order the help shows them: what is used daily first. */
const COMMANDS: readonly CliCommand[] = [
  checkCommand,
  runCommand,
  backupCommand,
  searchCommand,
  diffCommand,
  backupsCommand,
  planCommand,
  approveCommand,
  pushCommand,
  rollbackCommand,
  plansCommand,
  changesCommand,
  recoverCommand,
  auditLogCommand,
  devicesCommand,
  runsCommand,
  resultsCommand,
  mcpCommand,
  serveCommand,
  initCommand,
  doctorCommand,
  enrollCommand,
  demoCommand,
  labCommand,
];

const EPILOGUE = `
Selectors: site=ams,lon role=access !tag=maint name~sw-* platform=cisco_ios, or all.
Exit codes: 0 all well, 1 findings or failed devices, 2 wrong use, 3 refused by policy.

Start with: rollcall init, then rollcall doctor, then rollcall check --select all
Try it without a device: rollcall demo`;

/** Runs one command line (without node and script) and answers with the exit code; prints whatever goes wrong. */
export async function runCli(argv: readonly string[], parts: CliParts): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.WELL;
  const program = new Command('rollcall')
    .description('Ask a whole network at once, from a shell or from Claude.')
    .version(parts.version, '-V, --version')
    .addHelpText('after', EPILOGUE)
    .showHelpAfterError('(rollcall --help shows every command)');
  const add = (above: Command, defined: DefinedCommand) => {
    const { command, run, below = [] } = defined;
    if (run !== undefined) {
      command.action(async () => {
        exitCode = await run();
      });
    }
    for (const each of below) add(command, each);
    above.addCommand(printing(command, parts));
  };
  for (const define of COMMANDS) add(printing(program, parts), define(parts));
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has printed what it has to say; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.WELL : EXIT.USAGE;
    const doing = argv[0] ?? 'rollcall';
    if (argv.includes('--json')) parts.print.json(errorDocument(error, doing));
    else parts.print.note(renderError(error, doing));
    return exitCodeOfError(error);
  }
}

/**
 * Throws instead of ending the process, and prints through the printer. An option after the name of a command below is
 * that command's, also where both have it.
 */
const printing = (command: Command, { print }: CliParts) =>
  command
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print.out(asLines(text)),
      writeErr: (text) => print.note(asLines(text)),
    });

const asLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => [line]);
