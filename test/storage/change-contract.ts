/** What every store of plans and changes must do. Run it with a function that opens one on an empty folder. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ChangeDevicePatch, ChangeRecord, ChangeState, ChangeStore } from '../../src/storage/change-store.ts';
import { aChange, anApproval, aPlan, begin, someDevices } from './change-records.ts';

export interface OpenedChanges {
  readonly changes: ChangeStore;
  /** As if the process that began what stands so far had been killed. */
  die(): Promise<void>;
  close(): Promise<void>;
}

export function changeContract(name: string, open: () => Promise<OpenedChanges>): void {
  const using = async (work: (opened: OpenedChanges) => Promise<void>) => {
    const opened = await open();
    await work(opened).finally(() => opened.close());
  };
  const statesOf = async (changes: ChangeStore, id: string) =>
    (await changes.changeDevices(id)).map(({ device, state }) => `${device} ${state}`);
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id).join(' ');

  describe(`${name}: plans and approvals`, () => {
    it('gives back a plan as it was put, once, and lists the newest first without bodies', () =>
      using(async ({ changes }) => {
        for (const id of ['p-2', 'p-1', 'p-3']) await changes.putPlan(aPlan(id));
        await changes.putPlan(aPlan('p-4', { kind: 'rollback', body: `{"long":"${'é'.repeat(500_000)}"}` }));
        expect(await changes.getPlan('p-1')).toEqual(aPlan('p-1'));
        expect((await changes.getPlan('p-4'))?.body).toHaveLength(500_011);
        expect(await changes.getPlan('p-9')).toBeUndefined();
        const listed = await changes.listPlans(3);
        expect(ids(listed)).toBe('p-4 p-3 p-1');
        const { body: _, ...withoutBody } = aPlan('p-1');
        expect(listed[2]).toEqual(withoutBody);
        await expect(changes.putPlan(aPlan('p-1', { title: 'another' }))).rejects.toThrow();
        expect(await changes.getPlan('p-1')).toEqual(aPlan('p-1'));
      }));

    it('keeps the last approval of a plan until one is used, and that one for good', () =>
      using(async ({ changes }) => {
        await changes.putPlan(aPlan('p-1'));
        expect(await changes.getApproval('p-1')).toBeUndefined();
        await changes.putApproval(anApproval('p-1'));
        await changes.putApproval(anApproval('p-1', { approver: 'cli:bob' }));
        expect(await changes.getApproval('p-1')).toEqual({
          ...anApproval('p-1', { approver: 'cli:bob' }),
          usedBy: null,
        });
        expect(await changes.beginChange(aChange('c-1', 'p-1'), someDevices(['a']))).toBe(true);
        await expect(changes.putApproval(anApproval('p-1'))).rejects.toMatchObject({ code: 'ALREADY_APPLIED' });
        expect(await changes.getApproval('p-1')).toMatchObject({ approver: 'cli:bob', usedBy: 'c-1' });
        await expect(changes.putApproval(anApproval('p-9'))).rejects.toThrow();
      }));
  });

  describe(`${name}: beginning a change`, () => {
    it('makes it with every device waiting, in order of wave and name', () =>
      using(async ({ changes }) => {
        await begin(changes, 'c-1', ['b', 'a']);
        expect(await changes.getChange('c-1')).toEqual({
          ...aChange('c-1', 'p-c-1'),
          finishedAt: null,
          state: 'running',
        });
        const nothing = { foundHash: null, before: null, after: null, timerEndsAt: null, code: null, message: null };
        const rest = { ...nothing, detail: null, line: null, updatedAt: expect.stringMatching(/^\d{4}-.*Z$/) };
        expect(await changes.changeDevices('c-1')).toEqual(
          someDevices(['b', 'a']).map((device) => ({ ...device, ...rest, state: 'waiting' })),
        );
        expect(await changes.changeDevices('c-9')).toEqual([]);
      }));

    it('does nothing without an unused approval for that hash that is still good', () =>
      using(async ({ changes }) => {
        await changes.putPlan(aPlan('p-1'));
        const refused = async (over: Partial<ChangeRecord> = {}) => {
          expect(await changes.beginChange(aChange('c-1', 'p-1', over), someDevices(['a']))).toBe(false);
          expect(await changes.getChange('c-1')).toBeUndefined();
          expect(await changes.changeDevices('c-1')).toEqual([]);
          expect((await changes.getApproval('p-1'))?.usedBy ?? null).toBeNull();
        };
        await refused();
        await changes.putApproval(anApproval('p-1', { planHash: aPlan('p-2').hash }));
        await refused();
        await changes.putApproval(anApproval('p-1', { expiresAt: 'soon' }));
        await refused();
        await changes.putApproval(anApproval('p-1'));
        await refused({ planHash: aPlan('p-2').hash });
        await refused({ startedAt: '2026-11-23T11:05:00.000Z' });
        await refused({ startedAt: 'now' });
        await refused({ planId: 'p-2' });
        const good = aChange('c-1', 'p-1', { startedAt: '2026-11-23T11:04:59.999Z' });
        expect(await changes.beginChange(good, someDevices(['a']))).toBe(true);
        expect(await changes.beginChange({ ...good, id: 'c-2' }, someDevices(['a']))).toBe(false);
        expect(await changes.getChange('c-2')).toBeUndefined();
        expect(await changes.changeOfPlan('p-1')).toMatchObject({ id: 'c-1' });
        expect(await changes.changeOfPlan('p-2')).toBeUndefined();
      }));

    it('gives the approval to exactly one of many who ask at once', () =>
      using(async ({ changes }) => {
        await changes.putPlan(aPlan('p-1'));
        await changes.putApproval(anApproval('p-1'));
        const begun = await Promise.all(
          Array.from({ length: 10 }, (_, i) => changes.beginChange(aChange(`c-${i}`, 'p-1'), someDevices(['a', 'b']))),
        );
        expect(begun.filter(Boolean)).toHaveLength(1);
        expect(await changes.listChanges(10)).toHaveLength(1);
      }));
  });

  describe(`${name}: devices of a change`, () => {
    it('take on what a patch names and keep the rest', () =>
      using(async ({ changes }) => {
        await begin(changes, 'c-1');
        await begin(changes, 'c-2');
        const [before] = await changes.changeDevices('c-1');
        const full = {
          identity: 'SHA256:x',
          state: 'drift',
          baseHash: 'b2',
          wantedHash: 'w2',
          foundHash: 'f',
          undo: 'inverse',
          before: await changes.putImage('old'),
          after: await changes.putImage('new'),
          timerEndsAt: '2026-11-23T10:20:00.000Z',
          code: 'DRIFT',
          message: 'ü',
          detail: '% "quoted"\n',
          line: 7,
        } as const satisfies Required<ChangeDevicePatch>;
        await changes.updateDevice('c-1', 'a', { state: 'intent' });
        const [after] = await changes.changeDevices('c-1');
        expect(after).toEqual({ ...before, state: 'intent', updatedAt: after?.updatedAt });
        await changes.updateDevice('c-1', 'a', full);
        expect((await changes.changeDevices('c-1'))[0]).toMatchObject(full);
        await changes.updateDevice('c-1', 'a', { line: null, code: null });
        expect((await changes.changeDevices('c-1'))[0]).toMatchObject({ ...full, line: null, code: null });
        expect(await statesOf(changes, 'c-1')).toEqual(['a drift', 'b waiting']);
        expect(await statesOf(changes, 'c-2')).toEqual(['a waiting', 'b waiting']);
      }));

    it('must be the change’s own', () =>
      using(async ({ changes }) => {
        await begin(changes, 'c-1');
        await expect(changes.updateDevice('c-1', 'zz', { state: 'intent' })).rejects.toMatchObject({
          code: 'INTERNAL',
        });
        await expect(changes.updateDevice('c-9', 'a', { state: 'intent' })).rejects.toMatchObject({ code: 'INTERNAL' });
      }));
  });

  describe(`${name}: the end of a change`, () => {
    it('is written, and lists show the newest first', () =>
      using(async ({ changes }) => {
        for (const id of ['c-2', 'c-1', 'c-3']) await begin(changes, id);
        await changes.finishChange('c-1', 'halted', '2026-11-23T10:30:00.000Z');
        expect(await changes.getChange('c-1')).toMatchObject({
          state: 'halted',
          finishedAt: '2026-11-23T10:30:00.000Z',
        });
        expect(ids(await changes.listChanges(2))).toBe('c-3 c-1');
        expect(await changes.getChange('c-9')).toBeUndefined();
      }));

    it('is missing when its process dies, until another goes on with it or finishes it', () =>
      using(async ({ changes, die }) => {
        for (const id of ['c-1', 'c-2', 'c-3']) await begin(changes, id);
        await changes.finishChange('c-3', 'done', '2026-11-23T10:30:00.000Z');
        expect(await changes.unfinishedChanges()).toEqual([]);
        await die();
        expect(await changes.getChange('c-1')).toMatchObject({ state: 'interrupted', finishedAt: null });
        expect(await changes.changeOfPlan('p-c-1')).toMatchObject({ state: 'interrupted' });
        expect((await changes.listChanges(9)).map(({ state }) => state)).toEqual([
          'done',
          'interrupted',
          'interrupted',
        ]);
        expect(ids(await changes.unfinishedChanges())).toBe('c-1 c-2');
        await changes.touchChange('c-1');
        expect(await changes.getChange('c-1')).toMatchObject({ state: 'running' });
        expect(ids(await changes.unfinishedChanges())).toBe('c-2');
        await changes.finishChange('c-2', 'halted', '2026-11-23T10:40:00.000Z');
        await changes.touchChange('c-2');
        expect(await changes.getChange('c-2')).toMatchObject({ state: 'halted' });
        expect(await changes.unfinishedChanges()).toEqual([]);
      }));

    it('is not the end while a device’s own end is missing', () =>
      using(async ({ changes }) => {
        const states: readonly (readonly [ChangeState, boolean])[] = [
          ['waiting', false],
          ['intent', true],
          ['applied', true],
          ['confirming', true],
          ['confirmed', false],
          ['saved', false],
          ['not_started', false],
          ['rolled_back', false],
          ['drift', false],
          ['revert_failed', false],
          ['unreachable_unknown', false],
        ];
        await begin(changes, 'c-1');
        for (const [state] of states) {
          await changes.updateDevice('c-1', 'a', { state });
          expect(await changes.unfinishedChanges()).toEqual([]);
        }
        await changes.finishChange('c-1', 'done', '2026-11-23T10:30:00.000Z');
        for (const [state, isOpen] of states) {
          await changes.updateDevice('c-1', 'b', { state });
          expect([state, (await changes.unfinishedChanges()).length]).toEqual([state, isOpen ? 1 : 0]);
        }
      }));

    it('counts the devices pushed since a time, and those about to be', () =>
      using(async ({ changes }) => {
        const since = '2026-11-23T10:10:00.000Z';
        await begin(changes, 'c-1', ['a', 'b', 'c'], { startedAt: '2026-11-23T10:09:59.999Z' });
        expect(await changes.devicesPushedSince(since)).toBe(0);
        await begin(changes, 'c-2', ['a', 'b', 'c']);
        expect(await changes.devicesPushedSince(since)).toBe(3);
        await changes.updateDevice('c-2', 'a', { state: 'saved' });
        await changes.updateDevice('c-2', 'b', { state: 'not_started' });
        expect(await changes.devicesPushedSince(since)).toBe(2);
        await changes.finishChange('c-2', 'halted', '2026-11-23T10:30:00.000Z');
        expect(await statesOf(changes, 'c-2')).toEqual(['a saved', 'b not_started', 'c not_started']);
        expect(await changes.devicesPushedSince(since)).toBe(1);
        expect(await changes.devicesPushedSince('2026-11-23T10:09:00.000Z')).toBe(4);
      }));
  });

  it(`${name}: keeps an image once, under its SHA-256, and gives it back whole`, () =>
    using(async ({ changes }) => {
      for (const text of ['', 'hostname a\n', 'é'.repeat(9_000), 'x'.repeat(200_000)]) {
        const hash = createHash('sha256').update(text).digest('hex');
        expect(await changes.putImage(text)).toBe(hash);
        expect(await changes.putImage(text)).toBe(hash);
        expect(await changes.getImage(hash)).toBe(text);
      }
      expect(await changes.getImage('0'.repeat(64))).toBeUndefined();
    }));
}
