/** What every audit log must do. Run it with a function that opens an empty one. */
import { describe, expect, it } from 'vitest';
import type { AuditLog } from '../../src/storage/audit-log.ts';

const ZEROS = '0'.repeat(64);

export function auditContract(name: string, open: () => Promise<AuditLog>): void {
  describe(`${name}: an audit log`, () => {
    it('is intact and empty at first', async () => {
      const log = await open();
      expect(await log.verify()).toEqual({ intact: true, head: { seq: 0, hash: ZEROS } });
      expect(await log.verify({ seq: 0, hash: ZEROS })).toMatchObject({ intact: true });
      expect(await log.read(5)).toEqual([]);
    });

    it('chains its entries, and gives the newest first', async () => {
      const log = await open();
      const first = await log.append({ event: 'plan', who: 'mcp', n: 1.5, yes: true, none: null, names: ['ü', 'b'] });
      const second = await log.append({ event: 'approve', who: 'cli:alice', seq: 99, prev: 'x', hash: 'y', at: 'z' });
      expect([first.seq, second.seq]).toEqual([1, 2]);
      const at = expect.stringMatching(/^\d{4}-.*Z$/);
      expect(await log.read(5)).toEqual([
        { event: 'approve', who: 'cli:alice', seq: 2, at, prev: first.hash, hash: second.hash },
        {
          event: 'plan',
          who: 'mcp',
          n: 1.5,
          yes: true,
          none: null,
          names: ['ü', 'b'],
          seq: 1,
          at,
          prev: ZEROS,
          hash: first.hash,
        },
      ]);
      expect(await log.read(1)).toHaveLength(1);
      expect(await log.read(0)).toEqual([]);
      expect(await log.verify()).toEqual({ intact: true, head: second });
    });

    it('holds every head it gave, and no other', async () => {
      const log = await open();
      const heads = [];
      for (let i = 0; i < 5; i++) heads.push(await log.append({ event: 'device', who: 'mcp', i }));
      for (const head of heads) expect(await log.verify(head)).toMatchObject({ intact: true, head: { seq: 5 } });
      const [head = { seq: 0, hash: '' }] = heads;
      expect(await log.verify({ ...head, seq: 2 })).toMatchObject({ intact: false, line: 2 });
      expect(await log.verify({ ...head, hash: ZEROS })).toMatchObject({ intact: false, line: 1 });
      expect(await log.verify({ ...head, seq: 6 })).toMatchObject({ intact: false, line: 6 });
      expect(await log.verify({ seq: 0, hash: head.hash })).toMatchObject({ intact: false });
    });

    it('loses nothing of what comes at once, and answers each with its own', async () => {
      const log = await open();
      const heads = await Promise.all(
        Array.from({ length: 50 }, (_, i) => log.append({ event: 'device', who: 'mcp', device: `sw-${i}` })),
      );
      const entries = (await log.read(100)).toReversed();
      expect(entries.map(({ seq, hash }) => ({ seq, hash }))).toEqual(heads);
      expect(entries.map((entry) => entry['device'])).toEqual(heads.map((_, i) => `sw-${i}`));
    });
  });
}
