import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunProgress } from '../../src/engine/run-spec.ts';
import { type ProgressReport, paceProgress, progressMessage } from '../../src/mcp/progress.ts';
import { toolThat } from './fake-tools.ts';
import { connectInMemory } from './in-memory.ts';

const progress = (over: Partial<RunProgress> = {}): RunProgress => ({
  runId: 'r-1',
  done: 0,
  selected: 2_500,
  failed: 0,
  attention: 0,
  perSecond: 0,
  etaMs: null,
  ...over,
});

/** A clock that stands where it is put. */
function handClock() {
  let nowMs = 0;
  const clock = { now: () => nowMs, monotonicMs: () => nowMs, after: () => () => {} };
  return { clock, advance: (ms: number) => (nowMs += ms) };
}

describe('paceProgress', () => {
  it('passes on only what has grown, at most about twice a second', () => {
    const step = fc.record({ done: fc.nat(2_500), ms: fc.nat(1_000) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { clock, advance } = handClock();
        const sent: { at: number; report: ProgressReport }[] = [];
        const listen = paceProgress((report) => sent.push({ at: clock.monotonicMs(), report }), clock);
        for (const { done, ms } of steps) {
          advance(ms);
          listen(progress({ done }));
        }
        for (const [i, { at, report }] of sent.entries()) {
          const before = sent[i - 1];
          expect(report.total).toBe(2_500);
          if (before === undefined) continue;
          expect(report.progress).toBeGreaterThan(before.report.progress);
          expect(at - before.at).toBeGreaterThanOrEqual(400);
        }
        if (steps.length > 0) expect(sent.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('progressMessage', () => {
  it.each([
    [{ done: 1_200, perSecond: 210.4, etaMs: 5_900 }, '1,200 of 2,500 devices, 210/s, 6 s left'],
    [{ done: 3, selected: 20, perSecond: 0.46, etaMs: 37_000 }, '3 of 20 devices, 0.5/s, 37 s left'],
    [{ done: 0 }, '0 of 2,500 devices'],
    [{ done: 1, selected: 1, perSecond: 1 }, '1 of 1 device, 1.0/s'],
  ])('%# reads well', (over, message) => {
    expect(progressMessage(progress(over))).toBe(message);
  });
});

describe('notifications', () => {
  const runsThrough = () => {
    const { clock, advance } = handClock();
    const tool = toolThat(async (_, { onProgress }) => {
      for (const done of [0, 900, 900, 1_800, 1_700, 2_500]) {
        onProgress?.(progress({ done }));
        advance(500);
        await new Promise((resolve) => setImmediate(resolve));
      }
      return onProgress === undefined ? 'nobody listens' : 'listened';
    });
    return { clock, tool };
  };

  it('reach a client that asked, strictly increasing', async () => {
    const { clock, tool } = runsThrough();
    const { client } = await connectInMemory({ tools: [tool], clock });
    const heard: number[] = [];
    const call = { name: 'echo', arguments: { select: 'all' } };
    const result = await client.callTool(call, undefined, { onprogress: (report) => heard.push(report.progress) });
    expect(result.structuredContent).toEqual({ said: 'listened' });
    expect(heard).toEqual([0, 900, 1_800, 2_500]);
  });

  it('are not made for a client that did not', async () => {
    const { clock, tool } = runsThrough();
    const { client } = await connectInMemory({ tools: [tool], clock });
    const result = await client.callTool({ name: 'echo', arguments: { select: 'all' } });
    expect(result.structuredContent).toEqual({ said: 'nobody listens' });
  });

  it('end with the reply, even where the run goes on', async () => {
    const { clock, advance } = handClock();
    let listener: ((p: RunProgress) => void) | undefined;
    const tool = toolThat((_, { onProgress }) => {
      listener = onProgress;
      return 'running';
    });
    const { client } = await connectInMemory({ tools: [tool], clock });
    const errors: Error[] = [];
    client.onerror = (error) => errors.push(error);
    const call = { name: 'echo', arguments: { select: 'all' } };
    await client.callTool(call, undefined, { onprogress: () => {} });
    advance(1_000);
    listener?.(progress({ done: 5 }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toEqual([]);
  });
});
