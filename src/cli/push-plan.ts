/** An approved plan on its way out, watched from a shell. Knows waves and how it is told; every gate is in `change/`. */
import { cleanJson } from '../mcp/clean-json.ts';
import type { ToolContext } from '../tools/tool-context.ts';
import { changeDocument } from './change-document.ts';
import type { ExitCode } from './exit-code.ts';
import { followRun } from './follow-run.ts';
import type { CliParts } from './parts.ts';
import { printRun } from './print-run.ts';
import { renderTroubles } from './render-change.ts';
import { createWaveWatch } from './show-waves.ts';

const STOPPING =
  'Stopping: no new wave starts, and the devices under way come to their end. What is left behind by leaving at once, ' +
  '`rollcall recover` looks at.';

/** Pushes and waits for the end, then tells each device that did not end well. @throws {RollcallError} see `Changes.push` */
export async function pushPlan(
  parts: CliParts,
  context: ToolContext,
  planId: string,
  json: boolean | undefined,
): Promise<ExitCode> {
  const { changes, runs, principal, publicText } = context;
  const { summary } = await changes.plan(planId);
  const { runId, changeId } = await changes.push(planId, principal);
  const place = createWaveWatch({
    waves: summary.waves,
    say: (line) => parts.print.note([line]),
    isHalted: async () => (await runs.answer(runId)).counts.skipped > 0,
  });
  const run = await followRun(parts, context, runId, { stopping: STOPPING, place });
  const exitCode = printRun(parts, run, json);
  if (json !== true) {
    const change = cleanJson(changeDocument(await changes.change(changeId)), publicText);
    parts.print.out(renderTroubles(change));
  }
  return exitCode;
}
