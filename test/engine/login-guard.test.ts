import { expect, test } from 'vitest';
import { createLoginGuard } from '../../src/engine/login-guard.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const settle = async () => {
  for (let turns = 0; turns < 20; turns++) await Promise.resolve();
};

/** Asks for `count` permits at once; answers what each got, as it comes. */
function crowd(guard: ReturnType<typeof createLoginGuard>, count: number, secret = 's') {
  const reports: ((result: 'accepted' | 'refused' | 'unanswered') => void)[] = [];
  const refusals: string[] = [];
  for (let i = 0; i < count; i++) {
    guard.permit(secret, 'lab').then(
      (report) => reports.push(report),
      (failure: { code: string }) => refusals.push(failure.code),
    );
  }
  return { reports, refusals };
}

test('a secret on trial goes to three devices; three refusals bar it for everyone', async () => {
  const guard = createLoginGuard({ clock: createFakeClock(), loginsPerSecond: 0 });
  const { reports, refusals } = crowd(guard, 2_500);
  await settle();
  expect(reports).toHaveLength(3);
  for (const report of [...reports]) report('refused');
  await settle();
  expect(reports).toHaveLength(3);
  expect(refusals).toHaveLength(2_497);
  expect(new Set(refusals)).toEqual(new Set(['CIRCUIT_OPEN']));
  await expect(guard.permit('s', 'lab')).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' });
});

test('the first acceptance lets everyone through', async () => {
  const guard = createLoginGuard({ clock: createFakeClock(), loginsPerSecond: 0 });
  const { reports } = crowd(guard, 100);
  await settle();
  reports[0]?.('accepted');
  await settle();
  expect(reports).toHaveLength(100);
});

test('a refusal on trial frees no further attempt', async () => {
  const guard = createLoginGuard({ clock: createFakeClock(), loginsPerSecond: 0 });
  const { reports } = crowd(guard, 10);
  await settle();
  reports[0]?.('refused');
  await settle();
  expect(reports).toHaveLength(3);
});

test('unanswered attempts count half, so that a dead AAA server does not bar a right password at once', async () => {
  const guard = createLoginGuard({ clock: createFakeClock(), loginsPerSecond: 0 });
  const { reports, refusals } = crowd(guard, 10);
  await settle();
  for (const report of reports.slice(0, 3)) report('unanswered');
  await settle();
  expect(refusals).toHaveLength(0);
  expect(reports.length).toBeGreaterThan(3);
});

test('single refusals do not bar a proven secret, a row of them does', async () => {
  const guard = createLoginGuard({ clock: createFakeClock(), loginsPerSecond: 0 });
  const { reports, refusals } = crowd(guard, 60);
  await settle();
  reports[0]?.('accepted');
  await settle();
  reports[1]?.('refused');
  reports[2]?.('accepted');
  await settle();
  expect(refusals).toHaveLength(0);
  for (const report of reports.slice(3, 14)) report('refused');
  await expect(guard.permit('s', 'lab')).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' });
});

test('proof ends after a minute without a login, a bar after ten', async () => {
  const clock = createFakeClock();
  const guard = createLoginGuard({ clock, loginsPerSecond: 0 });
  (await guard.permit('s', 'lab'))('accepted');
  await clock.advance(61_000);
  const { reports } = crowd(guard, 10);
  await settle();
  expect(reports).toHaveLength(3);
  for (const report of [...reports]) report('refused');
  await expect(guard.permit('s', 'lab')).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' });
  await clock.advance(601_000);
  await expect(guard.permit('s', 'lab')).resolves.toBeTypeOf('function');
});

test('secrets are judged apart', async () => {
  const guard = createLoginGuard({ clock: createFakeClock(), loginsPerSecond: 0 });
  const wrong = crowd(guard, 5, 'wrong');
  const right = crowd(guard, 5, 'right');
  await settle();
  for (const report of [...wrong.reports]) report('refused');
  right.reports[0]?.('accepted');
  await settle();
  expect(wrong.refusals).toHaveLength(2);
  expect(right.reports).toHaveLength(5);
});

test('logins are spread over time when a rate is set', async () => {
  const clock = createFakeClock();
  const guard = createLoginGuard({ clock, loginsPerSecond: 10 });
  const { reports } = crowd(guard, 3);
  await settle();
  expect(reports).toHaveLength(1);
  await clock.advance(100);
  expect(reports).toHaveLength(2);
  await clock.advance(100);
  expect(reports).toHaveLength(3);
});
