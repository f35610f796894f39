/** How a device is looked at after a loss: how often, for how long, and what each last look is called. */
import { describe, expect, test } from 'vitest';
import { type ObserveOptions, observeUntilSettled } from '../../src/change/observe.ts';
import type { PushEnd, PushTarget } from '../../src/change/push-job.ts';
import { createConfigHash } from '../../src/configtext/config-hash.ts';
import { parseConfig } from '../../src/configtext/config-tree.ts';
import { RollcallError } from '../../src/core/errors.ts';
import { silentLog } from '../../src/core/log.ts';
import { ciscoIos } from '../../src/platforms/cisco-ios.ts';
import type { ChangeDialect } from '../../src/platforms/define.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { fakeDevice, fakeSession } from '../support/fake-fleet.ts';

const [REVERT_TIMER, INVERSE] = ciscoIos.change as readonly [ChangeDialect, ChangeDialect];
const hash = createConfigHash('k');
// As many lines as a whole configuration has at least.
const FILLED = Array.from({ length: 30 }, (_, i) => `ip route 10.${i}.0.0 255.255.0.0 10.0.0.1`);
const config = (...lines: string[]) => `${['version 15.2', 'hostname sw1', ...FILLED, ...lines, 'end'].join('\n')}\n`;
const read = (text: string) => {
  const tree = parseConfig(text, ciscoIos.config.syntax);
  return { text, tree, hash: hash(tree, ciscoIos.config.syntax) };
};

const BASE = config();
const WANTED = config('ntp server 10.9.9.1', 'ntp server 10.9.9.2');
const PART = config('ntp server 10.9.9.1');
const ELSE = config('ntp server 10.1.1.1');
const GRACE_MS = 60_000;

interface Watch {
  /** What each look finds, from the first; the last again and again. Null: it cannot be reached. */
  readonly looks: readonly (string | null)[];
  readonly dialect?: ChangeDialect;
  /** Until when the device says that its timer runs, milliseconds from the start. */
  readonly pendingMs?: number;
  readonly signal?: AbortSignal;
}

/** Watches until the end; answers it with when each look was, in seconds from the start. */
async function watch(
  options: Partial<ObserveOptions>,
  { looks, dialect = REVERT_TIMER, pendingMs = 0, signal }: Watch,
) {
  const clock = createFakeClock();
  const startMs = clock.now();
  const at: number[] = [];
  const sent: string[] = [];
  const open = async () => {
    const look = looks[Math.min(at.length, looks.length - 1)] ?? null;
    at.push((clock.now() - startMs) / 1_000);
    if (look === null) throw new RollcallError('CONN_TIMEOUT', 'No answer.');
    return fakeSession((command) => {
      sent.push(command);
      if (command === ciscoIos.config.read) return look;
      return clock.now() - startMs < pendingMs ? 'Timer value: 1 min\n' : '%No Rollback Confirmed Change pending\n';
    });
  };
  const target = {
    job: { fleet: { clock, open, log: silentLog }, hash },
    device: fakeDevice('sw1'),
    platform: ciscoIos,
    dialect,
    words: { name: 'n', minutes: 5, comment: 'c' },
    signal: signal ?? new AbortController().signal,
  } as unknown as PushTarget;
  const grounds = { base: read(BASE), wanted: read(WANTED).tree };
  const cause = new RollcallError('CONN_LOST', 'The connection was lost.');
  const untilMs = options.untilMs === undefined ? startMs + 300_000 : options.untilMs;
  let end: PushEnd | unknown;
  const watching = observeUntilSettled(target, grounds, cause, { ...options, untilMs }).then(
    (settled) => {
      end = settled;
    },
    (thrown: unknown) => {
      end = { thrown };
    },
  );
  for (let turn = 0; turn < 2_000 && end === undefined; turn++) await clock.advance(1_000);
  await watching;
  expect(clock.pending()).toBe(0);
  return { end: end as PushEnd, at, sent };
}

