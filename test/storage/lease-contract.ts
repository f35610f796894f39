/** What every store must do about leases. Run it with a function that opens one on an empty folder. */
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/storage/store.ts';

/** The lease, or a failed test. */
export async function mustTake(store: Pick<Store, 'takeLease'>, name: string, purpose = 'a test') {
  const answer = await store.takeLease(name, purpose);
  if ('heldBy' in answer) throw new Error(`${name} is held by ${answer.heldBy.pid} for ${answer.heldBy.purpose}`);
  return answer.lease;
}

export function leaseContract(name: string, open: () => Promise<Store>): void {
  describe(`${name}: leases`, () => {
    const using = async (work: (store: Store) => Promise<void>) => {
      const store = await open();
      await work(store).finally(() => store.close());
    };

    it('are held once, even within one process, and say by whom', () =>
      using(async (store) => {
        const lease = await mustTake(store, 'backups', 'backup r-1');
        expect(lease.name).toBe('backups');
        expect(await store.takeLease('backups', 'backup r-2')).toEqual({
          heldBy: {
            purpose: 'backup r-1',
            pid: process.pid,
            host: hostname(),
            since: expect.stringMatching(/^\d{4}-.*Z$/),
          },
        });
        await mustTake(store, 'device:SHA256:x');
      }));

    it('say who holds them without being taken', () =>
      using(async (store) => {
        expect(await store.leaseHolder('backups')).toBeNull();
        const lease = await mustTake(store, 'backups', 'backup r-1');
        expect(await store.leaseHolder('backups')).toEqual({
          purpose: 'backup r-1',
          pid: process.pid,
          host: hostname(),
          since: expect.stringMatching(/^\d{4}-.*Z$/),
        });
        expect(await store.leaseHolder('schedules')).toBeNull();
        await lease.release();
        expect(await store.leaseHolder('backups')).toBeNull();
        await mustTake(store, 'backups');
      }));

    it('go to exactly one of many who ask at once', () =>
      using(async (store) => {
        const answers = await Promise.all(Array.from({ length: 20 }, () => store.takeLease('backups', 'a test')));
        expect(answers.filter((answer) => 'lease' in answer)).toHaveLength(1);
      }));

    it('can be taken again once given back; giving back twice takes nothing from the next holder', () =>
      using(async (store) => {
        const first = await mustTake(store, 'backups');
        await first.release();
        await mustTake(store, 'backups');
        await first.release();
        expect(await store.takeLease('backups', 'a third')).toHaveProperty('heldBy');
      }));
  });
}
