/** Runs that change devices: each in its turn, once, and not cut off by a cancel; and what belongs to the run as a whole. */
import { describe, expect, test } from 'vitest';
import { RollcallError } from '../../src/core/errors.ts';
import { createRuns } from '../../src/engine/create-runs.ts';
import type { Fleet } from '../../src/engine/fleet.ts';
import type { RunSpec } from '../../src/engine/run-spec.ts';
import { createSessionPool } from '../../src/engine/session-pool.ts';
import { type VisitOptions, visitDevice } from '../../src/engine/visit-device.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { fakeDevice, fakeFleet } from '../support/fake-fleet.ts';
import { createFakeStore } from '../support/fake-store.ts';
import { memoryKnownHosts } from '../support/lab-fleet.ts';

const noSession = () => Promise.reject(new RollcallError('INTERNAL', 'A change opens its own sessions.'));
const cancelled = new RollcallError('CANCELLED', 'Cancelled.', { phase: 'local' });

function start<T>(options: Pick<VisitOptions<T>, 'work' | 'turn' | 'deviceMs'>, sessions = 500) {
  const clock = createFakeClock();
  const control = new AbortController();
  const fleet = fakeFleet(clock, noSession, { sessions, device_ms: 1_000 });
  const pool = createSessionPool({ clock, reuseMs: 0 });
  const visit = () => Promise.reject(new Error('never called'));
  const go = (name = 'sw1') =>
    visitDevice<T>({ fleet, pool, device: fakeDevice(name), visit, signal: control.signal, ...options });
  return { clock, control, go };
}

