/**
 * One tool, called from a shell: the same code the model reaches, with a person's patience. Knows progress
 * and Ctrl-C; nothing of what a tool does.
 */
import { userInfo } from 'node:os';
import { systemClock } from '../core/clock.ts';
import type { ToolContext } from '../tools/tool-context.ts';
import { onInterrupt } from './interrupt.ts';
import { mark } from './line.ts';
import type { CliApp, CliParts } from './parts.ts';
import { callPatiently, type ToolCall } from './patient-call.ts';
import { showProgress } from './show-progress.ts';

/** Opens the program for one command and closes it afterwards, whatever happens. */
export async function withApp<T>(
  parts: CliParts,
  configPath: string | undefined,
  work: (app: CliApp) => Promise<T>,
): Promise<T> {
  const app = await parts.loadApp(configPath);
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** What a command may use besides tools. */
export function contextOf(app: CliApp, signal: AbortSignal = new AbortController().signal): Promise<ToolContext> {
  return app.context({ principal: principal(), signal });
}

/**
 * The tool's answer, cleaned as it leaves over MCP. A patient call waits for a run's end, with progress; Ctrl-C then
 * cancels the run, and the answer says what was done.
 * @throws {RollcallError} BAD_INPUT and whatever the tool throws; CANCELLED when stopped before the run began
 */
export async function callTool<T>(parts: CliParts, app: CliApp, call: ToolCall): Promise<T> {
  const stop = new AbortController();
  const progress = showProgress(parts.print, systemClock);
  const release = onInterrupt(() => {
    parts.print.note([[mark('warn', 'Stopping: keeping what is done. Press Ctrl-C again to leave at once.')]]);
    stop.abort();
  });
  try {
    return await callPatiently<T>(app, call, {
      principal: principal(),
      stop: stop.signal,
      onProgress: progress.update,
    });
  } finally {
    release();
    progress.end();
  }
}

function principal(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // A user id without an entry in the password file, as in some containers.
    return `cli:${process.getuid?.() ?? 'unknown'}`;
  }
}
