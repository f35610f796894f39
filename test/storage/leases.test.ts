import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { isAlive } from '../../src/storage/owner.ts';
import { openStore } from '../../src/storage/sqlite.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createFakeStore } from '../support/fake-store.ts';
import { leaseContract, mustTake } from './lease-contract.ts';

let dataDir = '';
const children = new Set<ChildProcess>();

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rollcall-leases-'));
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  await rm(dataDir, { recursive: true, force: true });
});

const open = (clock: Clock = systemClock) => openStore({ dataDir, clock });

leaseContract('sqlite', () => open());
leaseContract('fake', async () => createFakeStore());

/** Makes the one row look as if another owner had written it. */
async function ownedBy(owner: { owner_host?: string; owner_pid?: number; owner_started?: string }): Promise<void> {
  const db = await openDatabase(dataDir, false);
  await db.updateTable('lease').set(owner).execute();
  await db.destroy();
}

describe('a lease in the database', () => {
  it('is seen through every handle, and given back when its store closes', async () => {
    const [one, other] = [await open(), await open()];
    await mustTake(one, 'backups');
    expect(await other.takeLease('backups', 'a second')).toHaveProperty('heldBy');
    await one.close();
    await mustTake(other, 'backups');
    await other.close();
  });

  it('beats every five seconds while it is held, and leaves no timer behind', async () => {
    const clock = createFakeClock();
    const store = await open(clock);
    const lease = await mustTake(store, 'backups');
    await ownedBy({ owner_host: `not-${hostname()}` });
    await clock.advance(120_000);
    expect(await store.takeLease('backups', 'a second')).toHaveProperty('heldBy');
    await lease.release();
    expect(clock.pending()).toBe(0);
    await mustTake(store, 'backups');
    await store.close();
    expect(clock.pending()).toBe(0);
  });

  it('that the database would not let go is given back with the next beat', async () => {
    const clock = createFakeClock();
    const store = await open(clock);
    const lease = await mustTake(store, 'backups');
    const db = await openDatabase(dataDir, false);
    await sql`create trigger stuck before delete on lease begin select raise(abort, 'stuck'); end`.execute(db);
    await lease.release();
    expect(await store.takeLease('backups', 'a second')).toHaveProperty('heldBy');
    await sql`drop trigger stuck`.execute(db);
    await db.destroy();
    await clock.advance(5_000);
    await mustTake(store, 'backups');
    await store.close();
    expect(clock.pending()).toBe(0);
  });

  it('of another host is free after thirty silent seconds, and not before', async () => {
    const clock = createFakeClock();
    const gone = await open(createFakeClock());
    await mustTake(gone, 'backups');
    await ownedBy({ owner_host: `not-${hostname()}` });
    const store = await open(clock);
    await clock.advance(30_000);
    expect(await store.takeLease('backups', 'a second')).toHaveProperty('heldBy');
    await clock.advance(1);
    const lease = await mustTake(store, 'backups');
    await gone.close();
    expect(await store.takeLease('backups', 'a third')).toHaveProperty('heldBy');
    await lease.release();
    await store.close();
  });

  it('is seen by a store opened for reading only, while its holder lives', async () => {
    const reader = () => openStore({ dataDir, clock: systemClock, readOnly: true });
    const none = await reader();
    expect(await none.leaseHolder('backups')).toBeNull();
    await none.close();
    const holder = await open();
    await mustTake(holder, 'backups');
    const store = await reader();
    expect(await store.leaseHolder('backups')).toMatchObject({ purpose: 'a test', pid: process.pid });
    await ownedBy({ owner_pid: 2 ** 22 + 1 });
    expect(await store.leaseHolder('backups')).toBeNull();
    await store.close();
    await holder.close();
  });

  it('of a pid that is gone, or that a later process has, is free at once', async () => {
    for (const owner of [{ owner_pid: 2 ** 22 + 1 }, { owner_started: 'another-boot:1' }]) {
      const gone = await open();
      await mustTake(gone, 'backups');
      await ownedBy(owner);
      const store = await open();
      await mustTake(store, 'backups');
      await gone.close();
      expect(await store.takeLease('backups', 'a third')).toHaveProperty('heldBy');
      await store.close();
    }
  });

  it('is another process’s until that is killed, and free in the moment after', async () => {
    const script = fileURLToPath(new URL('lease-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir, 'backups'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.add(child);
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('held\n');
    const store = await open();
    expect(await store.takeLease('backups', 'a second')).toMatchObject({
      heldBy: { purpose: 'another process', pid: child.pid },
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await mustTake(store, 'backups');
    await store.close();
  });

  it.runIf(process.platform === 'linux')(
    'of a process that has ended is free, even where its parent never asked',
    async () => {
      const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.add(parent);
      const [said] = (await once(parent.stdout, 'data')) as [Buffer];
      const stat = () => readFile(`/proc/${Number(said)}/stat`, 'utf8');
      const ticks = (await stat()).split(' ')[21];
      const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
      const owner = { pid: Number(said), started: `${boot}:${ticks}`, host: hostname(), heartbeatMs: 0 };
      expect(isAlive(owner, 0)).toBe(true);
      while (!(await stat()).includes(' Z ')) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(isAlive(owner, 0)).toBe(false);
    },
  );
});
