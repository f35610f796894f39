/** What every store must do, whatever it is made of. Run it with a function that opens one on an empty folder. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/core/clock.ts';
import { RollcallError } from '../../src/core/errors.ts';
import type { GroupMark } from '../../src/core/run-state.ts';
import type { NewRun, OutcomeRecord, Store } from '../../src/storage/store.ts';

export type OpenContractStore = (options: { readonly clock: Clock }) => Promise<Store>;

/** A clock the test moves by hand. */
export function handClock(startMs = Date.parse('2026-11-23T10:15:02Z')): Clock & { advance(ms: number): void } {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    monotonicMs: () => nowMs,
    after: () => () => {},
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

export function aRun(id: string, devices: readonly string[]): NewRun {
  return {
    id,
    kind: 'check',
    title: `check facts on ${devices.length} devices`,
    params: { select: 'all' },
    principal: 'mcp',
    okWord: 'healthy',
    startedAt: '2026-11-23T10:15:02.000Z',
    devices: devices.map((name) => ({ name, platform: 'cisco_ios' })),
  };
}

export function aMark(key: string, bodyHash: string | null = null): GroupMark {
  return { key, kind: 'answer', severity: 'info', title: 'Same answer', evidence: 'one line', command: 'x', bodyHash };
}

export function anOutcome(device: string, over: Partial<OutcomeRecord> = {}): OutcomeRecord {
  return {
    device,
    platform: 'cisco_ios',
    status: 'ok',
    attention: false,
    code: null,
    phase: null,
    message: null,
    detail: null,
    startedAt: '2026-11-23T10:15:03.000Z',
    durationMs: 6012.5,
    attempts: 1,
    marks: [],
    answers: [],
    value: { facts: { version: '17.9.4a' } },
    ...over,
  };
}

export const aFailure = (device: string): OutcomeRecord =>
  anOutcome(device, {
    status: 'failed',
    code: 'CONN_TIMEOUT',
    phase: 'tcp',
    message: 'No answer.',
    detail: 'ü ‘quoted’ "x" \\ \n',
    value: null,
  });

export function storeContract(name: string, open: OpenContractStore): void {
  const using = async (work: (store: Store, clock: ReturnType<typeof handClock>) => Promise<void>) => {
    const clock = handClock();
    const store = await open({ clock });
    try {
      await work(store, clock);
    } finally {
      await store.close();
    }
  };
  const refusal = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RollcallError);
    return error as RollcallError;
  };

  describe(`${name}: runs and outcomes`, () => {
    it('gives back a run as it was made, and knows who is still pending', () =>
      using(async (store) => {
        await store.createRun(aRun('r-1', ['b', 'a', 'c']));
        expect(await store.getRun('r-1')).toEqual({
          id: 'r-1',
          kind: 'check',
          title: 'check facts on 3 devices',
          params: { select: 'all' },
          principal: 'mcp',
          okWord: 'healthy',
          startedAt: '2026-11-23T10:15:02.000Z',
          state: 'running',
          finishedAt: null,
          selected: 3,
          note: null,
        });
        await store.recordOutcomes('r-1', [anOutcome('b')]);
        expect(await store.pendingDevices('r-1')).toEqual([
          { name: 'a', platform: 'cisco_ios' },
          { name: 'c', platform: 'cisco_ios' },
        ]);
        await store.finishRun('r-1', 'cancelled', '2026-11-23T10:16:00.000Z');
        expect(await store.getRun('r-1')).toMatchObject({ state: 'cancelled', finishedAt: '2026-11-23T10:16:00.000Z' });
        await store.finishRun('r-1', 'done', '2026-11-23T10:17:00.000Z', 'Committed as 3fa90c1.');
        expect((await store.getRun('r-1'))?.note).toBe('Committed as 3fa90c1.');
        expect(await store.getRun('r-2')).toBeUndefined();
      }));

    it('gives back an outcome as it was recorded', () =>
      using(async (store) => {
        const full = anOutcome('a', {
          attention: true,
          marks: [aMark('k1', 'h1'), aMark('k2')],
          answers: [
            {
              command: 'show version | include "x"',
              outputHash: 'h2',
              sizeBytes: 12,
              truncated: true,
              spillFile: '/data/spill/x',
              errorCode: 'OUTPUT_TRUNCATED',
              durationMs: 3.25,
            },
          ],
        });
        await store.createRun(aRun('r-1', ['a', 'b']));
        await store.recordOutcomes('r-1', [full, aFailure('b')]);
        expect((await store.outcomes('r-1', { limit: 10 })).rows).toEqual([full, aFailure('b')]);
      }));

    it('refuses a second outcome, a device not selected and an unknown run, and then keeps nothing of the batch', () =>
      using(async (store) => {
        await store.createRun(aRun('r-1', ['a', 'b']));
        await store.recordOutcomes('r-1', [anOutcome('a')]);
        await refusal(store.recordOutcomes('r-1', [anOutcome('b'), anOutcome('a')]));
        await refusal(store.recordOutcomes('r-1', [anOutcome('b'), anOutcome('zz')]));
        expect((await refusal(store.recordOutcomes('r-9', [anOutcome('a')]))).code).toBe('UNKNOWN_RUN');
        expect((await store.outcomes('r-1', { limit: 10 })).rows.map((row) => row.device)).toEqual(['a']);
      }));

    it('filters by status, code, group and device, and counts what matches', () =>
      using(async (store) => {
        await store.createRun(aRun('r-1', ['a', 'b', 'c', 'd', 'e']));
        await store.recordOutcomes('r-1', [
          anOutcome('a', { marks: [aMark('k')] }),
          anOutcome('b', { attention: true, marks: [aMark('k')] }),
          aFailure('c'),
          anOutcome('d', { status: 'skipped', code: 'CIRCUIT_OPEN', attempts: 0, value: null }),
        ]);
        const names = async (filter: object) => {
          const page = await store.outcomes('r-1', { limit: 10, ...filter });
          expect(page.total).toBe(page.rows.length);
          return page.rows.map((row) => row.device).join('');
        };
        expect(await names({})).toBe('abcd');
        expect(await names({ status: 'ok' })).toBe('a');
        expect(await names({ status: 'attention' })).toBe('b');
        expect(await names({ status: 'failed' })).toBe('c');
        expect(await names({ status: 'skipped' })).toBe('d');
        expect(await names({ status: 'pending' })).toBe('e');
        expect(await names({ code: 'CONN_TIMEOUT' })).toBe('c');
        expect(await names({ groupKey: 'k' })).toBe('ab');
        expect(await names({ groupKey: 'k', status: 'attention' })).toBe('b');
        expect(await names({ device: 'd' })).toBe('d');
        expect(await names({ groupKey: 'none' })).toBe('');
      }));

    it('pages and chunks without loss or repetition, in name order', () =>
      using(async (store) => {
        const devices = Array.from({ length: 620 }, (_, i) => `sw-${(i * 7919) % 620}`);
        await store.createRun(aRun('r-1', devices));
        for (let from = 0; from < devices.length; from += 200) {
          await store.recordOutcomes(
            'r-1',
            devices.slice(from, from + 200).map((name) => anOutcome(name)),
          );
        }
        const paged: string[] = [];
        let after: string | null = null;
        do {
          const page = await store.outcomes('r-1', { limit: 97, ...(after === null ? {} : { after }) });
          expect(page.total).toBe(620);
          paged.push(...page.rows.map((row) => row.device));
          after = page.next;
        } while (after !== null);
        const chunked: string[] = [];
        for await (const chunk of store.allOutcomes('r-1')) chunked.push(...chunk.map((row) => row.device));
        expect(paged).toEqual([...devices].sort());
        expect(chunked).toEqual(paged);
      }));

    it('lists runs newest first, from where the last list ended', () =>
      using(async (store) => {
        for (const id of ['r-1', 'r-3', 'r-2']) await store.createRun(aRun(id, ['a']));
        expect((await store.listRuns({ limit: 2 })).map((run) => run.id)).toEqual(['r-3', 'r-2']);
        expect((await store.listRuns({ limit: 2, before: 'r-2' })).map((run) => run.id)).toEqual(['r-1']);
      }));
  });

  describe(`${name}: groups, outputs, facts`, () => {
    it('numbers groups once and for good', () =>
      using(async (store) => {
        await store.createRun(aRun('r-1', ['a']));
        expect([...(await store.numberGroups('r-1', ['x', 'y']))]).toEqual([
          ['x', 1],
          ['y', 2],
        ]);
        expect([...(await store.numberGroups('r-1', ['z', 'y', 'z']))]).toEqual([
          ['z', 3],
          ['y', 2],
        ]);
      }));

    it('keeps any text once, under its SHA-256, and gives it back whole', () =>
      using(async (store) => {
        const text = fc.string({ unit: 'grapheme', maxLength: 40 });
        const long = fc.tuple(text, fc.integer({ min: 0, max: 9_000 })).map(([part, times]) => part.repeat(times));
        await fc.assert(
          fc.asyncProperty(fc.array(fc.oneof(text, long), { maxLength: 5 }), async (texts) => {
            const hashes = await store.putOutputs(texts);
            expect(hashes).toEqual(texts.map((each) => createHash('sha256').update(each).digest('hex')));
            for (const [i, hash] of hashes.entries()) expect(await store.getOutput(hash)).toBe(texts[i]);
          }),
          { numRuns: 25 },
        );
        expect(await store.getOutput('0'.repeat(64))).toBeUndefined();
      }));

    it('remembers the latest value of a fact, in whatever order they come', () =>
      using(async (store) => {
        const fact = (value: string, observedAt: string) => ({
          device: 'a',
          key: 'version',
          value,
          observedAt,
          runId: 'r',
        });
        await store.recordFacts([
          fact('2', '2026-02-01T00:00:00Z'),
          { ...fact('b', '2026-01-01T00:00:00Z'), device: 'b' },
        ]);
        await store.recordFacts([fact('1', '2026-01-01T00:00:00Z')]);
        await store.recordFacts([]);
        expect((await store.latestFacts()).map((row) => [row.device, row.value])).toEqual([
          ['a', '2'],
          ['b', 'b'],
        ]);
      }));
  });

  describe(`${name}: forgetting`, () => {
    it('forgets old runs and the outputs only they used, and nothing else', () =>
      using(async (store, clock) => {
        const [mine, shared, loose] = (await store.putOutputs(['mine', 'shared', 'loose'])) as [string, string, string];
        const answer = (outputHash: string) => ({
          command: 'x',
          outputHash,
          sizeBytes: 4,
          truncated: false,
          spillFile: null,
          errorCode: null,
          durationMs: 1,
        });
        for (const [id, end] of [
          ['r-1', '2026-01-01T00:00:00Z'],
          ['r-2', '2026-03-01T00:00:00Z'],
        ] as const) {
          await store.createRun(aRun(id, ['a']));
          const hash = id === 'r-1' ? mine : shared;
          await store.recordOutcomes(id, [
            anOutcome('a', { answers: [answer(hash)], marks: [aMark('k', id === 'r-1' ? shared : null)] }),
          ]);
          await store.finishRun(id, 'done', end);
        }
        await store.createRun(aRun('r-3', ['a']));

        expect(await store.prune('2026-02-01T00:00:00Z')).toBe(1);
        expect(await store.getOutput(mine)).toBe('mine');
        clock.advance(2 * 3_600_000);
        const [fresh] = (await store.putOutputs(['fresh'])) as [string];
        expect(await store.prune('2026-02-01T00:00:00Z')).toBe(0);

        expect(await store.getRun('r-1')).toBeUndefined();
        expect((await store.listRuns({ limit: 9 })).map((run) => run.id)).toEqual(['r-3', 'r-2']);
        expect(await Promise.all([mine, shared, loose, fresh].map((hash) => store.getOutput(hash)))).toEqual([
          undefined,
          'shared',
          undefined,
          'fresh',
        ]);
      }));
  });
}
