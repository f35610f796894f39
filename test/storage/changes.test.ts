import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { openStore } from '../../src/storage/sqlite.ts';
import { createFakeChangeStore } from '../support/fake-change-store.ts';
import { changeContract } from './change-contract.ts';
import { aChange, anApproval, aPlan, begin, someDevices } from './change-records.ts';
import { aRun, handClock } from './contract.ts';

let dataDir = '';

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rollcall-changes-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const open = () => openStore({ dataDir, clock: systemClock });

/** A pid that no process can have. */
const NOBODY = 2 ** 22 + 1;

changeContract('sqlite', async () => {
  const store = await open();
  return {
    changes: store,
    close: () => store.close(),
    die: async () => {
      const db = await openDatabase(dataDir, false);
      await db.updateTable('change').set({ owner_pid: NOBODY }).execute();
      await db.destroy();
    },
  };
});
changeContract('fake', async () => {
  const changes = createFakeChangeStore();
  return { changes, close: async () => {}, die: async () => changes.die() };
});

describe('changes in the database', () => {
  it('are in private files, journal and all', async () => {
    const store = await open();
    await begin(store, 'c-1');
    await store.putImage('enable secret 0 hunter2\n'.repeat(100));
    const names = (await readdir(dataDir)).sort();
    expect(names).toEqual(['rollcall.db', 'rollcall.db-shm', 'rollcall.db-wal']);
    for (const name of names) expect([name, (await stat(join(dataDir, name))).mode & 0o777]).toEqual([name, 0o600]);
    await store.close();
  });

  it('are on the disk itself when a write is answered', async () => {
    await (await open()).close();
    const db = await openDatabase(dataDir, false);
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
    // 2 is FULL: the journal is synced at every commit.
    expect(rows).toEqual([{ synchronous: 2 }]);
    await db.destroy();
  });

  it('keep images apart from outputs, so that the hash of one does not lead to the other', async () => {
    const store = await open();
    const image = await store.putImage('hostname a\n');
    const [output = ''] = await store.putOutputs(['uptime is 3 days\n']);
    expect(await store.getOutput(image)).toBeUndefined();
    expect(await store.getImage(output)).toBeUndefined();
    await store.close();
  });

  it('are begun by one of two processes', async () => {
    const store = await open();
    const plans = Array.from({ length: 20 }, (_, i) => `p-${i}`);
    for (const id of plans) await store.putPlan(aPlan(id));
    for (const id of plans) await store.putApproval(anApproval(id));
    const script = fileURLToPath(new URL('begin-process.ts', import.meta.url));
    const children = ['one', 'other'].map((name) =>
      spawn(process.execPath, ['--import', 'tsx', script, dataDir, name, ...plans], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(children.map(({ stdout }) => once(stdout, 'readable')));
    for (const { stdin } of children) stdin.end('go\n');
    const said = await Promise.all(children.map(({ stdout }) => text(stdout)));
    const begun = said.join('').match(/c-\S+/g) ?? [];
    const changes = await store.listChanges(99);
    expect(begun.sort()).toEqual(changes.map(({ id }) => id).sort());
    expect(new Set(changes.map(({ planId }) => planId))).toEqual(new Set(plans));
    // Both have ended by now, their changes have not.
    expect(await store.unfinishedChanges()).toHaveLength(plans.length);
    await store.close();
  });

  it('are not begun at all when a device stands in the plan twice', async () => {
    const store = await open();
    await store.putPlan(aPlan('p-1'));
    await store.putApproval(anApproval('p-1'));
    await expect(store.beginChange(aChange('c-1', 'p-1'), someDevices(['a', 'a']))).rejects.toThrow();
    expect(await store.getChange('c-1')).toBeUndefined();
    expect(await store.getApproval('p-1')).toMatchObject({ usedBy: null });
    await store.close();
  });

  it('of another host are interrupted after thirty silent seconds', async () => {
    const clock = handClock();
    const store = await openStore({ dataDir, clock });
    await begin(store, 'c-1');
    const db = await openDatabase(dataDir, false);
    await db.updateTable('change').set({ owner_host: 'not-this-one' }).execute();
    await db.destroy();
    clock.advance(30_000);
    expect(await store.unfinishedChanges()).toEqual([]);
    clock.advance(1);
    expect(await store.unfinishedChanges()).toMatchObject([{ id: 'c-1', state: 'interrupted' }]);
    await store.close();
  });

  it('reach a database of the version before, which keeps what it had', async () => {
    const store = await open();
    await store.createRun(aRun('r-1', ['a']));
    await store.close();
    const db = await openDatabase(dataDir, false);
    for (const table of ['change_device', 'change', 'approval', 'plan', 'image', 'audit_head'] as const) {
      await db.schema.dropTable(table).execute();
    }
    await db.deleteFrom('kysely_migration').where('name', '=', '003-changes').execute();
    await db.destroy();
    const again = await open();
    await begin(again, 'c-1');
    expect(await again.getRun('r-1')).toMatchObject({ selected: 1 });
    await again.close();
  });
});

describe('forgetting', () => {
  it('spares everything a change refers to, and takes the plans nobody used', async () => {
    const clock = handClock();
    const store = await openStore({ dataDir, clock });
    const [before, after, loose] = [
      await store.putImage('before'),
      await store.putImage('after'),
      await store.putImage('loose'),
    ];
    for (const id of ['r-1', 'r-2']) {
      await store.createRun(aRun(id, ['a']));
      await store.finishRun(id, 'done', '2026-01-01T00:00:00.000Z');
    }
    await begin(store, 'c-1', ['a', 'b']);
    await store.updateDevice('c-1', 'a', { before });
    await store.updateDevice('c-1', 'b', { after });
    await store.finishChange('c-1', 'done', '2026-01-01T00:00:00.000Z');
    for (const [id, expiresAt] of [
      ['p-old', '2026-01-01T00:00:00.000Z'],
      ['p-new', '2027-01-01T00:00:00.000Z'],
    ] as const) {
      await store.putPlan(aPlan(id, { expiresAt }));
      await store.putApproval(anApproval(id));
    }
    clock.advance(2 * 3_600_000);
    const fresh = await store.putImage('fresh');
    expect(await store.prune('2026-12-31T00:00:00.000Z')).toBe(2);
    expect((await store.listPlans(9)).map(({ id }) => id)).toEqual(['p-new', 'p-c-1']);
    expect(await store.getApproval('p-old')).toBeUndefined();
    expect(await store.getApproval('p-c-1')).toMatchObject({ usedBy: 'c-1' });
    const kept = await Promise.all([before, after, loose, fresh].map((hash) => store.getImage(hash)));
    expect(kept).toEqual(['before', 'after', undefined, 'fresh']);
    await store.close();
  });
});
