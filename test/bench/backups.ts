/** A fleet backed up and searched through the MCP server, and git's part of it alone. */
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { backupPath } from '../../src/backup/backup-path.ts';
import { systemClock } from '../../src/core/clock.ts';
import { openBackupRepo } from '../../src/storage/git-backup-repo.ts';
import { openStore } from '../../src/storage/sqlite.ts';
import type { LabProcess } from '../support/lab-process.ts';
import { PROGRAM, type Program, startProgram } from '../support/program.ts';

export interface BackupFigures {
  readonly devices: number;
  readonly firstMs: number;
  /** All contents handed to git, and their commit, without a device. */
  readonly gitMs: number;
  readonly secondMs: number;
  /** 37 devices with one line more. */
  readonly changedMs: number;
  /** In a server that has searched nothing yet. */
  readonly searchColdMs: number;
  readonly searchWarmMs: number;
  /** `rollcall search`, start included. */
  readonly searchShellMs: number;
}

const CHANGED = 37;
const NEW_LINE = 'logging host 10.99.0.1';
const WANTED = 'service password-encryption';

/** Rejects when a figure would be of something else: a device that failed, a change too many, a wrong set. */
export async function measureBackups({ configPath, folder, controlPath }: LabProcess): Promise<BackupFigures> {
  const configs = new Map(Object.entries(await askLab(controlPath, { do: 'config', device: 'all' })));
  const names = [...configs.keys()];
  const devices = names.length;
  const program = await startProgram({ configPath });
  try {
    await program.ask('list_devices', { select: 'all', limit: 1 });
    const firstMs = await backup(program, `${devices.toLocaleString('en-US')} new`);
    const secondMs = await backup(program, `${devices.toLocaleString('en-US')} unchanged`);
    const cisco = names.filter((name) => configs.get(name)?.includes(`\n${WANTED}\n`)).slice(0, CHANGED);
    for (const device of cisco) await askLab(controlPath, { do: 'configure', device, line: NEW_LINE });
    const changedMs = await backup(program, `${CHANGED} changed`);
    const lacking = names.filter((name) => !configs.get(name)?.includes(`\n${WANTED}\n`)).length;
    const search = await measureSearch(configPath, lacking);
    return { devices, firstMs, gitMs: await measureGit(configs, folder), secondMs, changedMs, ...search };
  } finally {
    await program.close();
  }
}

async function backup(program: Program, expected: string): Promise<number> {
  const startedAt = performance.now();
  const { headline, failures } = await program.run('backup_configs', { select: 'all' });
  if (failures.length > 0 || !headline.includes(expected)) throw new Error(`not "${expected}": ${headline}`);
  return performance.now() - startedAt;
}

async function measureSearch(configPath: string, lacking: number) {
  const program = await startProgram({ configPath });
  const search = async (): Promise<number> => {
    const startedAt = performance.now();
    const { total } = await program.ask<{ total: number }>('search_configs', { pattern: `^${WANTED}$`, missing: true });
    if (total !== lacking) throw new Error(`${total} devices lack the line, not ${lacking}`);
    return performance.now() - startedAt;
  };
  try {
    await program.ask('list_devices', { select: 'all', limit: 1 });
    const searchColdMs = await search();
    const searchWarmMs = await search();
    const startedAt = performance.now();
    await promisify(execFile)(process.execPath, [PROGRAM, 'search', WANTED, '--missing', '--config', configPath]);
    return { searchColdMs, searchWarmMs, searchShellMs: performance.now() - startedAt };
  } finally {
    await program.close();
  }
}

async function measureGit(configs: ReadonlyMap<string, string>, folder: string): Promise<number> {
  const dataDir = mkdtempSync(join(folder, 'git-'));
  const store = await openStore({ dataDir, clock: systemClock });
  const repo = openBackupRepo({ folder: join(dataDir, 'backups.git'), store, clock: systemClock });
  const startedAt = performance.now();
  const writer = await repo.begin();
  const files = new Map<string, string>();
  for (const [name, text] of configs) files.set(backupPath(name), await writer.put(text));
  await writer.commit({ files, message: 'bench', author: 'bench', atMs: Date.now() });
  const tookMs = performance.now() - startedAt;
  await store.close();
  return tookMs;
}

/** One request to the lab's control socket; what each device answered. */
function askLab(path: string, request: object): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.write(`${JSON.stringify(request)}\n`));
    socket.once('error', reject);
    createInterface({ input: socket }).once('line', (line) => {
      socket.destroy();
      const answer = JSON.parse(line) as { ok: boolean; devices: Record<string, string>; error?: string };
      if (answer.ok) resolve(answer.devices);
      else reject(new Error(answer.error));
    });
  });
}
