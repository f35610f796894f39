/** The bench's figures for people: one Markdown table, ready for the README. Knows the figures; measures nothing. */
import { cpus, totalmem } from 'node:os';
import type { YardstickFigures } from './asyncssh.ts';
import type { BackupFigures } from './backups.ts';
import type { ChangeFigures } from './changes.ts';
import type { FleetFigures } from './fleet-run.ts';
import type { KeptOpenFigures } from './kept-open.ts';

export interface BenchResults {
  readonly machine: string;
  readonly at: string;
  readonly isQuick: boolean;
  /** Spawn to the answered `initialize`, median. */
  readonly startMs: number;
  /** Connect 2 s, command 3 s, close 1 s on every device. */
  readonly headline: FleetFigures;
  readonly idealMs: number;
  /** Login, shell, two commands, store and summary, without latency. */
  readonly perDevice: FleetFigures;
  /** Null, with a reason, where asyncssh is missing. */
  readonly asyncssh: YardstickFigures | null;
  readonly asyncsshMissing: string | null;
  readonly growth: readonly FleetFigures[];
  readonly keptOpen: KeptOpenFigures;
  readonly backups: BackupFigures;
  readonly changes: ChangeFigures;
}

/** `2 × Some CPU, 24 GiB, Node v20.20.2`. */
export function machineName(): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}

export function resultsTable(results: BenchResults): string {
  const { headline, perDevice, asyncssh, keptOpen, idealMs } = results;
  const rows: [what: string, figure: string][] = [
    [
      `${count(headline.devices)} devices: connect 2 s, command 3 s, close 1 s (ideal ${seconds(idealMs)})`,
      `${seconds(headline.wallMs)}, ${(headline.wallMs / idealMs).toFixed(2)} × ideal; all answered`,
    ],
    ['– peak memory of the client process, all open', `${headline.peakRssMb.toFixed(0)} MiB`],
    ['– event-loop delay, p99 / max', `${headline.loopP99Ms.toFixed(0)} / ${headline.loopMaxMs.toFixed(0)} ms`],
    [
      `CPU per device: login, shell, 2 commands, store, summary (${count(perDevice.devices)} devices)`,
      `${perDevice.cpuMsPerDevice.toFixed(2)} ms`,
    ],
    [
      `– asyncssh${asyncssh === null ? '' : ` ${asyncssh.version}`}, same servers, without store and summary`,
      asyncssh === null
        ? `skipped: ${results.asyncsshMissing}`
        : `${asyncssh.cpuMsPerDevice.toFixed(2)} ms; ratio ${(perDevice.cpuMsPerDevice / asyncssh.cpuMsPerDevice).toFixed(2)}`,
    ],
    [
      'command on a kept-open session',
      `${keptOpen.cpuMsPerCommand.toFixed(3)} ms CPU; ${count(keptOpen.commandsPerSecond)} per second`,
    ],
    ...backupRows(results.backups),
    ['start to the answered `initialize`, median', `${results.startMs.toFixed(0)} ms`],
    ...results.growth.map((run): [string, string] => [
      `${count(run.devices)} devices, same latencies`,
      `${seconds(run.wallMs)}; ${run.cpuMsPerDevice.toFixed(2)} ms CPU each; ${run.peakRssMb.toFixed(0)} MiB; reply ${count(run.replyChars)} characters`,
    ]),
    ...changeRows(results.changes),
  ];
  const body = rows.map(([what, figure]) => `| ${what} | ${figure} |`).join('\n');
  const how = results.isQuick ? ' (quick: small fleets, one round)' : '';
  return `Measured ${results.at.slice(0, 10)} on ${results.machine}, simulated fleet included${how}.\n\n| what | figure |\n|---|---|\n${body}\n`;
}

function backupRows(backups: BackupFigures): [what: string, figure: string][] {
  const { devices, firstMs, gitMs, secondMs, changedMs, searchColdMs, searchWarmMs, searchShellMs } = backups;
  return [
    [
      `${count(devices)} configurations backed up, devices without latency: first, unchanged, 37 changed`,
      `${seconds(firstMs)}, ${seconds(secondMs)}, ${seconds(changedMs)}`,
    ],
    ['– git’s part of the first: every content and the commit', seconds(gitMs)],
    [
      '– which devices lack a line: first search of a server, the next, at a shell',
      `${count(searchColdMs)} ms, ${count(searchWarmMs)} ms, ${seconds(searchShellMs)}`,
    ],
  ];
}

function changeRows({ push, cut, undo }: ChangeFigures): [what: string, figure: string][] {
  return [
    [
      `change of ${count(push.devices)} devices, 5 lines, default waves: all verified, confirmed, saved`,
      `plan ${seconds(push.planMs)}, push ${seconds(push.pushMs)}; ${push.mostAtOnce} at once; ${push.cpuMsPerDevice.toFixed(1)} ms CPU each`,
    ],
    [
      `change that cuts management, ${count(cut.devices)} devices, timer of 1 minute`,
      `${cut.touched} touched, healed by its own timer after ${seconds(cut.wallMs)}`,
    ],
    [
      `change of ${count(undo.devices)} devices, and back to exactly what they had`,
      `push ${seconds(undo.pushMs)}; back: plan ${seconds(undo.rollbackPlanMs)}, push ${seconds(undo.rollbackMs)}`,
    ],
    [
      '– the plan’s reply, and the push’s',
      `${count(undo.planReplyChars)} and ${count(undo.pushReplyChars)} characters`,
    ],
  ];
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
