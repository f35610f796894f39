/** The demo's network: `rollcall lab` as a process of its own. Knows its options and its ready line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { RollcallError } from '../core/errors.ts';
import type { FaultPlan } from '../lab/fault-plan.ts';
import { DEMO_MIX } from './demo-faults.ts';

/** A network nobody waits for: a third of a second to greet, half a second to answer. */
const LATENCY = 'connect=300,command=500,close=100';
/** Host keys of thousands of devices on a small machine. */
const READY_MS = 60_000;
/** The demo's dead devices are given up sooner than real ones: nobody watches a demo for a minute. */
const LIMITS = {
  limits: { connect_ms: 5_000, banner_ms: 8_000, kex_ms: 12_000, prompt_ms: 12_000, retry_ms: 500, busy_retry_ms: 500 },
};

export interface DemoLab {
  /** The `rollcall.yaml` it wrote. */
  readonly configFile: string;
  stop(): Promise<void>;
}

/** Starts the lab in `folder` and resolves when every device can be reached. @throws {RollcallError} LOCAL_RESOURCE */
export async function startDemoLab(options: {
  readonly program: readonly [string, ...string[]];
  readonly folder: string;
  readonly devices: number;
  readonly seed: number;
  readonly plan: FaultPlan;
}): Promise<DemoLab> {
  const { program, folder, devices, seed } = options;
  const faults = join(folder, 'faults.yaml');
  await writeFile(faults, stringify(options.plan));
  const mix = Object.entries(DEMO_MIX).map(([platform, weight]) => `${platform}=${weight}`);
  const [command, ...before] = program;
  const flags = {
    devices: String(devices),
    seed: String(seed),
    mix: mix.join(','),
    latency: LATENCY,
    faults,
    out: folder,
  };
  const args = ['lab', ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])];
  const child = spawn(command, [...before, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const configFile = await ready(child);
    await appendFile(configFile, `\n${stringify(LIMITS)}`);
    return { configFile, stop: () => stopped(child) };
  } catch (error) {
    await stopped(child);
    throw error;
  }
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string) => reject(new RollcallError('LOCAL_RESOURCE', `The lab did not start: ${why}.`));
    const timer = setTimeout(() => refuse(`it was not ready in ${READY_MS / 1_000} s`), READY_MS);
    child.once('error', (error) => refuse(error.message));
    child.once('exit', (code) => {
      clearTimeout(timer);
      refuse(`it ended with code ${code}`);
    });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      resolve((JSON.parse(line) as { config: string }).config);
    });
  });
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
