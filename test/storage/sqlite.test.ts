import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { openStore } from '../../src/storage/sqlite.ts';
import { anOutcome, aRun, handClock, storeContract } from './contract.ts';

let dataDir = '';
const children = new Set<ChildProcess>();

beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), 'rollcall-store-')), 'data');
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  await rm(join(dataDir, '..'), { recursive: true, force: true });
});

storeContract('sqlite', ({ clock }) => openStore({ dataDir, clock }));

const open = () => openStore({ dataDir, clock: systemClock });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  );

describe('the file', () => {
  it('is private, and so is the folder made for it', async () => {
    await (await open()).close();
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'rollcall.db'))).mode & 0o777).toBe(0o600);
    await chmod(join(dataDir, 'rollcall.db'), 0o644);
    const store = await open();
    await store.createRun(aRun('r-1', ['a']));
    expect((await stat(join(dataDir, 'rollcall.db'))).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('is left as it is when it is no database, damaged, of another program, or newer', async () => {
    const file = join(dataDir, 'rollcall.db');
    const staysAsItIs = async (code: string) => {
      const before = await readFile(file);
      expect(await codeOf(open())).toMatch(new RegExp(`^${code} .*rollcall\\.db`));
      expect(await readFile(file)).toEqual(before);
    };
    await mkdir(dataDir, { recursive: true });
    await writeFile(file, 'dear diary, '.repeat(500));
    await staysAsItIs('STORE_UNREADABLE');
    await rm(file);

    const db = await openDatabase(dataDir, false);
    await db.insertInto('kysely_migration').values({ name: '999-later', timestamp: '' }).execute();
    await db.destroy();
    await staysAsItIs('STORE_NEWER');

    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0xa5, 100, 4_000));
    await staysAsItIs('STORE_UNREADABLE');
    await rm(file);

    const { default: Libsql } = await import('libsql');
    const other = new Libsql(file);
    other.exec('create table recipes (name text)');
    other.close();
    await staysAsItIs('STORE_UNREADABLE');
  });

  it('names the folder that cannot be written', async () => {
    await writeFile(join(dataDir, '..', 'data'), 'a file where the folder should be');
    expect(await codeOf(open())).toMatch(/^LOCAL_IO .*\/data/);
  });

  it('reads as empty, and is not made, when opened for reading only', async () => {
    const reader = await openStore({ dataDir, clock: systemClock, readOnly: true });
    expect(await reader.listRuns({ limit: 5 })).toEqual([]);
    await reader.close();
    expect(await codeOf(stat(dataDir))).toMatch(/^ENOENT/);

    await (await open()).close();
    const later = await openStore({ dataDir, clock: systemClock, readOnly: true });
    expect(await codeOf(later.createRun(aRun('r-1', ['a'])))).toMatch(/^LOCAL_IO/);
    await later.close();
  });
});

describe('spill files', () => {
  it('go with their run, but only from inside the data folder', async () => {
    const outside = join(dataDir, '..', 'precious');
    const inside = join(dataDir, 'spill-1');
    const store = await open();
    await writeFile(outside, '');
    await writeFile(inside, '');
    await store.createRun(aRun('r-1', ['a']));
    const answer = { command: 'x', outputHash: 'h', sizeBytes: 1, truncated: true, errorCode: null, durationMs: 1 };
    const answers = [inside, outside, join(dataDir, 'gone')].map((spillFile) => ({ ...answer, spillFile }));
    await store.recordOutcomes('r-1', [anOutcome('a', { answers })]);
    await store.finishRun('r-1', 'done', '2026-01-01T00:00:00Z');
    expect(await store.prune('2026-02-01T00:00:00Z')).toBe(1);
    expect(await codeOf(stat(inside))).toMatch(/^ENOENT/);
    expect((await stat(outside)).isFile()).toBe(true);
    await store.close();
  });
});

describe('spill files that nothing refers to', () => {
  it('go once they are old', async () => {
    const store = await open();
    const folder = join(dataDir, 'outputs');
    await mkdir(folder);
    for (const name of ['old', 'young', 'used']) await writeFile(join(folder, name), '');
    for (const name of ['old', 'used']) await utimes(join(folder, name), 0, 0);
    await store.createRun(aRun('r-1', ['a']));
    const answer = { command: 'x', outputHash: 'h', sizeBytes: 1, truncated: true, errorCode: null, durationMs: 1 };
    await store.recordOutcomes('r-1', [anOutcome('a', { answers: [{ ...answer, spillFile: join(folder, 'used') }] })]);
    await store.prune('2026-01-01T00:00:00Z');
    expect((await readdir(folder)).sort()).toEqual(['used', 'young']);
    await store.close();
  });
});

