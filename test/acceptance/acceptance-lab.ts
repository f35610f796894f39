/** A lab in this process and the built program beside it: what the program says, and what reached the devices. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Lab, type LabOptions, startLab } from '../../src/lab/lab.ts';
import { PROGRAM } from '../support/program.ts';

/** A command that has not ended by then hangs. */
const PATIENCE_MS = 110_000;

export interface AcceptanceLab {
  readonly lab: Lab;
  readonly folder: string;
  readonly configPath: string;
  /** Every state-changing line the devices took, as they recorded it. */
  writes(): string;
  stop(): Promise<void>;
}

/** A lab whose folder goes with it. */
export async function startAcceptanceLab(options: Partial<LabOptions> & { devices: number }): Promise<AcceptanceLab> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-acceptance-'));
  const lab = await startLab({ mix: { cisco_ios: 1 }, seed: 7, outDir: folder, ...options });
  return {
    lab,
    folder,
    configPath: join(folder, 'rollcall.yaml'),
    writes: () => readFileSync(join(folder, 'writes.jsonl'), 'utf8'),
    stop: async () => {
      await lab.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same, for one test. */
export async function labForTest(options: Partial<LabOptions> & { devices: number }): Promise<AcceptanceLab> {
  const started = await startAcceptanceLab(options);
  onTestFinished(() => started.stop());
  return started;
}

/** A copy of a configuration with some fields replaced, beside the original, so that its relative paths still hold. */
export function variant(configPath: string, name: string, fields: Readonly<Record<string, unknown>>): string {
  const path = join(dirname(configPath), name);
  writeFileSync(path, stringify({ ...parse(readFileSync(configPath, 'utf8')), ...fields }), { mode: 0o600 });
  return path;
}

interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `rollcall …argv --config <configPath>` to its end. */
export function rollcall(configPath: string, ...argv: readonly string[]): Promise<Said> {
  const child = spawn(process.execPath, [PROGRAM, ...argv, '--config', configPath], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

/** The parts of a run's counts that must add up to `selected`. */
export function countedDevices(counts: Readonly<Record<string, number>>): number {
  return Object.entries(counts)
    .filter(([name]) => name !== 'selected')
    .reduce((sum, [, count]) => sum + count, 0);
}
