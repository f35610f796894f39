/** The tool that continues a run. Knows its schema; the summary is the run's own. */
import { z } from 'zod';
import { answerRun } from './answer-run.ts';
import { defineTool } from './define-tool.ts';
import { runAnswerSchema } from './run-answer-schema.ts';
import { runIdArgument } from './run-id.ts';
import { waitSeconds } from './wait-seconds.ts';

export const getRun = defineTool({
  name: 'get_run',
  title: 'Get a run’s summary',
  description: [
    'Answers with the summary of a run, in the same shape as the call that started it; waits up to wait_s seconds while it is still running.',
    'Use it when an answer says state "running", or to come back to an earlier run: runs stay stored for days.',
    'state "interrupted" means the program that worked on it died; what had finished is kept.',
    'For rows per device use get_results. It contacts no device.',
  ].join(' '),
  effect: 'reads-server',
  input: z.strictObject({ run_id: runIdArgument, wait_s: waitSeconds }),
  output: runAnswerSchema,
  run: ({ run_id, wait_s }, context) => answerRun(run_id, wait_s, context),
});
