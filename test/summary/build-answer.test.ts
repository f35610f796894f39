import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../../src/core/errors.ts';
import { type BuildAnswerOptions, buildRunAnswer, MOST_DIFFERENCES } from '../../src/summary/build-answer.ts';
import { bodyHashesFor, groupKeysFor } from '../../src/summary/rank-groups.ts';
import type { RunAnswer } from '../../src/summary/run-answer.ts';
import { createTally, type TallyRow } from '../../src/summary/tally.ts';
import { toWire } from '../../src/summary/to-wire.ts';
import { answerMark, changeMark, deviceName, findingMark, infoMark, okRow, rowsArbitrary } from './rows.ts';

const BUDGET = 6_000;
const ALL_CODES = Object.keys(ERROR_CODES) as ErrorCode[];

function answerTo(
  rows: readonly TallyRow[],
  options: Partial<BuildAnswerOptions> = {},
  selected = rows.length,
): RunAnswer {
  const tally = createTally(selected);
  for (const row of rows) tally.add(row);
  const numbers = new Map(groupKeysFor(tally).map((key, index) => [key, index + 1]));
  return buildRunAnswer({
    runId: 'r-20261123-101502-7f3a9c',
    kind: 'check',
    state: 'done',
    okWord: 'healthy',
    tally,
    numberOf: (key) => {
      const number = numbers.get(key);
      if (number === undefined) throw new Error(`${key} was not numbered`);
      return number;
    },
    bodyOf: () => undefined,
    elapsedMs: 9_120.4,
    etaMs: null,
    next: ['get_results run_id=r-20261123-101502-7f3a9c group=g1', 'get_run run_id=r-20261123-101502-7f3a9c'],
    ...options,
  });
}

const wireChars = (answer: RunAnswer): number => JSON.stringify(toWire(answer)).length;

/** Whatever is asked of every answer: within the budget, every device and every group accounted for. */
function expectSound(answer: RunAnswer, rows: readonly TallyRow[]): void {
  expect(wireChars(answer)).toBeLessThanOrEqual(BUDGET);
  const { selected, ok, attention, failed, skipped, pending } = answer.counts;
  expect(ok + attention + failed + skipped + pending).toBe(selected);
  const keys = new Set(rows.flatMap((row) => row.marks.map((mark) => mark.key)));
  expect(answer.groups.length + answer.omitted.groups).toBe(keys.size);
  const codes = new Set(rows.flatMap((row) => (row.code === null ? [] : [row.code])));
  expect(answer.failures.length + answer.omitted.failures).toBe(codes.size);
  for (const entry of [...answer.groups, ...answer.failures])
    expect(entry.devices.length + entry.more).toBe(entry.count);
}

const many = (count: number, make: (index: number) => TallyRow): TallyRow[] =>
  Array.from({ length: count }, (_, i) => make(i));
const longName = (index: number): string => `${deviceName(index)}.${'x'.repeat(247)}`;

