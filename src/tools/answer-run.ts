/** The common end of every fan-out tool: start, wait, answer. Knows runs; not what they are for. */
import type { z } from 'zod';
import type { RunSpec } from '../engine/run-spec.ts';
import type { runAnswerSchema } from './run-answer-schema.ts';
import { shownRun } from './shown-run.ts';
import type { ToolContext } from './tool-context.ts';
import { waitMs } from './wait-seconds.ts';

type WireRunAnswer = z.infer<typeof runAnswerSchema>;

/** Starts the run and answers when it has ended or the wait is over. */
export async function startRun<T>(spec: RunSpec<T>, waitS: number, context: ToolContext): Promise<WireRunAnswer> {
  return answerStartedRun(await context.runs.start(spec), waitS, context);
}

/** The same for a run that the caller has started already, and takes along when it goes. */
export async function answerStartedRun(runId: string, waitS: number, context: ToolContext): Promise<WireRunAnswer> {
  return waitForAnswer(runId, waitS, context, true);
}

/** Waits for a run that exists already. @throws {RollcallError} UNKNOWN_RUN */
export async function answerRun(runId: string, waitS: number, context: ToolContext): Promise<WireRunAnswer> {
  return waitForAnswer(runId, waitS, context, false);
}

/** `ownsRun`: the caller who goes away takes the run along. */
async function waitForAnswer(runId: string, waitS: number, context: ToolContext, ownsRun: boolean) {
  const { signal, onProgress } = context;
  await context.runs.wait(runId, waitMs(waitS, context), { signal, ownsRun, ...(onProgress && { onProgress }) });
  return shownRun(runId, context);
}
