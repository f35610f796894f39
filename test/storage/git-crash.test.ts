import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { openBackupRepo } from '../../src/storage/git-backup-repo.ts';
import { openStore } from '../../src/storage/sqlite.ts';
import { backUp, everything, git } from './backup-setting.ts';
import { plainScript } from './plain-scripts.ts';

/** Kills, shared by two repositories that are worked on at the same time. */
const KILLS = 50;

let folder = '';
let script = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-crash-'));
  script = await plainScript(join(folder, 'js'), new URL('backup-process.ts', import.meta.url), [
    'src/core',
    'src/storage',
  ]);
});
const running = new Set<number>();
afterAll(async () => {
  for (const pid of running) process.kill(-pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A process that makes backups, in a process group of its own, so that its git can be killed with it. */
function startBackups(dataDir: string, name: string, count: number) {
  const child = spawn(process.execPath, [script, dataDir, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const pid = child.pid as number;
  running.add(pid);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code]) => {
    running.delete(pid);
    return code as number | null;
  });
  return { pid, ended, answered: () => said.split('\n').slice(0, -1), first: once(child.stdout, 'data') };
}

/** Numbers from 0 to 1, the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

async function killAgainAndAgain(dataDir: string, seed: number, kills: number): Promise<void> {
  const random = randomNumbers(seed);
  const repoFolder = join(dataDir, 'backups.git');
  await mkdir(dataDir);
  const store = await openStore({ dataDir, clock: systemClock });
  const repo = openBackupRepo({ folder: repoFolder, store, clock: systemClock });
  const answered: string[] = [];
  for (let i = 0; i < kills; i++) {
    const child = startBackups(dataDir, 'child', 1_000);
    await Promise.race([child.first, child.ended]);
    await wait(random() * 100);
    // Every other time its git dies with it, and may leave a lock.
    process.kill(i % 2 === 0 ? child.pid : -child.pid, 'SIGKILL');
    expect(await child.ended).toBeNull();
    expect(child.answered().length).toBeGreaterThan(0);
    answered.push(...child.answered());

    await git(repoFolder, 'fsck', '--full', '--strict');
    expect(await backUp(repo, { 'parent/sw-1': `after kill ${i}` })).toMatchObject({ changed: 1 });
    const history = new Set((await git(repoFolder, 'rev-list', 'main')).split('\n'));
    expect(answered.filter((commit) => !history.has(commit))).toEqual([]);
    expect((await readdir(repoFolder)).sort()).toEqual(['HEAD', 'config', 'objects', 'refs']);
  }
  expect(await everything(repo)).toMatchObject({ 'parent/sw-1': `after kill ${kills - 1}` });
  await store.close();
}

describe('a process that makes backups', () => {
  it(`may be killed at any moment: ${KILLS} times, nothing answered is lost and the next one works`, async () => {
    const seeds = [20_261_123, 77];
    const lanes = seeds.map((seed) => killAgainAndAgain(join(folder, `data-${seed}`), seed, KILLS / seeds.length));
    await Promise.all(lanes);
  }, 120_000);

  it('may be killed while it makes the repository', async () => {
    const random = randomNumbers(5);
    for (let i = 0; i < 8; i++) {
      const dataDir = join(folder, `new-${i}`);
      await mkdir(dataDir);
      const child = startBackups(dataDir, 'child', 1);
      // It appears beside the database, so this is when it begins.
      while (!(await readdir(dataDir)).some((name) => name.startsWith('backups'))) await wait(1);
      await wait(random() * 40);
      process.kill(-child.pid, 'SIGKILL');
      await child.ended;
      const store = await openStore({ dataDir, clock: systemClock });
      const repo = openBackupRepo({ folder: join(dataDir, 'backups.git'), store, clock: systemClock });
      expect(await backUp(repo, { 'parent/sw-1': 'x' })).toMatchObject({ changed: 1 });
      await git(join(dataDir, 'backups.git'), 'fsck', '--full', '--strict');
      await store.close();
    }
  }, 60_000);

  it('opens the new database beside others that do the same', async () => {
    for (let i = 0; i < 5; i++) {
      const dataDir = join(folder, `opened-${i}`);
      const children = ['one', 'other', 'third'].map((name) => startBackups(dataDir, name, 0));
      expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0]);
    }
  }, 30_000);

  it('takes turns with another, and each commit stands', async () => {
    const dataDir = join(folder, 'two');
    await mkdir(dataDir);
    const children = ['one', 'other'].map((name) => startBackups(dataDir, name, 20));
    expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0]);
    const repoFolder = join(dataDir, 'backups.git');
    const answered = children.flatMap((child) => child.answered());
    const history = (await git(repoFolder, 'rev-list', 'main')).trim().split('\n');
    expect(history.sort()).toEqual(answered.sort());
    expect(answered).toHaveLength(2 * 18);
    await git(repoFolder, 'fsck', '--full', '--strict');
    const store = await openStore({ dataDir, clock: systemClock });
    const contents = await everything(openBackupRepo({ folder: repoFolder, store, clock: systemClock }));
    await store.close();
    expect(Object.keys(contents).filter((path) => path.startsWith('one/')).length).toBeGreaterThan(40);
    for (const [path, content] of Object.entries(contents))
      expect(content).toMatch(new RegExp(`^${path.split('/')[0]} `));
  }, 60_000);
});