describe('an answer', () => {
  it('has the shape of the contract', () => {
    const rows = [
      okRow('sw1'),
      { ...okRow('sw2'), attention: true, marks: [findingMark('bgp', 'critical')] },
      { ...okRow('sw3'), status: 'failed' as const, code: 'CONN_TIMEOUT' as const },
    ];
    expect(answerTo(rows)).toEqual({
      runId: 'r-20261123-101502-7f3a9c',
      kind: 'check',
      state: 'done',
      headline: '1 of 3 healthy; 1 needs attention; 1 could not be checked.',
      note: null,
      counts: { selected: 3, ok: 1, attention: 1, failed: 1, skipped: 0, pending: 0 },
      groups: [
        {
          group: 'g1',
          kind: 'finding',
          severity: 'critical',
          count: 1,
          title: 'finding bgp',
          evidence: 'evidence of bgp',
          difference: null,
          devices: ['sw2'],
          more: 0,
        },
      ],
      failures: [{ code: 'CONN_TIMEOUT', count: 1, devices: ['sw3'], more: 0, hint: ERROR_CODES.CONN_TIMEOUT.hint }],
      timing: { elapsedMs: 9_120, deviceP50Ms: 1_000, deviceP95Ms: 1_000, etaMs: null },
      omitted: { groups: 0, failures: 0 },
      next: ['get_results run_id=r-20261123-101502-7f3a9c group=g1', 'get_run run_id=r-20261123-101502-7f3a9c'],
    });
  });

  it('puts the worst first, then findings, answers and facts, then the largest', () => {
    const rows = [
      ...many(5, (index) => ({ ...okRow(`a${index}`), marks: [findingMark('many'), infoMark('version')] })),
      ...many(2, (index) => ({ ...okRow(`b${index}`), marks: [findingMark('few'), answerMark('answer')] })),
      { ...okRow('c'), marks: [findingMark('bad', 'critical')] },
    ];
    expect(answerTo(rows).groups.map((group) => group.title)).toEqual([
      'finding bad',
      'finding many',
      'finding few',
      'show version',
      'finding version',
    ]);
  });

  it('says the same in whatever order outcomes arrive', () => {
    const shuffled = rowsArbitrary.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    );
    fc.assert(
      fc.property(shuffled, ([rows, other]) => {
        expect(answerTo(other)).toEqual(answerTo(rows));
      }),
    );
  });

  it('is sound for any outcomes, whatever the bodies of changes say', () => {
    const body = fc.oneof(
      fc.constant(undefined),
      fc.string({ unit: fc.constantFrom('+ a', '\n', '"', 'x'), maxLength: 400 }),
    );
    fc.assert(
      fc.property(rowsArbitrary, body, (rows, text) => expectSound(answerTo(rows, { bodyOf: () => text }), rows)),
    );
  });
});

const LONG_BODY = Array.from({ length: 60 }, () => `+ ${'"\\'.repeat(200)}`).join('\n');

describe.each([10, 2_500, 10_000])('an answer for %i devices', (size) => {
  const cases: Readonly<Record<string, readonly TallyRow[]>> = {
    'all well': many(size, (index) => okRow(deviceName(index))),
    'every answer different': many(size, (index) => ({
      ...okRow(deviceName(index)),
      marks: [answerMark(`k${index}`)],
    })),
    'every answer to five commands different': many(size, (index) => ({
      ...okRow(deviceName(index)),
      marks: ['a', 'b', 'c', 'd', 'e'].map((command) => answerMark(`${command}${index}`, command)),
    })),
    '400 kinds of finding': many(size, (index) => ({
      ...okRow(deviceName(index)),
      attention: true,
      marks: [findingMark(`k${index % 400}`, index % 3 === 0 ? 'critical' : 'warning'), infoMark(`v${index % 50}`)],
    })),
    'every change different': many(size, (index) => ({
      ...okRow(deviceName(index)),
      marks: [changeMark(`k${index}`)],
    })),
    'every failure there is': many(size, (index) => ({
      ...okRow(deviceName(index)),
      status: index % 2 === 0 ? ('failed' as const) : ('skipped' as const),
      code: ALL_CODES[index % ALL_CODES.length] ?? 'INTERNAL',
    })),
    'everything at once, with names of 255 characters and long titles': many(size, (index) => ({
      ...okRow(longName(index)),
      status: index % 4 === 0 ? ('failed' as const) : ('ok' as const),
      code: index % 4 === 0 ? (ALL_CODES[index % ALL_CODES.length] ?? 'INTERNAL') : null,
      marks: [
        { ...findingMark(`k${index % 400}`), title: '"\\'.repeat(500), evidence: '\\"'.repeat(500) },
        { ...changeMark(`c${index % 70}`), title: '"1" '.repeat(100) },
        { ...answerMark(`a${index % 90}`), title: 'show '.repeat(200) },
        { ...infoMark(`v${index % 50}`), title: 'version '.repeat(100) },
      ],
    })),
  };

  it.each(Object.entries(cases))('is within the budget and loses nothing: %s', (_, rows) => {
    const answer = answerTo(rows, {
      bodyOf: (hash) => (hash.startsWith('hash-c') || hash.startsWith('hash-k') ? LONG_BODY : undefined),
    });
    expectSound(answer, rows);
    if (rows.some((row) => row.marks.length > 0)) expect(answer.groups.length).toBeGreaterThan(0);
    if (rows.some((row) => row.code !== null)) expect(answer.failures.length).toBeGreaterThan(0);
  });

  it('shows every kind when all of them want more room', () => {
    const rows = cases['everything at once, with names of 255 characters and long titles'] ?? [];
    const answer = answerTo(rows, { bodyOf: () => LONG_BODY });
    expect(new Set(answer.groups.map((group) => group.kind)).size).toBe(4);
  });
});

