import { readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../support/fake-clock.ts';
import { type BackupSetting, backUp, backupSetting, everything, git, refusal } from './backup-setting.ts';
import { mustTake } from './lease-contract.ts';

let setting: BackupSetting;
beforeEach(async () => {
  setting = await backupSetting();
});
afterEach(() => setting.remove());

/** `packs objects`, of what everybody sees. */
async function visibleObjects(): Promise<string> {
  const counts = await git(setting.folder, 'count-objects', '-v');
  return ['packs', 'in-pack', 'count'].map((name) => new RegExp(`^${name}: (\\d+)$`, 'm').exec(counts)?.[1]).join(' ');
}

/** What a repository at rest holds. */
const AT_REST = ['HEAD', 'config', 'objects', 'refs'];

describe('before the first backup', () => {
  it('everything is empty, and reading makes nothing', async () => {
    const { repo, dataDir } = setting;
    expect([...(await repo.tree())]).toEqual([]);
    expect(await repo.log({ limit: 5 })).toEqual([]);
    await repo.read(['0'.repeat(40)], () => expect.unreachable());
    await repo.tidy();
    await repo.pushTo('/nowhere');
    for (const word of ['abcd', '2026-11-23', 'main']) {
      expect(await refusal(repo.resolve(word))).toMatch(/^UNKNOWN_REVISION/);
      expect(await refusal(repo.tree(word))).toMatch(/^UNKNOWN_REVISION/);
    }
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('a writer that is given up leaves an empty repository', async () => {
    const writer = await setting.repo.begin();
    await writer.put('secret');
    await writer.abandon();
    await writer.abandon();
    expect((await readdir(setting.folder)).sort()).toEqual(AT_REST);
    expect(await visibleObjects()).toBe('0 0 0');
    expect([...(await setting.repo.tree())]).toEqual([]);
    expect(await refusal(setting.repo.resolve('2030-01-01'))).toMatch(/^UNKNOWN_REVISION/);
    expect(await setting.repo.log({ limit: 5 })).toEqual([]);
  });
});

describe('a backup', () => {
  it('gives back any text, and git agrees on every id', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    const long = fc.tuple(text, fc.integer({ min: 0, max: 5_000 })).map(([part, times]) => part.repeat(times));
    const path = fc.stringMatching(/^[a-z0-9]{1,3}\/[A-Za-z0-9][A-Za-z0-9._~-]{0,9}$/);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(path, fc.oneof(text, long), { minKeys: 1, maxKeys: 6 }), async (contents) => {
        await backUp(setting.repo, contents);
        expect(await everything(setting.repo)).toMatchObject(contents);
      }),
      { numRuns: 15 },
    );
    const listed = await git(setting.folder, 'ls-tree', '-r', '-z', '--format=%(path) %(objectname)', 'main');
    expect(listed.split('\0').slice(0, -1)).toEqual([...(await setting.repo.tree())].map((entry) => entry.join(' ')));
    await git(setting.folder, 'fsck', '--full', '--strict');
  });

  it('is one commit of what changed; without a change there is none, and nothing is left of it', async () => {
    const { repo, folder } = setting;
    const first = await backUp(repo, { 'ams/sw-1': 'one\n', 'ams/sw-2': 'two\n' });
    expect(first).toEqual({ commit: (await git(folder, 'rev-parse', 'main')).trim(), changed: 2 });
    const before = await visibleObjects();
    expect(await backUp(repo, { 'ams/sw-1': 'one\n', 'ams/sw-2': 'two\n' })).toBeNull();
    expect(await backUp(repo, {})).toBeNull();
    expect(await visibleObjects()).toBe(before);
    expect((await readdir(folder)).sort()).toEqual(AT_REST);
    expect(await backUp(repo, { 'ams/sw-1': 'one\n', 'ams/sw-2': '2\n', 'lon/sw-3': 'one\n' })).toMatchObject({
      changed: 2,
    });
    expect(await everything(repo)).toEqual({ 'ams/sw-1': 'one\n', 'ams/sw-2': '2\n', 'lon/sw-3': 'one\n' });
    expect(await git(folder, 'rev-list', '--count', 'main')).toBe('2\n');
    expect(await git(folder, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\n');
    // One content, three folders and a commit: what was there already is not kept twice.
    expect(await visibleObjects()).toBe(`2 ${Number(before.split(' ')[1]) + 5} 0`);
  });

  it('is seen by nobody before its commit', async () => {
    await backUp(setting.repo, { 'ams/sw-1': 'one' });
    const before = await visibleObjects();
    const writer = await setting.repo.begin();
    const files = new Map([['ams/sw-1', await writer.put('two'.repeat(100_000))]]);
    expect(await visibleObjects()).toBe(before);
    expect(await everything(setting.repo)).toEqual({ 'ams/sw-1': 'one' });
    await writer.commit({ files, message: 'm', author: 'a', atMs: 0 });
    expect(await everything(setting.repo)).toEqual({ 'ams/sw-1': 'two'.repeat(100_000) });
  });

  it('goes on top of one that was made meanwhile', async () => {
    const [one, other] = await Promise.all([setting.open().begin(), setting.open().begin()]);
    const put = async (writer: typeof one, path: string) => new Map([[path, await writer.put(path)]]);
    const [oneFiles, otherFiles] = [await put(one, 'ams/sw-1'), await put(other, 'ams/sw-2')];
    const about = { message: 'm', author: 'a', atMs: 0 };
    const answers = await Promise.all([
      one.commit({ ...about, files: oneFiles }),
      other.commit({ ...about, files: otherFiles }),
    ]);
    expect(answers.map((answer) => answer?.changed)).toEqual([1, 1]);
    expect(await everything(setting.repo)).toEqual({ 'ams/sw-1': 'ams/sw-1', 'ams/sw-2': 'ams/sw-2' });
    expect(await git(setting.folder, 'rev-list', '--count', 'main')).toBe('2\n');
  });

  it('waits a minute for another writer, says who that is, and can be committed after all', async () => {
    const clock = createFakeClock();
    await backUp(setting.repo, { 'ams/sw-1': 'one' });
    const writer = await setting.open(clock).begin();
    const files = new Map([['ams/sw-1', await writer.put('two')]]);
    const commit = () => writer.commit({ files, message: 'm', author: 'a', atMs: 0 });
    const lease = await mustTake(setting.store, 'backups', 'backup r-7');
    const refused = refusal(commit());
    await clock.advance(59_900);
    const early = await Promise.race([refused, new Promise((resolve) => setImmediate(resolve, 'still waiting'))]);
    expect(early).toBe('still waiting');
    await clock.advance(200);
    expect(await refused).toMatch(new RegExp(`^LEASE_HELD .*${process.pid}.*backup r-7`));
    await lease.release();
    expect(await commit()).toMatchObject({ changed: 1 });
    expect(clock.pending()).toBe(0);
  });

  it('goes on over the locks and folders of writers that died', async () => {
    const { folder, repo } = setting;
    await backUp(repo, { 'ams/sw-1': 'one' });
    for (const name of ['refs/heads/main.lock', 'HEAD.lock', 'fast_import_crash_77']) {
      await writeFile(join(folder, name), '');
      await utimes(join(folder, name), 1, 1);
    }
    const dead = await repo.begin();
    await dead.put('never committed');
    const living = (await readdir(folder)).filter((name) => name.startsWith('incoming-'));
    await writeFile(join(folder, 'incoming-dead'), '');
    expect(await backUp(repo, { 'ams/sw-1': 'two' })).toMatchObject({ changed: 1 });
    expect((await readdir(folder)).sort()).toEqual([...AT_REST, ...living].sort());
    await dead.abandon();
    expect((await readdir(folder)).sort()).toEqual(AT_REST);
  });

  it('gives a lock that is seconds old the time to go by itself', async () => {
    const clock = createFakeClock();
    await backUp(setting.repo, { 'ams/sw-1': 'one' });
    const lock = join(setting.folder, 'refs/heads/main.lock');
    await writeFile(lock, '');
    const done = backUp(setting.open(clock), { 'ams/sw-1': 'two' });
    while (clock.pending() === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(2_900);
    expect(clock.pending()).toBe(1);
    expect((await stat(lock)).isFile()).toBe(true);
    await clock.advance(100);
    expect(await done).toMatchObject({ changed: 1 });
  });
});

describe('revisions', () => {
  const hour = (count: number) => Date.parse('2026-11-23T10:00:00Z') + count * 3_600_000;
  const made = async () => {
    const commits: string[] = [];
    for (const [i, contents] of [{ 'a/x': '0' }, { 'a/y': '1' }, { 'a/x': '2' }, { 'a/x': '3' }].entries()) {
      const about = { message: `run ${i}\n\n3 changed`, author: `cli:jürgen ${i}`, atMs: hour(i) + 999 };
      commits.push((await backUp(setting.repo, contents, about))?.commit ?? '');
    }
    return commits as [string, string, string, string];
  };

  it('are listed newest first, by path, and from where the last list ended', async () => {
    const { repo } = setting;
    const commits = await made();
    const numbers = async (options: object) =>
      (await repo.log({ limit: 9, ...options })).map((revision) => commits.indexOf(revision.commit));
    expect(await repo.log({ limit: 1 })).toEqual([
      { commit: commits[3], at: '2026-11-23T13:00:00.000Z', author: 'cli:jürgen 3', subject: 'run 3' },
    ]);
    expect(await numbers({})).toEqual([3, 2, 1, 0]);
    expect(await numbers({ limit: 2 })).toEqual([3, 2]);
    expect(await numbers({ path: 'a/x' })).toEqual([3, 2, 0]);
    expect(await numbers({ path: 'a/none' })).toEqual([]);
    expect(await numbers({ path: 'a/x', limit: 1, after: commits[3] })).toEqual([2]);
    expect(await numbers({ path: 'a/x', limit: 1, after: commits[2] })).toEqual([0]);
    expect(await numbers({ limit: 2, after: commits[0] })).toEqual([]);
    expect(await refusal(repo.log({ limit: 1, after: 'f'.repeat(40) }))).toMatch(/^UNKNOWN_REVISION/);
  });

  it('are found by the beginning of their name and by time, and by no other word', async () => {
    const { repo } = setting;
    const commits = await made();
    for (const commit of commits) {
      expect(await repo.resolve(commit)).toBe(commit);
      expect(await repo.resolve(commit.slice(0, 12))).toBe(commit);
    }
    expect(await repo.resolve('2026-11-23T10:00:00Z')).toBe(commits[0]);
    expect(await repo.resolve('2026-11-23T12:59:59.999')).toBe(commits[2]);
    expect(await repo.resolve('2026-11-23T14:00+01:00')).toBe(commits[3]);
    expect(await repo.resolve('2026-11-24')).toBe(commits[3]);
    const blob = (await repo.tree()).get('a/x') ?? '';
    const words = [
      '2026-11-23',
      '2026-13-45',
      '',
      'HEAD',
      'main',
      'HEAD~1',
      '@{1}',
      '--all',
      'abc',
      blob,
      `${commits[0]}^`,
    ];
    for (const word of [...words, `${commits[0]}\n${commits[1]}`, 'refs/heads/main', ':a/x']) {
      expect(await refusal(repo.resolve(word)), word).toMatch(/^UNKNOWN_REVISION/);
    }
  });

  it('keep their files', async () => {
    const { repo } = setting;
    const commits = await made();
    const paths = async (revision: string) => [...(await repo.tree(revision)).keys()].join();
    expect(await paths(commits[0])).toBe('a/x');
    expect(await paths('2026-11-23T11:30:00Z')).toBe('a/x,a/y');
    const ids = [(await repo.tree(commits[2])).get('a/x') ?? '', 'f'.repeat(40), 'no id\n', commits[0]];
    const seen: string[] = [];
    await repo.read([...ids, ...ids], (id, content) => seen.push(`${id} ${content}`));
    expect(seen).toEqual([`${ids[0]} 2`, `${ids[0]} 2`]);
  });

  it('end a reading with what its reader throws', async () => {
    await made();
    const ids = [...(await setting.repo.tree()).values()];
    const reading = setting.repo.read(ids, () => {
      throw new Error('enough');
    });
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('packs', () => {
  it('are joined when there are many, beside readers and a writer, and nothing is lost', async () => {
    const { repo, folder } = setting;
    const contents: Record<string, string> = {};
    for (let i = 0; i < 20; i++) {
      contents[`a/sw-${i}`] = `${i} `.repeat(5_000);
      await backUp(repo, contents);
    }
    const writer = await repo.begin();
    const files = new Map([['a/last', await writer.put('last')]]);
    const commit = writer.commit({ files, message: 'm', author: 'a', atMs: 0 });
    await Promise.all([repo.tidy(), repo.tidy(), commit, everything(repo), everything(repo)]);
    expect(Number((await visibleObjects()).split(' ')[0])).toBeLessThanOrEqual(2);
    expect(await everything(repo)).toEqual({ ...contents, 'a/last': 'last' });
    await git(folder, 'fsck', '--full', '--strict');
    const kept = await readdir(join(folder, 'objects/pack'));
    for (const name of kept) expect((await stat(join(folder, 'objects/pack', name))).mode & 0o777).toBe(0o400);
  }, 30_000);

  it('that were never finished go after a day', async () => {
    const { repo, folder } = setting;
    await backUp(repo, { 'a/x': 'x' });
    const [old, young] = ['tmp_pack_a', '.tmp-7-pack-b'].map((name) => join(folder, 'objects/pack', name)) as [
      string,
      string,
    ];
    for (const file of [old, young]) await writeFile(file, '');
    await utimes(old, 1, 1);
    await repo.tidy();
    const names = await readdir(join(folder, 'objects/pack'));
    expect(names.filter((name) => name.includes('tmp'))).toEqual(['.tmp-7-pack-b']);
  });
});
