import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { openStore } from '../../src/storage/sqlite.ts';
import { createFakeChangeStore } from '../support/fake-change-store.ts';
import { aChange, anApproval, aPlan, begin, changeContract, someDevices } from './change-contract.ts';
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
