/** The common end of every fan-out tool: start, wait, answer. Knows runs; not what they are for. */
import type { z } from 'zod';
import type { RunSpec } from '../engine/run-spec.ts';
import { toWire } from '../summary/to-wire.ts';
import type { runAnswerSchema } from './run-answer-schema.ts';
import type { ToolContext } from './tool-context.ts';
import { waitMs } from './wait-seconds.ts';

type WireRunAnswer = z.infer<typeof runAnswerSchema>;

/** Starts the run and answers when it has ended or the wait is over. */
export async function startRun<T>(spec: RunSpec<T>, waitS: number, context: ToolContext): Promise<WireRunAnswer> {
  return answerRun(await context.runs.start(spec), waitS, context);
}

/** Waits for a run that exists already. @throws {RollcallError} UNKNOWN_RUN */
export async function answerRun(runId: string, waitS: number, context: ToolContext): Promise<WireRunAnswer> {
  const { signal, onProgress } = context;
  await context.runs.wait(runId, waitMs(waitS, context), { signal, ...(onProgress && { onProgress }) });
  return toWire(await context.runs.answer(runId));
}
