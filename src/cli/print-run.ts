/** The end of every command that answers with a run: print it, and tell the shell how it went. */
import { type ExitCode, exitCodeOfRun } from './exit-code.ts';
import type { CliParts } from './parts.ts';
import { renderRun, type WireRun } from './render-run.ts';

export function printRun(parts: CliParts, run: WireRun, json: boolean | undefined): ExitCode {
  if (json) parts.print.json(run);
  else parts.print.out(renderRun(run));
  return exitCodeOfRun(run);
}
