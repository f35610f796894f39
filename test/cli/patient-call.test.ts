import { expect, it } from 'vitest';
import { z } from 'zod';
import { callPatiently } from '../../src/cli/patient-call.ts';
import { RollcallError } from '../../src/core/errors.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import { createToolSetting, fakeDevice } from '../support/tool-setting.ts';
import { createFakeApp } from './fake-app.ts';

const UPDATE = { runId: 'r-1', done: 1, selected: 2, failed: 0, attention: 0, perSecond: 1, etaMs: null };

/** A tool that works until its run is cancelled or its caller goes, and a call of it. */
function setting({ saysRunId }: { readonly saysRunId: boolean }) {
  const cancelled: string[] = [];
  let release = (_: string) => {};
  const { context } = createToolSetting({ devices: [fakeDevice('sw1')], planted: 'hunter2' });
  const runs = {
    ...context.runs,
    cancel: async (runId: string) => {
      cancelled.push(runId);
      release('cancelled, hunter2');
    },
  };
  const tool = defineTool({
    name: 'work',
    title: 'Work',
    description: 'Works.',
    effect: 'reads-devices',
    input: z.strictObject({ wait_s: z.number().default(5) }),
    output: z.strictObject({ said: z.string(), waits: z.number() }),
    run: async ({ wait_s }, { signal, onProgress, waitLimitS }) => {
      if (saysRunId) onProgress?.(UPDATE);
      const said = await new Promise<string>((resolve, reject) => {
        release = resolve;
        signal.addEventListener('abort', () => reject(new RollcallError('CANCELLED', 'Gone.')));
      });
      return { said, waits: waitLimitS ?? wait_s };
    },
  });
  const { app } = createFakeApp({ ...context, runs });
  const stop = new AbortController();
  const call = (args: Record<string, unknown>, isPatient = true) =>
    callPatiently<{ said: string; waits: number }>(
      app,
      { tool, args, isPatient },
      { principal: 'x', stop: stop.signal },
    );
  return { call, stop, cancelled, end: () => release('done') };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('cancels the run when told to stop, and still answers with what was done, cleaned', async () => {
  const { call, stop, cancelled } = setting({ saysRunId: true });
  const answer = call({});
  await turn();
  stop.abort();
  expect(await answer).toMatchObject({ said: 'cancelled, <secret>' });
  expect(cancelled).toEqual(['r-1']);
});

it('goes at once when told to stop before there is a run', async () => {
  const { call, stop, cancelled } = setting({ saysRunId: false });
  const answer = call({});
  await turn();
  stop.abort();
  await expect(answer).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(cancelled).toEqual([]);
});

it('waits as long as it takes, or as the call says; absent arguments are none', async () => {
  for (const [isPatient, waits] of [
    [true, 604_800],
    [false, 5],
  ] as const) {
    const { call, end } = setting({ saysRunId: true });
    const answer = call({ wait_s: undefined }, isPatient);
    await turn();
    end();
    expect(await answer).toEqual({ said: 'done', waits });
  }
  await expect(setting({ saysRunId: true }).call({ wait: 1 })).rejects.toMatchObject({ code: 'BAD_INPUT' });
});
