/** What a command of the command line is. Knows the options that many share. */
import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from './exit-code.ts';
import type { CliParts } from './parts.ts';

/** One command: its options and help, what it does once they are parsed, and the commands below it; one of both at least. */
export interface DefinedCommand {
  readonly command: Command;
  readonly run?: () => Promise<ExitCode>;
  readonly below?: readonly DefinedCommand[];
}

/** Makes the command for one invocation. */
export type CliCommand = (parts: CliParts) => DefinedCommand;

export interface CommonOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** Adds `--config` and `--json`. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration; otherwise ROLLCALL_CONFIG, ./rollcall.yaml, then your config folder')
    .option('--json', 'print the structured answer, as a model gets it, and nothing else on stdout');
}

/** For options that are whole numbers, 1 or more. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return Number(text);
}

/** For options that are given once for each of several values. */
export function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** Examples below a command's help, one per line. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
