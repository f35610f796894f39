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
  const guard = createLoginGuard({ clock: createFakeClock() });
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
  const guard = createLoginGuard({ clock: createFakeClock() });
  const { reports } = crowd(guard, 100);
  await settle();
  reports[0]?.('accepted');
  await settle();
  expect(reports).toHaveLength(100);
});

test('a refusal on trial frees no further attempt', async () => {
  const guard = createLoginGuard({ clock: createFakeClock() });
  const { reports } = crowd(guard, 10);
  await settle();
  reports[0]?.('refused');
  await settle();
  expect(reports).toHaveLength(3);
});

test('unanswered attempts count half, and bar for a minute only', async () => {
  const clock = createFakeClock();
  const guard = createLoginGuard({ clock });
  const { reports, refusals } = crowd(guard, 10);
  await settle();
  for (const report of reports.slice(0, 3)) report('unanswered');
  await settle();
  expect(refusals).toHaveLength(0);
  expect(reports.length).toBeGreaterThan(3);
  for (const report of reports.slice(3)) report('unanswered');
  await settle();
  for (const report of reports.slice(3)) report('unanswered');
  await settle();
  await expect(guard.permit('s', 'lab')).rejects.toMatchObject({ message: expect.stringContaining('no login') });
  await clock.advance(61_000);
  await expect(guard.permit('s', 'lab')).resolves.toBeTypeOf('function');
});

test('an attempt that was withdrawn counts for nothing', async () => {
  const guard = createLoginGuard({ clock: createFakeClock() });
  for (let i = 0; i < 20; i++) (await guard.permit('s', 'lab'))('withdrawn');
  await expect(guard.permit('s', 'lab')).resolves.toBeTypeOf('function');
});

test('single refusals do not bar a proven secret, a row of them does', async () => {
  const guard = createLoginGuard({ clock: createFakeClock() });
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
  const guard = createLoginGuard({ clock });
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
  const guard = createLoginGuard({ clock: createFakeClock() });
  const wrong = crowd(guard, 5, 'wrong');
  const right = crowd(guard, 5, 'right');
  await settle();
  for (const report of [...wrong.reports]) report('refused');
  right.reports[0]?.('accepted');
  await settle();
  expect(wrong.refusals).toHaveLength(2);
  expect(right.reports).toHaveLength(5);
});
