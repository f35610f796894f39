/** Outcomes for the tests of summaries: by hand, and at random. */
import fc from 'fast-check';
import type { ErrorCode } from '../../src/core/errors.ts';
import type { GroupMark } from '../../src/core/run-state.ts';
import type { TallyRow } from '../../src/summary/tally.ts';

/** A device that is well, with no marks. */
export const okRow = (device: string): TallyRow => ({
  device,
  status: 'ok',
  attention: false,
  code: null,
  durationMs: 1_000,
  marks: [],
});

export const findingMark = (key: string, severity: GroupMark['severity'] = 'warning'): GroupMark => ({
  key,
  kind: 'finding',
  severity,
  title: `finding ${key}`,
  evidence: `evidence of ${key}`,
  command: null,
  bodyHash: null,
});

export const answerMark = (key: string, command = 'show version'): GroupMark => ({
  key,
  kind: 'answer',
  severity: 'info',
  title: command,
  evidence: `evidence of ${key}`,
  command,
  bodyHash: `hash-${key}`,
});

/** A change whose body is found under `hash-<key>`. */
export const changeMark = (key: string): GroupMark => ({
  ...findingMark(key, 'info'),
  kind: 'change',
  bodyHash: `hash-${key}`,
});

export const infoMark = (key: string): GroupMark => ({ ...findingMark(key, 'info'), kind: 'info' });

/** Devices named in order, with a zero-padded number. */
export const deviceName = (index: number): string => `sw${String(index).padStart(5, '0')}`;

const CODES: readonly ErrorCode[] = ['CONN_TIMEOUT', 'AUTH_FAILED', 'CIRCUIT_OPEN', 'CMD_REJECTED', 'CONN_LOST'];

const mark = fc
  .record({
    key: fc.integer({ min: 0, max: 12 }).map(String),
    kind: fc.constantFrom<GroupMark['kind']>('finding', 'change', 'answer', 'info'),
    severity: fc.constantFrom<GroupMark['severity']>('critical', 'warning', 'info'),
  })
  .map(({ key, kind, severity }): GroupMark => {
    const id = `${kind}-${severity}-${key}`;
    if (kind === 'answer') return { ...answerMark(id, Number(key) % 2 === 0 ? 'show clock' : 'show users'), severity };
    return { ...findingMark(id, severity), kind, bodyHash: kind === 'change' ? `hash-${id}` : null };
  });

const outcome = fc.oneof(
  fc.constant({ status: 'ok' as const, code: null }),
  fc.constantFrom(...CODES).map((code) => ({ status: 'failed' as const, code })),
  fc.constantFrom(...CODES).map((code) => ({ status: 'skipped' as const, code })),
);

/** Up to 80 devices with up to four marks each, every name once. */
export const rowsArbitrary: fc.Arbitrary<TallyRow[]> = fc.uniqueArray(
  fc
    .tuple(
      fc.integer({ min: 0, max: 9_999 }),
      outcome,
      fc.boolean(),
      fc.integer({ min: 1, max: 9_000 }),
      fc.array(mark, { maxLength: 4 }),
    )
    .map(([index, { status, code }, attention, durationMs, marks]) => ({
      device: deviceName(index),
      status,
      code,
      attention,
      durationMs,
      marks: status === 'ok' ? marks : [],
    })),
  { maxLength: 80, selector: (row) => row.device },
);
