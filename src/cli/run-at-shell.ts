/** The command line on this process's own streams. Knows terminals and pipes; nothing of commands. */
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { RollcallError } from '../core/errors.ts';
import type { LogLevel } from '../core/log.ts';
import type { CliApp, CliParts } from './parts.ts';
import { createPrinter } from './print.ts';
import { runCli } from './run-cli.ts';

interface LogSink {
  readonly level: LogLevel;
  readonly write: (line: string) => void;
}

/** Runs `argv` and answers with the exit code once all output has been handed over. */
export async function runAtShell(
  argv: readonly string[],
  assembly: Pick<CliParts, 'version' | 'serveMcp'> & {
    /** Without `logSink`, the log goes to stderr from `log_level` on. */
    readonly loadApp: (configPath: string | undefined, logSink?: LogSink) => Promise<CliApp>;
  },
): Promise<number> {
  const { stdin, stdout, stderr, env } = process;
  // A reader that has seen enough (`rollcall devices | head`) is no fault.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const print = createPrinter({ stdout, stderr, env });
  // Through the printer, so that a line never lands in the middle of the progress bar.
  const logSink: LogSink = { level: 'warn', write: (line) => print.note([[line.trimEnd()]]) };
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const main = fileURLToPath(new URL(`../main.${extension}`, import.meta.url));
  const exitCode = await runCli(argv, {
    ...assembly,
    loadApp: (configPath) => assembly.loadApp(configPath, logSink),
    loadService: (configPath) => assembly.loadApp(configPath),
    env,
    cwd: process.cwd(),
    print,
    program: [process.execPath, ...process.execArgv, main],
    ask: stdin.isTTY === true && stderr.isTTY === true ? ask : null,
  });
  await print.flush();
  return exitCode;
}

/**
 * The question goes to stderr: stdout is for answers.
 * @throws {RollcallError} CANCELLED when the person left with Ctrl-C or Ctrl-D
 */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await new Promise((resolve, reject) => {
      // Without this the question would stay open for good, and the process end in the middle of the command.
      terminal.once('close', () => reject(new RollcallError('CANCELLED', 'Nothing was answered.')));
      terminal.question(question).then(resolve, reject);
    });
  } finally {
    terminal.close();
  }
}
