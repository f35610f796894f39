/** A run that was started already, watched from a shell until its end. Knows progress and Ctrl-C; not what it is for. */
import { systemClock } from '../core/clock.ts';
import type { RunProgress } from '../engine/run-spec.ts';
import { cleanJson } from '../mcp/clean-json.ts';
import { shownRun } from '../tools/shown-run.ts';
import type { ToolContext } from '../tools/tool-context.ts';
import { onInterrupt } from './interrupt.ts';
import { mark } from './line.ts';
import type { CliParts } from './parts.ts';
import type { WireRun } from './render-run.ts';
import { showProgress } from './show-progress.ts';

/** A week is longer than any run, and still fits a timer. */
const NO_LIMIT_MS = 7 * 86_400_000;

/**
 * The run's answer at its end, cleaned as it leaves over MCP. Ctrl-C cancels the run: `stopping` says what that means,
 * and the answer what was done. A second one ends the process.
 * @throws {RollcallError} UNKNOWN_RUN
 */
export async function followRun(
  { print }: Pick<CliParts, 'print'>,
  context: ToolContext,
  runId: string,
  options: {
    readonly stopping?: string;
    /** Says where the run stands besides its counts. */
    readonly place?: (progress: RunProgress) => string;
  } = {},
): Promise<WireRun> {
  const { stopping = 'Stopping: keeping what is done.', place } = options;
  const progress = showProgress(print, systemClock, place);
  const release = onInterrupt(() => {
    print.note([[mark('warn', `${stopping} Press Ctrl-C again to leave at once.`)]]);
    // A run that has ended in this moment needs no cancelling.
    context.runs.cancel(runId).catch(() => {});
  });
  try {
    await context.runs.wait(runId, NO_LIMIT_MS, { onProgress: progress.update });
    return cleanJson(await shownRun(runId, context), context.publicText);
  } finally {
    release();
    progress.end();
  }
}