describe('the work on a device', () => {
  test('is done once, and its value is the outcome', async () => {
    let times = 0;
    const { go } = start({ work: async (device) => ({ device: device.name, times: ++times, failure: null }) });
    const { outcome, answers } = await go();
    expect(outcome).toMatchObject({ status: 'ok', attempts: 1, value: { device: 'sw1', times: 1 } });
    expect(answers).toEqual([]);
  });

  test.each(['CONN_LOST', 'CONN_TIMEOUT', 'DEVICE_BUSY'] as const)('is not tried again after %s', async (code) => {
    let times = 0;
    const { go, clock } = start({
      work: async () => {
        times++;
        throw new RollcallError(code, 'gone', { phase: 'config' });
      },
    });
    const visited = go();
    await clock.advance(600_000);
    expect((await visited).outcome).toMatchObject({ status: 'failed', attempts: 1, value: null, error: { code } });
    expect(times).toBe(1);
  });

  test('may say itself that it failed, with its value kept', async () => {
    const failure = { code: 'DRIFT', phase: 'verify', message: 'm', hint: 'h', detail: null } as const;
    const { go } = start({ work: async () => ({ end: 'drift', failure }) });
    expect((await go()).outcome).toMatchObject({ status: 'failed', value: { end: 'drift' }, error: { code: 'DRIFT' } });
  });

  test('is not reached by a cancel once it has begun', async () => {
    let isAborted = true;
    let finish = () => {};
    const { go, clock, control } = start({
      work: async (_device, signal) => {
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        isAborted = signal.aborted;
        return {};
      },
    });
    const visited = go();
    await clock.advance(1);
    control.abort(cancelled);
    await clock.advance(1);
    finish();
    expect((await visited).outcome.status).toBe('ok');
    expect(isAborted).toBe(false);
  });

  test('has its own time, from when it began', async () => {
    const { go, clock } = start({
      deviceMs: 60_000,
      turn: () => new Promise((resolve) => void clock.after(500_000, resolve)),
      work: (_device, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    const visited = go();
    await clock.advance(559_000);
    expect(clock.pending()).toBe(1);
    await clock.advance(2_000);
    const { outcome } = await visited;
    expect(outcome).toMatchObject({ status: 'failed', durationMs: 60_000, error: { code: 'DEADLINE' } });
  });
});

describe('a turn', () => {
  test('that does not come is a device not tried, with the reason', async () => {
    let times = 0;
    const { go } = start({
      turn: () => Promise.reject(new RollcallError('WAVE_HALTED', 'Stopped in the canary.', { phase: 'local' })),
      work: async () => ++times,
    });
    const { outcome } = await go();
    expect(outcome).toMatchObject({ status: 'skipped', attempts: 0, value: null, error: { code: 'WAVE_HALTED' } });
    expect(times).toBe(0);
  });

  test('that is waited for takes no place from others', async () => {
    const done: string[] = [];
    const { go, clock } = start(
      {
        turn: (device) =>
          device.name === 'late' ? new Promise((resolve) => void clock.after(1_000, resolve)) : Promise.resolve(),
        work: async (device) => void done.push(device.name),
      },
      1,
    );
    const visits = [go('late'), go('a'), go('b')];
    await clock.advance(10);
    expect(done).toEqual(['a', 'b']);
    await clock.advance(1_000);
    await Promise.all(visits);
    expect(done).toEqual(['a', 'b', 'late']);
  });

  test('is ended by a cancel', async () => {
    let times = 0;
    const { go, clock, control } = start({
      turn: (_device, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      work: async () => ++times,
    });
    const visited = go();
    await clock.advance(1);
    control.abort(cancelled);
    expect((await visited).outcome).toMatchObject({ status: 'skipped', attempts: 0, error: { code: 'CANCELLED' } });
    expect(times).toBe(0);
  });

  test('that came too late for the cancel is not used', async () => {
    let times = 0;
    let cancel = () => {};
    const { go, control } = start({ turn: async () => cancel(), work: async () => ++times });
    cancel = () => control.abort(cancelled);
    expect((await go()).outcome).toMatchObject({ status: 'skipped', error: { code: 'CANCELLED' } });
    expect(times).toBe(0);
  });
});

describe('the run’s own last step', () => {
  const DEVICES = ['a', 'b', 'c'].map((name) => fakeDevice(name));

  function runs() {
    const clock = createFakeClock();
    const store = createFakeStore();
    const fleet = Object.create(fakeFleet(clock, noSession), {
      ssh: { value: { knownHosts: memoryKnownHosts() } },
    }) as Fleet;
    const parts = { fleet, store, pool: createSessionPool({ clock, reuseMs: 0 }) };
    return { runs: createRuns(parts), store, clock };
  }

  const spec = (extra: Partial<RunSpec<unknown>>): RunSpec<unknown> => ({
    kind: 'push',
    title: 't',
    params: {},
    principal: 'p',
    devices: DEVICES,
    okWord: 'changed',
    visit: () => Promise.reject(new Error('never called')),
    work: async () => ({}),
    digest: () => ({ attention: false, marks: [], answers: [], value: null }),
    ...extra,
  });

  test('comes once, when every device has its outcome stored, and its line is part of the answer', async () => {
    const { runs: all, store, clock } = runs();
    const seen: (readonly [string, number])[] = [];
    const id = await all.start(
      spec({
        conclude: async (runId) => {
          let stored = 0;
          for await (const chunk of store.allOutcomes(runId)) stored += chunk.length;
          seen.push([runId, stored]);
          return 'Undo it: rollback_change.';
        },
      }),
    );
    await clock.advance(100);
    expect(seen).toEqual([[id, 3]]);
    expect(await store.getRun(id)).toMatchObject({ state: 'done', note: 'Undo it: rollback_change.' });
    expect((await all.answer(id)).note).toBe('Undo it: rollback_change.');
  });

  test('comes after a cancel too, when the devices under way have ended', async () => {
    const { runs: all, store, clock } = runs();
    const finishing: (() => void)[] = [];
    let concluded = 0;
    const id = await all.start(
      spec({
        work: () => new Promise((resolve) => finishing.push(() => resolve({}))),
        conclude: async () => {
          concluded++;
          return null;
        },
      }),
    );
    await clock.advance(10);
    const cancelling = all.cancel(id);
    await clock.advance(10);
    expect(concluded).toBe(0);
    for (const finish of finishing) finish();
    await clock.advance(100);
    await cancelling;
    expect(concluded).toBe(1);
    expect(await store.getRun(id)).toMatchObject({ state: 'cancelled', note: null });
  });

  test('that fails leaves a run that does not look done', async () => {
    const { runs: all, store, clock } = runs();
    const conclude = () => Promise.reject(new RollcallError('LOCAL_IO', 'The disk is full.'));
    const id = await all.start(spec({ conclude }));
    await clock.advance(100);
    const record = await store.getRun(id);
    expect(record?.state).toBe('interrupted');
    expect(record?.note).toContain('The disk is full.');
  });
});
