/** `rollcall lab` as a process of its own, for tests and the bench. Knows its options and its ready line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROGRAM } from './program.ts';

export interface LabOptions {
  readonly devices: number;
  /** `cisco_ios=60,arista_eos=40`; absent: the lab's own mix. */
  readonly mix?: string;
  /** Milliseconds, e.g. `connect=2000,command=3000,close=1000`. */
  readonly latency?: string;
  /** A faults file. */
  readonly faults?: string;
  readonly seed?: number;
  /** Path of a Unix socket over which the lab is asked what its devices hold. */
  readonly control?: string;
}

export interface LabProcess {
  readonly pid: number;
  /** The rollcall.yaml the lab wrote. */
  readonly configPath: string;
  /** Holds it, the inventory and the log of applied lines. */
  readonly folder: string;
  /** The socket on which it tells what its devices hold, and changes them. */
  readonly controlPath: string;
  /** Ends the lab and removes its folder. */
  stop(): Promise<void>;
}

/** Host keys for 10,000 devices take a while on a small machine. */
const READY_TIMEOUT_MS = 120_000;

/** A lab that is ready when this resolves. */
export async function startLabProcess(options: LabOptions): Promise<LabProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-lab-'));
  const { devices, mix, latency, faults, control, seed = 7 } = options;
  const optional = Object.entries({ mix, latency, faults, control }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  const controlPath = join(folder, 'control.sock');
  const given = ['--devices', String(devices), '--seed', String(seed), '--out', folder, '--control', controlPath];
  const args = [PROGRAM, 'lab', ...given, ...optional];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = async () => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { config } = await readyLine(child);
    return { pid: child.pid ?? 0, configPath: config, folder, controlPath, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function readyLine(child: ChildProcess): Promise<{ readonly config: string }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`the lab was not ready in ${READY_TIMEOUT_MS} ms`)),
      READY_TIMEOUT_MS,
    );
    child.once('exit', (code) => reject(new Error(`the lab ended with code ${code} before it was ready`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      resolve(JSON.parse(line) as { readonly config: string });
    });
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
