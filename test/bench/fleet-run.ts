/** One question to a whole simulated fleet through the MCP server, measured from outside the server. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startProgram } from '../support/program.ts';
import { cpuMs, peakRssMb } from './process-figures.ts';

export interface FleetFigures {
  readonly devices: number;
  readonly wallMs: number;
  readonly cpuMsPerDevice: number;
  /** Of the server's process, start-up included. */
  readonly peakRssMb: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  /** The default reply, as the model reads it. */
  readonly replyChars: number;
}

/** Asks every device of `configPath` the `commands`, once, in a new server process. Rejects when one does not answer. */
export async function measureFleet(configPath: string, commands: readonly string[]): Promise<FleetFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const delayFile = join(folder, 'loop-delay.json');
  const program = await startProgram({
    configPath,
    nodeArgs: ['--require', join(import.meta.dirname, 'loop-delay.cjs')],
    env: { ...inherited(), ROLLCALL_LOOP_DELAY_FILE: delayFile },
  });
  try {
    const pid = program.client.pid ?? 0;
    // Reads configuration and inventory, so that they are not part of the figures.
    await program.ask('list_devices', { select: 'all', limit: 1 });
    await loopDelay(pid, delayFile);
    const cpuBefore = cpuMs(pid);
    const startedAt = performance.now();
    const answer = await program.run('run_command', { select: 'all', commands });
    const wallMs = performance.now() - startedAt;
    const { counts } = answer;
    if (counts.ok !== counts.selected) throw new Error(`not all devices answered: ${answer.headline}`);
    const delay = await loopDelay(pid, delayFile);
    return {
      devices: counts.selected,
      wallMs,
      cpuMsPerDevice: (cpuMs(pid) - cpuBefore) / counts.selected,
      peakRssMb: peakRssMb(pid),
      loopP99Ms: delay.p99Ms,
      loopMaxMs: delay.maxMs,
      replyChars: program.lastReply().length,
    };
  } finally {
    await program.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The whole environment: the lab's configuration may name its secrets by `env:`. */
function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** How late the server's loop was since the last call. */
async function loopDelay(pid: number, file: string): Promise<{ readonly p99Ms: number; readonly maxMs: number }> {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  while (!existsSync(file)) await pause(10);
  return JSON.parse(readFileSync(file, 'utf8')) as { readonly p99Ms: number; readonly maxMs: number };
}
