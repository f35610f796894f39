import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, readdir, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBatchReader } from '../../src/storage/cat-file.ts';
import { type BackupSetting, backUp, backupSetting, everything, git, refusal } from './backup-setting.ts';

let setting: BackupSetting;
beforeEach(async () => {
  setting = await backupSetting();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await setting.remove();
});

describe('the repository', () => {
  it('is private to the last file', async () => {
    await backUp(setting.repo, { 'ams/sw-1': 'snmp-server community s3cret' });
    const modes = async () => {
      const entries = await readdir(setting.folder, { recursive: true, withFileTypes: true });
      return Promise.all(
        entries.map(async (entry) => {
          const { mode } = await stat(join(entry.parentPath, entry.name));
          return { name: entry.name, isFolder: entry.isDirectory(), mode: mode & 0o777 };
        }),
      );
    };
    for (const { name, isFolder, mode } of await modes())
      expect(isFolder ? [0o700] : [0o600, 0o400], name).toContain(mode);
    const writer = await setting.repo.begin();
    await writer.put('enable secret s3cret');
    for (const { name, isFolder, mode } of await modes()) if (isFolder) expect(mode, name).toBe(0o700);
    await writer.abandon();
    await chmod(setting.folder, 0o755);
    await setting.open().tree();
    expect((await stat(setting.folder)).mode & 0o777).toBe(0o700);
  });

  it('is refused, and left alone, when it is not ours', async () => {
    const { folder, dataDir } = setting;
    const refused = async (what: RegExp) => {
      const works = [setting.open().begin(), setting.open().tree(), setting.open().pushTo('/x')];
      for (const said of await Promise.all(works.map(refusal))) {
        expect(said).toMatch(/^GIT_FAILED .*\/backups\.git /);
        expect(said).toMatch(what);
      }
    };
    await writeFile(folder, 'a file');
    await refused(/not a folder/);
    await rename(folder, `${folder}.1`);
    await mkdir(folder);
    await refused(/not a git repository/);
    await git(folder, 'init', '--bare', '--quiet');
    const before = await readdir(folder, { recursive: true });
    await refused(/not made by/);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
    await git(folder, 'config', 'rollcall.version', '2');
    await refused(/not made by/);
    await rename(folder, join(dataDir, 'elsewhere'));
    await symlink('elsewhere', folder);
    await refused(/not a folder/);
  });

  it.runIf(process.geteuid?.() === 0)('of another user is refused', async () => {
    await backUp(setting.repo, { 'a/x': '1' });
    await chown(setting.folder, 65_534, 65_534);
    expect(await refusal(setting.open().tree())).toMatch(/^GIT_FAILED .*another user/);
  });

  it('is made whole, whatever an earlier try left behind', async () => {
    await mkdir(`${setting.folder}.new`);
    await writeFile(join(`${setting.folder}.new`, 'HEAD'), 'half a');
    await Promise.all([setting.open(), setting.open()].map((repo, i) => backUp(repo, { [`a/${i}`]: 'x' })));
    expect(await readdir(setting.dataDir)).toEqual(['backups.git']);
    expect(Object.keys(await everything(setting.repo))).toEqual(['a/0', 'a/1']);
  });

  it('runs no program and follows no setting of a user, a machine, an environment or its own', async () => {
    const { dataDir, folder } = setting;
    await backUp(setting.repo, { 'a/x': '1' });
    const trap = join(dataDir, 'trap');
    const script = `#!/bin/sh\ntouch ${join(dataDir, 'sprung')}\n`;
    await mkdir(join(folder, 'hooks'));
    for (const file of [trap, join(folder, 'hooks/reference-transaction'), join(folder, 'hooks/pre-push')]) {
      await writeFile(file, script, { mode: 0o755 });
    }
    await git(folder, 'config', 'core.fsmonitor', trap);
    await git(folder, 'config', 'log.showSignature', 'true');
    await git(folder, 'config', 'gpg.program', trap);
    await writeFile(
      join(dataDir, '.gitconfig'),
      `[core]\n\thooksPath = ${join(folder, 'hooks')}\n[log]\n\tdate = relative\n`,
    );
    const env = {
      HOME: dataDir,
      GIT_DIR: '/nowhere',
      GIT_OBJECT_DIRECTORY: '/nowhere',
      GIT_INDEX_FILE: '/nowhere',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.hooksPath',
      GIT_CONFIG_VALUE_0: join(folder, 'hooks'),
      GIT_EXTERNAL_DIFF: trap,
      GIT_TRACE: join(dataDir, 'trace'),
      GIT_NAMESPACE: 'other',
    };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const repo = setting.open();
    const mirror = join(dataDir, 'mirror.git');
    await git(mirror, 'init', '--bare', '--quiet');
    expect(await backUp(repo, { 'a/x': '2' })).toMatchObject({ changed: 1 });
    expect(await everything(repo)).toEqual({ 'a/x': '2' });
    expect(await repo.log({ limit: 5 })).toHaveLength(2);
    await repo.pushTo(mirror);
    await repo.tidy();
    expect((await readdir(dataDir)).sort()).toEqual(['.gitconfig', 'backups.git', 'mirror.git', 'trap']);
  });

  it('cannot be left by a path, an author or a message', async () => {
    const { repo, folder } = setting;
    const writer = await repo.begin();
    const id = await writer.put('x');
    const about = { message: 'm', author: 'a', atMs: 0 };
    const paths = [
      '',
      '..',
      'a/..',
      '../a',
      '/a',
      'a//b',
      'a/',
      '.git/config',
      'a/.git',
      '-a',
      'a b',
      'a\nD a',
      'a"',
      'ä',
      'a/-b',
    ];
    for (const path of paths) {
      expect(await refusal(writer.commit({ ...about, files: new Map([[path, id]]) })), path).toMatch(/^INTERNAL/);
      expect(await refusal(repo.log({ limit: 1, path })), path).toMatch(/^INTERNAL/);
    }
    const unknown = writer.commit({ ...about, files: new Map([['a/x', 'f'.repeat(40)]]) });
    expect(await refusal(unknown)).toMatch(/^INTERNAL/);
    const author = 'eve <eve@x> 1 +0000\ncommitter <mallory>\u0000\u202e';
    const message = 'reason\u0000 \u001b[31mred\ncommit refs/heads/main\nprogress x';
    await writer.commit({ files: new Map([['a/x', id]]), author, message, atMs: Date.parse('2026-11-23T10:15:02Z') });
    expect(await git(folder, 'log', '--format=%an|%ae|%cn|%at|%B')).toBe(
      'eve eve@x 1 +0000 committer mallory|rollcall@localhost|Rollcall|1795428902|reason red\ncommit refs/heads/main\nprogress x\n\n',
    );
    await backUp(repo, { 'a/y': 'y' }, { author: ' <> ' });
    expect((await repo.log({ limit: 1 }))[0]?.author).toBe('unknown');
    await git(folder, 'fsck', '--full', '--strict');
  });
});

