/**
 * One tool, called by somebody with time: a person at a shell, or a schedule. Knows arguments, waiting and stopping;
 * nothing of what a tool does, and nothing of who watches.
 */
import type { RunProgress } from '../engine/run-spec.ts';
import { checkArguments } from '../mcp/check-arguments.ts';
import { cleanJson } from '../mcp/clean-json.ts';
import type { ToolDefinition } from '../tools/define-tool.ts';
import type { CliApp } from './parts.ts';

/** Nobody cuts a call off here; a week is longer than any run, and still fits a timer. */
const NO_LIMIT_S = 7 * 86_400;

export interface ToolCall {
  // biome-ignore lint/suspicious/noExplicitAny: the answer's type is the caller's to name.
  readonly tool: ToolDefinition<any, any>;
  /** By name; an undefined one counts as absent. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Whether to wait for a run's end, however long. */
  readonly isPatient: boolean;
}

/**
 * The tool's answer, cleaned as it leaves over MCP. When `stop` aborts, the run is cancelled and the answer says what
 * was done.
 * @throws {RollcallError} BAD_INPUT and whatever the tool throws; CANCELLED when stopped before the run began
 */
export async function callPatiently<T>(
  app: CliApp,
  { tool, args, isPatient }: ToolCall,
  caller: {
    /** Who asks: `cli:alice`, `schedule:nightly`. */
    readonly principal: string;
    readonly stop: AbortSignal;
    readonly onProgress?: (progress: RunProgress) => void;
  },
): Promise<T> {
  const { principal, stop } = caller;
  const checked = checkArguments(tool, withoutAbsent(args));
  const leave = new AbortController();
  let runId: string | undefined;
  const onProgress = (update: RunProgress) => {
    runId = update.runId;
    caller.onProgress?.(update);
  };
  const context = await app.context({ principal, signal: leave.signal, onProgress });
  const onStop = () => {
    if (runId === undefined) leave.abort();
    else context.runs.cancel(runId).catch(() => leave.abort());
  };
  if (stop.aborted) onStop();
  stop.addEventListener('abort', onStop, { once: true });
  try {
    const patient = isPatient ? { ...context, waitLimitS: NO_LIMIT_S } : context;
    return cleanJson(tool.output.parse(await tool.run(checked, patient)) as T, app.publicText);
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}

const withoutAbsent = (args: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
