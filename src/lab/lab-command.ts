/** `rollcall lab`: starts a lab, says when it is ready, runs until told to stop. Knows its options; prints through its caller. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RollcallError } from '../core/errors.ts';
import { nearMatches } from '../core/text.ts';
import { type Control, openControl } from './control.ts';
import { type FaultPlan, parseFaultPlan } from './fault-plan.ts';
import { type Latency, startLab } from './lab.ts';

/** As typed; defaults are the caller's. */
export interface LabCommandOptions {
  readonly devices: number;
  /** `cisco_ios=60,arista_eos=40` */
  readonly mix: string;
  /** `connect=2000,command=3000,close=1000`, milliseconds; `jitter=` too. */
  readonly latency?: string;
  /** Path of a fault plan. */
  readonly faults?: string;
  readonly seed: number;
  /** Folder for the configuration, inventory and record of writes. */
  readonly out: string;
  /** Percent of `cisco_ios` devices with SHA-1 algorithms only. */
  readonly legacy?: number;
  /** Path of a Unix socket to open for `control.ts`; none when absent. */
  readonly control?: string;
}

/**
 * Runs until `signal` aborts, then closes everything. Prints one JSON line when every device can be reached:
 * `{"ready":true,"devices":2500,"config":"lab/rollcall.yaml","writes":"lab/writes.jsonl","seed":7,"faults":{"ssh1":2},"took_ms":840}`.
 * @throws {RollcallError} BAD_INPUT, LOCAL_IO, LOCAL_RESOURCE
 */
export async function runLabCommand(
  options: LabCommandOptions,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { devices, seed, out } = options;
  const startedAt = performance.now();
  const lab = await startLab({
    devices,
    seed,
    mix: numbersOf('mix', options.mix),
    outDir: out,
    ...(options.latency === undefined ? {} : { latency: parseLatency(options.latency) }),
    ...(options.faults === undefined ? {} : { faults: await readPlan(options.faults) }),
    ...(options.legacy === undefined ? {} : { legacy: options.legacy }),
  });
  let control: Control | null = null;
  try {
    if (options.control !== undefined) control = await openControl(options.control, lab);
    const faults: Record<string, number> = {};
    for (const { fault } of lab.devices) if (fault !== null) faults[fault] = (faults[fault] ?? 0) + 1;
    const files = { config: join(out, 'rollcall.yaml'), writes: join(out, 'writes.jsonl') };
    const tookMs = Math.round(performance.now() - startedAt);
    print(
      JSON.stringify({
        ready: true,
        devices,
        ...files,
        seed,
        faults,
        took_ms: tookMs,
        ...(control && { control: options.control }),
      }),
    );
    await aborted(signal);
  } finally {
    await control?.close();
    await lab.stop();
  }
}

async function readPlan(path: string): Promise<FaultPlan> {
  try {
    return parseFaultPlan(await readFile(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof RollcallError) throw cause;
    throw new RollcallError('LOCAL_IO', 'The fault plan cannot be read.', { cause });
  }
}

const LATENCY_KEYS = ['connect', 'command', 'close', 'jitter'] as const;

/** @throws {RollcallError} BAD_INPUT for unknown keys */
function parseLatency(text: string): Latency {
  const values = numbersOf('latency', text);
  for (const key of Object.keys(values)) {
    if ((LATENCY_KEYS as readonly string[]).includes(key)) continue;
    const near = nearMatches(key, LATENCY_KEYS);
    throw new RollcallError('BAD_INPUT', `--latency knows no "${key}".`, {
      hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It knows ${LATENCY_KEYS.join(', ')}.`,
    });
  }
  const { connect = 0, command = 0, close = 0, jitter = 0 } = values;
  return { connectMs: connect, commandMs: command, closeMs: close, jitter };
}

/** `a=1,b=2` as a map. */
function numbersOf(option: string, text: string): Record<string, number> {
  const pairs = text.split(',').map((part): [string, number] => {
    const [, key, value] = /^\s*([a-z_]+)=(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    if (key === undefined) {
      throw new RollcallError('BAD_INPUT', `--${option} must look like name=number,name=number.`);
    }
    return [key, Number(value)];
  });
  return Object.fromEntries(pairs);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