describe('the owner of a run', () => {
  const ownedBy = async (owner: { owner_pid?: number; owner_started?: string | null; owner_host?: string }) => {
    const clock = handClock();
    const store = await openStore({ dataDir, clock });
    await store.createRun(aRun('r-1', ['a']));
    const db = await openDatabase(dataDir, false);
    await db.updateTable('run').set(owner).execute();
    await db.destroy();
    return { clock, store, state: async () => (await store.getRun('r-1'))?.state };
  };

  it('is dead when its pid is gone or belongs to a later process', async () => {
    const gone = await ownedBy({ owner_pid: 2 ** 22 + 1 });
    expect(await gone.state()).toBe('interrupted');
    expect((await gone.store.listRuns({ limit: 1 }))[0]?.finishedAt).toBe('2026-11-23T10:15:02.000Z');
    await gone.store.close();
    await rm(dataDir, { recursive: true });

    const reused = await ownedBy({ owner_started: 'another-boot:1' });
    expect(await reused.state()).toBe('interrupted');
    await reused.store.close();
  });

  it('is judged by its heartbeat on another host', async () => {
    const { clock, store, state } = await ownedBy({ owner_host: `not-${hostname()}`, owner_pid: 2 ** 22 + 1 });
    clock.advance(30_000);
    expect(await state()).toBe('running');
    clock.advance(1);
    expect(await state()).toBe('interrupted');
    await store.touchRun('r-1');
    expect(await state()).toBe('running');
    await store.close();
  });

  it('when dead, leaves runs that the next opening writes down as interrupted', async () => {
    const { store } = await ownedBy({ owner_pid: 2 ** 22 + 1 });
    await store.close();
    await (await open()).close();
    const db = await openDatabase(dataDir, true);
    expect(await db.selectFrom('run').select(['state', 'finished_at']).executeTakeFirst()).toEqual({
      state: 'interrupted',
      finished_at: '2026-11-23T10:15:02.000Z',
    });
    await db.destroy();
  });
});

describe('beside another process', () => {
  const startWriter = (runId: string) => {
    const script = fileURLToPath(new URL('writer-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir, runId], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.add(child);
    const lines: string[] = [];
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
    });
    const ended = new Promise<never>((_, reject) => child.once('exit', (code) => reject(new Error(`writer: ${code}`))));
    ended.catch(() => {});
    const printed = async (count: number) => {
      while (lines.length < count) {
        await Promise.race([ended, new Promise((resolve) => child.stdout.once('data', resolve))]);
      }
    };
    const kill = () =>
      new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      });
    return { lines, printed, kill };
  };

  it('makes the database, whoever comes first', async () => {
    const writers = ['r-1', 'r-2', 'r-3'].map(startWriter);
    await Promise.all(writers.map((writer) => writer.printed(5)));
    const store = await open();
    expect((await store.listRuns({ limit: 9 })).map((run) => run.state)).toEqual(['running', 'running', 'running']);
    await store.close();
  });

  it('reads, and writes runs of its own, while the other writes', async () => {
    const writer = startWriter('r-1');
    await writer.printed(20);
    const store = await open();
    expect((await store.getRun('r-1'))?.state).toBe('running');
    const first = (await store.outcomes('r-1', { limit: 1 })).total;
    await store.createRun(aRun('r-2', ['a']));
    await store.recordOutcomes('r-2', [anOutcome('a')]);
    await writer.printed(writer.lines.length + 20);
    expect((await store.outcomes('r-1', { limit: 1 })).total).toBeGreaterThan(first);
    await store.close();
  });

  it('loses nothing that was committed when the other is killed at any point', async () => {
    for (const [i, when] of [1, 7, 60, 150].entries()) {
      const runId = `r-${i}`;
      const writer = startWriter(runId);
      await writer.printed(when);
      await writer.kill();
      const committed = writer.lines.length - 1;
      const store = await open();
      const page = await store.outcomes(runId, { limit: 5_000 });
      expect((await store.getRun(runId))?.state).toBe('interrupted');
      expect(page.rows.length).toBeGreaterThanOrEqual(committed);
      expect(page.rows.length + (await store.pendingDevices(runId)).length).toBe(5_000);
      const texts = await Promise.all(page.rows.map((row) => store.getOutput(row.answers[0]?.outputHash ?? '')));
      expect(texts).toEqual(page.rows.map((row) => `output of ${row.device} `.repeat(100)));
      await store.close();
    }
  }, 60_000);
});
