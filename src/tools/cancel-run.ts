/** The tool that stops a run. Knows its schema; stopping is the run's own. */
import { z } from 'zod';
import { defineTool } from './define-tool.ts';
import { runAnswerSchema } from './run-answer-schema.ts';
import { runIdArgument } from './run-id.ts';
import { shownRun } from './shown-run.ts';

export const cancelRun = defineTool({
  name: 'cancel_run',
  title: 'Cancel a run',
  description: [
    'Stops a run: no further device is contacted, and connections being read are closed.',
    'Of a push no new wave starts, and devices being changed are brought to an end first.',
    'Answers with the run’s summary: what was done is kept, devices that were not reached are counted.',
    'Harmless on a run that has ended. Use it only when the user wants to stop.',
  ].join(' '),
  effect: 'changes-server',
  input: z.strictObject({ run_id: runIdArgument }),
  output: runAnswerSchema,
  run: async ({ run_id }, context) => {
    await context.runs.cancel(run_id);
    return shownRun(run_id, context);
  },
});
