/**
 * One tool, called from a shell: the same code the model reaches, with a person's patience. Knows arguments,
 * progress and Ctrl-C; nothing of what a tool does.
 */
import { userInfo } from 'node:os';
import { systemClock } from '../core/clock.ts';
import type { RunProgress } from '../engine/run-spec.ts';
import { checkArguments } from '../mcp/check-arguments.ts';
import { cleanJson } from '../mcp/clean-json.ts';
import type { ToolDefinition } from '../tools/define-tool.ts';
import type { ToolContext } from '../tools/tool-context.ts';
import { onInterrupt } from './interrupt.ts';
import { mark } from './line.ts';
import type { CliApp, CliParts } from './parts.ts';
import { showProgress } from './show-progress.ts';

/** Nobody cuts a call off at a shell; a week is longer than any run, and still fits a timer. */
const NO_LIMIT_S = 7 * 86_400;

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
 * The tool's answer, cleaned as it leaves over MCP. `isPatient` waits for a run's end, with progress; Ctrl-C then
 * cancels the run, and the answer says what was done.
 * @throws {RollcallError} BAD_INPUT and whatever the tool throws; CANCELLED when stopped before the run began
 */
export async function callTool<T>(
  parts: CliParts,
  app: CliApp,
  // biome-ignore lint/suspicious/noExplicitAny: the answer's type is the caller's to name.
  call: { readonly tool: ToolDefinition<any, any>; readonly args: Readonly<Record<string, unknown>> } & {
    readonly isPatient: boolean;
  },
): Promise<T> {
  const args = checkArguments(call.tool, withoutAbsent(call.args));
  const stop = new AbortController();
  const progress = showProgress(parts.print, systemClock);
  let runId: string | undefined;
  const onProgress = (update: RunProgress) => {
    runId = update.runId;
    progress.update(update);
  };
  const context = await app.context({ principal: principal(), signal: stop.signal, onProgress });
  const release = onInterrupt(() => {
    parts.print.note([[mark('warn', 'Stopping: keeping what is done. Press Ctrl-C again to leave at once.')]]);
    if (runId === undefined) stop.abort();
    else context.runs.cancel(runId).catch(() => stop.abort());
  });
  try {
    const patient = call.isPatient ? { ...context, waitLimitS: NO_LIMIT_S } : context;
    return cleanJson(call.tool.output.parse(await call.tool.run(args, patient)) as T, app.publicText);
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

const withoutAbsent = (args: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