describe('without a git that works', () => {
  it('says that there is none', async () => {
    await backUp(setting.repo, { 'a/x': '1' });
    const id = [...(await setting.repo.tree()).values()];
    vi.stubEnv('PATH', '/nowhere');
    for (const repo of [setting.repo, setting.open()]) {
      const works = [repo.begin(), repo.tree(), repo.read(id, () => {}), repo.log({ limit: 1 }), repo.resolve('abcd')];
      const refusals = await Promise.all([...works, repo.pushTo('/x')].map(refusal));
      expect(refusals.map((said) => said.split(' ', 1)[0])).toEqual(Array(6).fill('GIT_MISSING'));
      await repo.tidy();
    }
    await setting.remove();
    expect(await refusal(setting.open().begin())).toMatch(/^GIT_MISSING/);
  });

  it('passes on git’s own words, and no login', async () => {
    const bin = join(setting.dataDir, 'bin');
    await backUp(setting.repo, { 'a/x': '1' });
    await mkdir(bin);
    await writeFile(
      join(bin, 'git'),
      '#!/bin/sh\necho "fatal: https://bob:hunter2@git.example/x\u001b[31m is full" >&2\nexit 3\n',
      {
        mode: 0o755,
      },
    );
    const writer = await setting.repo.begin();
    vi.stubEnv('PATH', bin);
    const said = 'GIT_FAILED git for-each-ref ended with code 3 on .* fatal: https://git.example/x is full$';
    expect(await refusal(setting.repo.tree())).toMatch(new RegExp(said));
    expect(await refusal(writer.commit({ files: new Map(), message: 'm', author: 'a', atMs: 0 }))).toMatch(
      new RegExp(said),
    );
  });

  it('ends a backup whose git dies in the middle', async () => {
    const writer = await setting.repo.begin();
    const [incoming = ''] = (await readdir(setting.folder)).filter((name) => name.startsWith('incoming-'));
    const pids = execFileSync('sh', [
      '-c',
      `grep -alF ${incoming} /proc/[0-9]*/environ 2>/dev/null || true`,
    ]).toString();
    for (const pid of pids.matchAll(/\d+/g)) process.kill(Number(pid[0]), 'SIGKILL');
    const putAll = async () => {
      for (let i = 0; i < 100; i++) await writer.put(`${i}`.repeat(100_000));
    };
    expect(await refusal(putAll())).toMatch(/^GIT_FAILED git fast-import ended with SIGKILL/);
    const files = new Map([['a/x', await writer.put('0'.repeat(100_000))]]);
    expect(await refusal(writer.commit({ files, message: 'm', author: 'a', atMs: 0 }))).toMatch(/^GIT_FAILED/);
    expect(await backUp(setting.repo, { 'a/x': '1' })).toMatchObject({ changed: 1 });
    expect((await readdir(setting.folder)).sort()).toEqual(['HEAD', 'config', 'objects', 'refs']);
  });
});

describe('the answers of cat-file', () => {
  it('are read the same however they are cut', () => {
    const content = fc.string({ unit: 'grapheme', maxLength: 12 });
    const entry = fc.oneof(
      content.map((text) => ({ text, type: 'blob' })),
      content.map((text) => ({ text, type: 'tree' })),
      fc.constant({ text: '', type: 'missing' }),
    );
    fc.assert(
      fc.property(fc.array(entry), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (entries, sizes) => {
        const answer = entries.map(({ text, type }, i) =>
          type === 'missing' ? `${i} missing\n` : `${i} ${type} ${Buffer.byteLength(text)}\n${text}\n`,
        );
        const bytes = Buffer.from(answer.join(''));
        const read: string[] = [];
        const take = createBatchReader((id, text) => read.push(`${id} ${text}`));
        for (let from = 0, i = 0; from < bytes.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          take(bytes.subarray(from, from + size));
          from += size;
        }
        expect(read).toEqual(entries.flatMap(({ text, type }, i) => (type === 'blob' ? [`${i} ${text}`] : [])));
      }),
    );
  });
});
