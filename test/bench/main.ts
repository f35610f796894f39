/**
 * The bench: what Rollcall costs on this machine, fleet included. Prints a table and writes bench-results.json.
 *
 *     npm run bench               full figures, about a quarter of an hour
 *     npm run bench -- --quick    small fleets and one round, about five minutes
 *
 * The fleet, the server and the yardstick are separate processes; the server is measured from outside by /proc.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LabOptions, type LabProcess, startLabProcess } from '../support/lab-process.ts';
import { startProgram } from '../support/program.ts';
import { runYardstick, type YardstickFigures, yardstickMissing } from './asyncssh.ts';
import { type BackupFigures, measureBackups } from './backups.ts';
import { measureChanges } from './changes.ts';
import { type FleetFigures, measureFleet } from './fleet-run.ts';
import type { KeptOpenFigures } from './kept-open.ts';
import { withLimits, yardstickJob } from './lab-config.ts';
import { type BenchResults, machineName, resultsTable } from './results-table.ts';

const isQuick = process.argv.includes('--quick');

/** A mixed network, as the product's example has it. */
const MIX = 'cisco_ios=60,cisco_nxos=10,arista_eos=15,juniper_junos=10,cisco_iosxr=5';
const LATENCY = 'connect=2000,command=3000,close=1000';
const IDEAL_MS = 6_000;
const QUESTION = 'show version';
const TWO_QUESTIONS = ['show version', 'show ip interface brief'];
/** One platform that logs in straight to its privileged mode: the yardstick knows one kind of prompt. */
const YARDSTICK_MIX = 'cisco_nxos=100';
/** As many as one asyncio script usually has open. */
const YARDSTICK_CONCURRENCY = 100;

const SIZES = isQuick
  ? {
      headline: 300,
      growth: [10, 100],
      perDevice: 200,
      rounds: 1,
      starts: 3,
      keptOpen: 20,
      perSession: 100,
      changed: 50,
      undone: 100,
    }
  : {
      headline: 2_500,
      growth: [10, 500, 10_000],
      perDevice: 1_000,
      rounds: 3,
      starts: 15,
      keptOpen: 100,
      perSession: 500,
      changed: 500,
      undone: 2_000,
    };

const say = (text: string) => process.stderr.write(`${text}\n`);

async function withLab<T>(options: LabOptions, work: (lab: LabProcess) => Promise<T>): Promise<T> {
  const lab = await startLabProcess(options);
  try {
    return await work(lab);
  } finally {
    await lab.stop();
  }
}

/** One question to `devices` slow devices. */
function slowFleet(devices: number): Promise<FleetFigures> {
  say(`${devices} devices, ${LATENCY} …`);
  return withLab({ devices, mix: MIX, latency: LATENCY }, (lab) => measureFleet(lab.configPath, [QUESTION]));
}

/** Rollcall and the yardstick in turn on the same servers; the median of each. */
function againstYardstick(): Promise<{ ours: FleetFigures; theirs: YardstickFigures | null }> {
  return withLab({ devices: SIZES.perDevice, mix: YARDSTICK_MIX }, async (lab) => {
    const configPath = withLimits(lab.configPath, { sessions: YARDSTICK_CONCURRENCY });
    const ours: FleetFigures[] = [];
    const theirs: YardstickFigures[] = [];
    for (let round = 1; round <= SIZES.rounds; round++) {
      say(`CPU per device, round ${round} of ${SIZES.rounds} …`);
      ours.push(await measureFleet(configPath, TWO_QUESTIONS));
      if (yardstickMissing() !== null) continue;
      const work = { concurrency: YARDSTICK_CONCURRENCY, commands: TWO_QUESTIONS };
      theirs.push(await runYardstick(await yardstickJob(configPath, work)));
    }
    const byCpu = (figures: { readonly cpuMsPerDevice: number }) => figures.cpuMsPerDevice;
    return { ours: median(ours, byCpu), theirs: theirs.length === 0 ? null : median(theirs, byCpu) };
  });
}

function keptOpen(): Promise<KeptOpenFigures> {
  say('commands on kept-open sessions …');
  return withLab({ devices: SIZES.keptOpen, mix: YARDSTICK_MIX }, async (lab) => {
    const script = join(import.meta.dirname, 'kept-open.ts');
    const args = ['--import', 'tsx', script, lab.configPath, String(SIZES.perSession), 'show clock'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 600_000 });
    return JSON.parse(stdout) as KeptOpenFigures;
  });
}

/** The headline's fleet without its latencies: what a backup costs. */
function backups(): Promise<BackupFigures> {
  say(`backups of ${SIZES.headline} devices …`);
  return withLab({ devices: SIZES.headline, mix: MIX }, measureBackups);
}

/** From starting the server to its answer to `initialize`. */
function startTime(): Promise<number> {
  say('start …');
  return withLab({ devices: 10 }, async (lab) => {
    const times: number[] = [];
    for (let i = 0; i < SIZES.starts; i++) {
      const startedAt = performance.now();
      const program = await startProgram({ configPath: lab.configPath });
      times.push(performance.now() - startedAt);
      await program.close();
    }
    return median(times, (time) => time);
  });
}

function median<T>(values: readonly T[], by: (value: T) => number): T {
  const sorted = [...values].sort((a, b) => by(a) - by(b));
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}

const startMs = await startTime();
const { ours, theirs } = await againstYardstick();
const kept = await keptOpen();
const headline = await slowFleet(SIZES.headline);
const backedUp = await backups();
const growth: FleetFigures[] = [];
for (const devices of SIZES.growth) growth.push(await slowFleet(devices));
const changes = await measureChanges({ push: SIZES.changed, fleet: SIZES.undone, mix: MIX, say });
const results: BenchResults = {
  machine: machineName(),
  at: new Date().toISOString(),
  isQuick,
  startMs,
  headline,
  idealMs: IDEAL_MS,
  perDevice: ours,
  asyncssh: theirs,
  asyncsshMissing: yardstickMissing(),
  keptOpen: kept,
  backups: backedUp,
  growth,
  changes,
};
writeFileSync('bench-results.json', `${JSON.stringify(results, null, 2)}\n`);
console.log(`\n${resultsTable(results)}`);