describe('odd answers', () => {
  it('one in 2,500 stands out as a group of one', () => {
    const rows = many(2_500, (index) => ({
      ...okRow(deviceName(index)),
      marks: [answerMark(index === 1_234 ? 'odd' : 'usual')],
    }));
    const [usual, odd, ...others] = answerTo(rows).groups;
    expect(usual).toMatchObject({ count: 2_499, more: 2_491 });
    expect(odd).toMatchObject({ count: 1, devices: [deviceName(1_234)], more: 0 });
    expect(others).toEqual([]);
  });

  it('is not cut in favour of larger groups', () => {
    const rows = many(2_500, (index) => ({
      ...okRow(deviceName(index)),
      marks: [answerMark(index === 2_499 ? 'odd' : `version ${index % 100}`)],
    }));
    const { groups, omitted } = answerTo(rows);
    expect(omitted.groups).toBeGreaterThan(0);
    expect(groups[1]).toMatchObject({ count: 1, devices: [deviceName(2_499)] });
  });

  it('is shown beside hundreds of findings', () => {
    const rows = many(2_500, (index) => ({
      ...okRow(deviceName(index)),
      marks: [findingMark(`f${index % 400}`, 'critical'), answerMark(index === 2_499 ? 'odd' : 'usual')],
    }));
    const answers = answerTo(rows).groups.filter((group) => group.kind === 'answer');
    expect(answers.map((group) => group.count)).toEqual([2_499, 1]);
  });

  const body = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const bodies: Readonly<Record<string, string>> = {
    'hash-usual': body.join('\n'),
    'hash-near': body.toSpliced(3, 1, 'line changed').join('\n'),
    'hash-far': body.map((line) => `other ${line}`).join('\n'),
  };
  const rows = ['usual', 'usual', 'near', 'far'].map((key, index) => ({
    ...okRow(deviceName(index)),
    marks: [answerMark(key)],
  }));

  it('are described by their difference from the largest group', () => {
    const { groups } = answerTo(rows, { bodyOf: (hash) => bodies[hash] });
    expect(groups.map(({ count, evidence, difference }) => ({ count, evidence, difference }))).toEqual([
      { count: 2, evidence: 'evidence of usual', difference: null },
      { count: 1, evidence: null, difference: ['- line 3', '+ line changed'] },
      { count: 1, evidence: 'other line 0', difference: null },
    ]);
  });

  it('are shown by their own evidence when a body is not at hand', () => {
    const { groups } = answerTo(rows, { bodyOf: (hash) => (hash === 'hash-usual' ? bodies[hash] : undefined) });
    expect(groups[1]).toMatchObject({ evidence: 'evidence of near', difference: null });
  });

  it('are compared with the largest answer to the same command', () => {
    const asked: string[] = [];
    const mixed = [
      ...rows,
      { ...okRow('z1'), marks: [answerMark('other', 'show clock')] },
      { ...okRow('z2'), marks: [answerMark('clock', 'show clock')] },
    ];
    answerTo(mixed, {
      bodyOf: (hash) => {
        asked.push(hash);
        return undefined;
      },
    });
    expect(asked).toEqual(['hash-usual', 'hash-near', 'hash-usual', 'hash-far', 'hash-other', 'hash-clock']);
  });

  it('name beforehand the bodies that will be asked for', () => {
    const tally = createTally(3_000);
    for (const row of rows) tally.add(row);
    expect(bodyHashesFor(tally, 1)).toEqual(['hash-usual', 'hash-near']);
    for (let index = 10; index < 3_000; index++) {
      tally.add({ ...okRow(deviceName(index)), marks: [answerMark(`k${index}`)] });
    }
    const wanted = bodyHashesFor(tally, MOST_DIFFERENCES);
    expect(wanted).toHaveLength(MOST_DIFFERENCES + 1);
    const asked = new Set<string>();
    buildRunAnswer({
      runId: 'r',
      kind: 'command',
      state: 'running',
      okWord: 'answered',
      tally,
      numberOf: () => 1,
      bodyOf: (hash) => {
        asked.add(hash);
        return 'text';
      },
      elapsedMs: 1,
      etaMs: 1,
      next: [],
    });
    expect([...asked].sort()).toEqual([...wanted].sort());
  });
});