describe('how long', () => {
  test('as before, twice: settled', async () => {
    const { end, at } = await watch({}, { looks: [BASE] });
    expect(end).toMatchObject({
      state: 'rolled_back',
      error: { code: 'ROLLED_BACK', detail: 'CONN_LOST: The connection was lost.' },
    });
    expect(at).toEqual([3, 8]);
  });

  test('as before once, and then not: it goes on', async () => {
    const { at } = await watch({}, { looks: [BASE, WANTED, BASE, BASE] });
    expect(at).toEqual([3, 8, 18, 38]);
  });

  test('as before while the timer still runs is not the end', async () => {
    const { end, at } = await watch({}, { looks: [BASE], pendingMs: 100_000 });
    expect(end.state).toBe('rolled_back');
    expect(at.at(-1)).toBeGreaterThan(100);
    expect(at.filter((seconds) => seconds > 100)).toHaveLength(2);
  });

  test('a timer is waited for, and its grace; looks come gently', async () => {
    const { at } = await watch({}, { looks: [WANTED] });
    expect(at.at(-1)).toBe((300_000 + GRACE_MS) / 1_000);
    expect(at.length).toBeLessThan(18);
  });

  test.each([[WANTED], [PART], [ELSE]])(
    'without a timer the first look that finds something else is the last',
    async (found) => {
      const { at } = await watch({ untilMs: null }, { looks: [null, found], dialect: INVERSE });
      expect(at).toEqual([3, 8]);
    },
  );

  test('without a timer a device has as long to come back', async () => {
    const { end, at } = await watch({ untilMs: null }, { looks: [null], dialect: INVERSE });
    expect(end).toMatchObject({ state: 'unreachable_unknown', error: { code: 'WRITE_UNKNOWN' } });
    expect(at.at(-1)).toBe((300_000 + GRACE_MS) / 1_000);
  });

  test('the deadline ends it with its own reason', async () => {
    const control = new AbortController();
    const reason = new RollcallError('DEADLINE', 'Too long.');
    control.abort(reason);
    expect(await watch({}, { looks: [WANTED], signal: control.signal })).toMatchObject({
      end: { thrown: reason },
      at: [],
    });
  });
});

describe('what it is called', () => {
  test.each([
    ['wanted, after its timer', {}, WANTED, 'revert_failed', 'REVERT_FAILED'],
    ['a part, after its timer', {}, PART, 'revert_failed', 'REVERT_FAILED'],
    ['something else, after its timer', {}, ELSE, 'drift', 'DRIFT'],
    ['unseen, after its timer', {}, null, 'unreachable_unknown', 'REVERT_UNVERIFIED'],
    ['wanted, perhaps confirmed', { mayBeConfirmed: true }, WANTED, 'confirmed', undefined],
    ['a part, perhaps confirmed', { mayBeConfirmed: true }, PART, 'drift', 'PARTIAL_APPLY'],
    ['unseen, perhaps confirmed', { mayBeConfirmed: true }, null, 'unreachable_unknown', 'WRITE_UNKNOWN'],
    ['as before, perhaps confirmed', { mayBeConfirmed: true }, BASE, 'rolled_back', 'ROLLED_BACK'],
    ['wanted, without a timer', { untilMs: null }, WANTED, 'confirmed', undefined],
    ['a part, without a timer', { untilMs: null }, PART, 'drift', 'PARTIAL_APPLY'],
    ['something else, without a timer', { untilMs: null }, ELSE, 'drift', 'DRIFT'],
  ] as const)('%s', async (_name, options, look, state, code) => {
    const { end, sent } = await watch(options, { looks: [look] });
    expect([end.state, end.error?.code]).toEqual([state, code]);
    expect(end.found?.hash).toBe(look === null ? undefined : read(look).hash);
    if (state === 'confirmed') expect(end.saved).toBe(false);
    expect(new Set(sent).size).toBeLessThanOrEqual(2);
  });
});
