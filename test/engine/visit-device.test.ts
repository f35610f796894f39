import { describe, expect, test } from 'vitest';
import { ERROR_CODES, type ErrorCode, RollcallError } from '../../src/core/errors.ts';
import type { Session } from '../../src/core/session.ts';
import { createSessionPool } from '../../src/engine/session-pool.ts';
import { visitDevice } from '../../src/engine/visit-device.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { answerOf, fakeDevice, fakeFleet, fakeSession } from '../support/fake-fleet.ts';

interface Setup {
  readonly open: () => Promise<Session>;
  readonly visit?: (session: Session) => Promise<unknown>;
  readonly reuseMs?: number;
  readonly limits?: Record<string, number>;
}

function start({ open, visit = (session) => session.run('show version'), reuseMs = 0, limits = {} }: Setup) {
  const clock = createFakeClock();
  const control = new AbortController();
  const pool = createSessionPool({ clock, reuseMs });
  const fleet = fakeFleet(clock, open, limits);
  const go = () => visitDevice({ fleet, pool, device: fakeDevice('sw1'), visit, signal: control.signal });
  return { clock, control, go, pool };
}

const failing = (code: ErrorCode) => () => Promise.reject(new RollcallError(code, 'no', { phase: 'tcp' }));

test('a visit that works is one ok outcome, and the session is closed', async () => {
  const session = fakeSession();
  const { go } = start({ open: async () => session });
  const { outcome, answers } = await go();
  expect(outcome).toMatchObject({ device: 'sw1', status: 'ok', attempts: 1, error: null });
  expect(answers).toEqual([answerOf('show version', 'ok')]);
  expect(session.closed).toBe(1);
});

describe('every code is tried again exactly as often as its row says', () => {
  test.each(Object.keys(ERROR_CODES) as ErrorCode[])('%s', async (code) => {
    const { go, clock } = start({ open: failing(code), limits: { device_ms: 86_400_000 } });
    const visited = go();
    await clock.advance(600_000);
    const { outcome } = await visited;
    expect(outcome.error?.code).toBe(code);
    expect(outcome.attempts).toBe(1 + ERROR_CODES[code].retries);
  });
});

test('a retry that works is ok, with both attempts counted and only its own answers', async () => {
  let tries = 0;
  const { go, clock } = start({
    open: async () => fakeSession(),
    visit: async (session) => {
      const answer = await session.run('show version');
      if (tries++ === 0) throw new RollcallError('CONN_LOST', 'gone', { phase: 'command' });
      return answer;
    },
  });
  const visited = go();
  await clock.advance(10_000);
  const { outcome, answers } = await visited;
  expect(outcome).toMatchObject({ status: 'ok', attempts: 2 });
  expect(answers).toHaveLength(1);
});

test('a value that says it failed is a failed outcome, with the value kept', async () => {
  const failure = { code: 'CMD_REJECTED', phase: 'command', message: 'no', hint: 'h', detail: null } as const;
  const { go } = start({ open: async () => fakeSession(), visit: async () => ({ failure, answers: [1] }) });
  const { outcome } = await go();
  expect(outcome).toMatchObject({ status: 'failed', value: { answers: [1] }, error: { code: 'CMD_REJECTED' } });
});

test('a cut answer is kept beside the failure', async () => {
  const session = { ...fakeSession(), partial: answerOf('show tech', 'half') };
  const { go, clock } = start({
    open: async () => session,
    visit: () => Promise.reject(new RollcallError('OUTPUT_INCOMPLETE', 'cut', { phase: 'command' })),
  });
  const visited = go();
  await clock.advance(10_000);
  const { outcome, answers } = await visited;
  expect(outcome).toMatchObject({ status: 'failed', attempts: 2, error: { code: 'OUTPUT_INCOMPLETE' } });
  expect(answers.map((answer) => answer.output)).toEqual(['half']);
});

test('an exception of ours is INTERNAL with an id, never a rejection', async () => {
  const { go } = start({ open: async () => fakeSession(), visit: () => Promise.reject(new TypeError('bug')) });
  const { outcome } = await go();
  expect(outcome.error).toMatchObject({ code: 'INTERNAL', message: expect.stringMatching(/f-[0-9a-f]{8}/) });
});

test('the device’s time ends everything, retries included', async () => {
  const { go, clock } = start({
    open: async () => fakeSession(() => new Promise(() => {})),
    limits: { device_ms: 5_000 },
  });
  const visited = go();
  await clock.advance(5_001);
  expect((await visited).outcome).toMatchObject({ status: 'failed', durationMs: 5_000, error: { code: 'DEADLINE' } });
});

test('cancelling before the turn is a skip, in the middle a failure; both at once', async () => {
  const before = start({ open: async () => fakeSession() });
  before.control.abort(new RollcallError('CANCELLED', 'stop'));
  expect((await before.go()).outcome).toMatchObject({ status: 'skipped', attempts: 0, error: { code: 'CANCELLED' } });
  const during = start({ open: async () => fakeSession(() => new Promise(() => {})) });
  const visited = during.go();
  await during.clock.advance(1);
  during.control.abort(new RollcallError('CANCELLED', 'stop'));
  expect((await visited).outcome).toMatchObject({ status: 'failed', attempts: 1, error: { code: 'CANCELLED' } });
});

test('a barred credential is a skip: the device was not asked', async () => {
  const { go } = start({ open: failing('CIRCUIT_OPEN') });
  expect((await go()).outcome).toMatchObject({ status: 'skipped', error: { code: 'CIRCUIT_OPEN' } });
});

test('a kept session serves the next visit, and closes when its time is over', async () => {
  const session = fakeSession();
  let opened = 0;
  const { go, clock } = start({
    reuseMs: 30_000,
    open: async () => {
      opened++;
      return session;
    },
  });
  await go();
  await go();
  expect(opened).toBe(1);
  expect(session.closed).toBe(0);
  await clock.advance(30_001);
  expect(session.closed).toBe(1);
});