describe('changes', () => {
  const body = ['  interface Gi1', '-   description a', '+   description b'];
  const bodies: Readonly<Record<string, string>> = {
    'hash-small': body.join('\n'),
    'hash-large': Array.from({ length: 26 }, (_, index) => `+ line ${index}`).join('\n'),
  };
  const changeRows = (size: number) =>
    many(size, (index) => ({ ...okRow(deviceName(index)), marks: [changeMark(index === 0 ? 'large' : 'small')] }));

  it('show their lines, the largest group first; of many lines the first twelve', () => {
    const [small, large] = answerTo(changeRows(38), { bodyOf: (hash) => bodies[hash] }).groups;
    expect(small).toMatchObject({ kind: 'change', count: 37, evidence: null, difference: body });
    expect(large?.difference).toEqual([
      ...Array.from({ length: 12 }, (_, index) => `+ line ${index}`),
      '… 14 more lines',
    ]);
  });

  it('come after findings and before answers and facts', () => {
    const marks = [infoMark('i'), answerMark('a'), changeMark('small'), findingMark('f', 'info')];
    const kinds = answerTo([{ ...okRow('sw1'), marks }]).groups.map((group) => group.kind);
    expect(kinds).toEqual(['finding', 'change', 'answer', 'info']);
  });

  it('are shown by their first line where the body is not at hand', () => {
    expect(answerTo(changeRows(2)).groups[0]).toMatchObject({ evidence: 'evidence of large', difference: null });
  });

  it('keep the lines of the first three where 2,500 devices changed differently', () => {
    const rows = many(2_500, (index) => ({ ...okRow(deviceName(index)), marks: [changeMark(`k${index}`)] }));
    const { groups, omitted } = answerTo(rows, { bodyOf: () => body.join('\n') });
    expect(groups.slice(0, 3).map((group) => group.difference)).toEqual([body, body, body]);
    expect(groups.length).toBeGreaterThan(10);
    expect(groups[3]?.difference).toBeNull();
    expect(groups.length + omitted.groups).toBe(2_500);
  });
});

describe('a tight budget', () => {
  it('names fewer devices before it drops a group', () => {
    const rows = many(600, (index) => ({ ...okRow(longName(index)), marks: [findingMark(`k${index % 12}`)] }));
    const answer = answerTo(rows);
    expect(answer.groups).toHaveLength(12);
    expect(answer.groups.every((group) => group.devices.length === 1 && group.more === 49)).toBe(true);
  });

  it('keeps the most useful next steps', () => {
    const next = Array.from({ length: 100 }, (_, index) => `step ${index} ${'x'.repeat(80)}`);
    const answer = answerTo([okRow('a')], { next });
    expect(wireChars(answer)).toBeLessThanOrEqual(BUDGET);
    expect(answer.next.length).toBeGreaterThan(5);
    expect(answer.next).toEqual(next.slice(0, answer.next.length));
  });

  it('may be another one', () => {
    const rows = many(2_500, (index) => ({ ...okRow(deviceName(index)), marks: [answerMark(`k${index}`)] }));
    for (const budgetChars of [2_000, 20_000]) {
      const answer = answerTo(rows, { budgetChars });
      expect(wireChars(answer)).toBeLessThanOrEqual(budgetChars);
      expect(answer.groups.length).toBeGreaterThan(1);
    }
  });
});
