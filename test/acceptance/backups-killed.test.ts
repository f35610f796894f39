/** Two backups at once, and programs that are killed while they commit: nothing is lost, nothing stays locked. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { PROGRAM, type RunAnswer } from '../support/program.ts';
import { type AcceptanceLab, rollcall, startAcceptanceLab } from './acceptance-lab.ts';
import { gitOf, PLATFORMS, storedContents } from './backups-setting.ts';

const DEVICES = 14;

let lab: AcceptanceLab;
let git: ReturnType<typeof gitOf>;
beforeAll(async () => {
  lab = await startAcceptanceLab({ devices: DEVICES, mix: PLATFORMS });
  git = gitOf(lab.folder);
}, 60_000);
afterAll(() => lab.stop());

const backup = () => rollcall(lab.configPath, 'backup', '--select', 'all', '--json');
const answerOf = (said: { readonly stdout: string }) => JSON.parse(said.stdout) as RunAnswer;
const ciscos = () => lab.lab.devices.filter(({ platform }) => platform.startsWith('cisco'));

/** Nothing of ours is left beside what a bare repository has. */
function expectTidy(): void {
  git('fsck', '--full', '--strict');
  expect(readdirSync(join(lab.folder, 'data', 'backups.git')).sort()).toEqual(['HEAD', 'config', 'objects', 'refs']);
  expect(readdirSync(join(lab.folder, 'data', 'backups.git', 'refs', 'heads'))).toEqual(['main']);
}

test('two backups at once in two processes: both end well, every device is stored once', {
  timeout: 60_000,
}, async () => {
  const said = await Promise.all([backup(), backup()]);
  for (const each of said) expect(answerOf(each)).toMatchObject({ state: 'done', counts: { failed: 0, pending: 0 } });
  expect(storedContents(git).size).toBe(DEVICES);
  // Who came second found everything stored.
  expect(Number(git('rev-list', '--count', 'main'))).toBe(1);
  for (const device of ciscos()) device.configure('logging host 10.99.0.1');
  const again = await Promise.all([backup(), backup()]);
  for (const each of again) expect(answerOf(each).headline).toContain(`${ciscos().length} changed`);
  expect(Number(git('rev-list', '--count', 'main'))).toBe(2);
  expectTidy();
});

/** Where in the commit the blow falls; `update-ref` is what makes it visible. */
const MOMENTS = [
  ['before', 'update-ref', 'the program'],
  ['after', 'update-ref', 'the program'],
  ['before', 'update-ref', 'all its processes'],
  ['after', 'update-ref', 'all its processes'],
  ['amid', 'update-ref', 'the program'],
  ['before', 'fast-import', 'all its processes'],
  ['after', 'fast-import', 'the program'],
  ['after', 'fast-import', 'all its processes'],
  ['before', 'ls-tree', 'the program'],
  ['after', 'ls-tree', 'all its processes'],
] as const;

/** A git that kills who called it, at one moment of one command; only that once. Answers with its folder. */
function deadlyGit([when, command, whom]: (typeof MOMENTS)[number]): string {
  const folder = join(lab.folder, 'deadly');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const kill = `touch '${folder}/done'; kill -9 ${whom === 'the program' ? '$PPID' : '0'}`;
  // `amid`: git goes on in the background while its caller dies.
  const blow = { before: `${kill}; exit 1`, amid: `git "$@" & ${kill}; wait`, after: `git "$@"; ${kill}; exit 1` }[
    when
  ];
  const script = [
    '#!/bin/sh',
    `PATH='${process.env['PATH']}'`,
    `case " $* " in *" ${command} "*) test -e '${folder}/done' || { ${blow}; } ;; esac`,
    'exec git "$@"',
    '',
  ].join('\n');
  writeFileSync(join(folder, 'git'), script);
  chmodSync(join(folder, 'git'), 0o755);
  return folder;
}

/** In a process group of its own, which its gits share. */
function startDoomed(gitFolder: string): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, 'backup', '--select', 'all', '--config', lab.configPath], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, PATH: `${gitFolder}${delimiter}${process.env['PATH']}` },
  });
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), 'SIGKILL');
  });
  return child;
}

test.each(MOMENTS.map((moment, index) => [moment.join(' '), moment, index] as const))(
  'killed %s: the next backup works, and nothing is lost',
  { timeout: 60_000 },
  async (_, moment, index) => {
    const before = new Set(git('rev-list', 'main').trim().split('\n'));
    for (const device of ciscos()) device.configure(`logging host 10.98.${index}.1`);
    const gitFolder = deadlyGit(moment);
    const [, signal] = await once(startDoomed(gitFolder), 'close');
    expect([signal, existsSync(join(gitFolder, 'done'))]).toEqual(['SIGKILL', true]);
    // A git that was left alone may end a moment later.
    await pause(50);
    git('fsck', '--full', '--strict');

    const next = answerOf(await backup());
    expect(next).toMatchObject({ state: 'done', counts: { failed: 0, pending: 0 } });
    const now = new Set(git('rev-list', 'main').trim().split('\n'));
    expect([...before].filter((commit) => !now.has(commit))).toEqual([]);
    expect(now.size).toBe(before.size + 1);
    const having = git('grep', '-l', '-F', `logging host 10.98.${index}.1`, 'main', '--', 'configs/').trim();
    expect(having.split('\n')).toHaveLength(ciscos().length);
    expect(storedContents(git).size).toBe(DEVICES);
    expectTidy();
  },
);
