/** A machine without git: said before any device is contacted, and everything else works. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROGRAM, startProgram } from '../support/program.ts';
import { labForTest } from './acceptance-lab.ts';

test('doctor says so, backups refuse with a hint, and a check works', { timeout: 60_000 }, async () => {
  const { lab, folder, configPath } = await labForTest({ devices: 3 });
  const empty = join(folder, 'no-programs');
  mkdirSync(empty);
  const env = { PATH: empty, HOME: folder };
  const shell = (...argv: readonly string[]) =>
    new Promise<{ readonly code: unknown; readonly text: string }>((resolve) => {
      execFile(process.execPath, [PROGRAM, ...argv, '--config', configPath], { env }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, text: stdout + stderr }),
      );
    });

  const refused = await shell('backup', '--select', 'all');
  expect(refused.text).toMatch(/GIT_MISSING: There is no git on this machine’s PATH\.[\s\S]*install git/);
  expect(refused.code).not.toBe(0);
  expect((await shell('search', '^hostname')).text).toMatch(/GIT_MISSING|have no backup/);
  expect(lab.counters().connections).toBe(0);
  expect((await shell('doctor')).text).toMatch(/git +not found[\s\S]*Install git/);

  const program = await startProgram({ configPath, env });
  try {
    await expect(program.ask('backup_configs', { select: 'all' })).rejects.toThrow(/GIT_MISSING/);
    expect((await program.run('check_devices', { select: 'all' })).counts).toMatchObject({ selected: 3, failed: 0 });
  } finally {
    await program.close();
  }
});
