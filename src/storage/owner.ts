/** Which process works on a run, and whether it still lives. Knows pids and host names; knows nothing of runs. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Owner {
  readonly pid: number;
  /** Start of the process (boot id and clock ticks since boot), so that a reused pid is not mistaken; null where unknown. */
  readonly started: string | null;
  readonly host: string;
  /** When it last said it was alive, milliseconds since the epoch. */
  readonly heartbeatMs: number;
}

/** Six missed heartbeats of the usual five seconds. */
const SILENT_MS = 30_000;

/** This process, alive now. */
export function thisProcess(nowMs: number): Owner {
  return { pid: process.pid, started: startOf(process.pid), host: hostname(), heartbeatMs: nowMs };
}

/**
 * Whether the owner still works. On this host the process table decides; elsewhere, or where it cannot tell a reused
 * pid apart, a heartbeat older than 30 s means dead.
 */
export function isAlive(owner: Owner, nowMs: number): boolean {
  const isRecent = nowMs - owner.heartbeatMs <= SILENT_MS;
  if (owner.host !== hostname()) return isRecent;
  if (!isRunning(owner.pid)) return false;
  const started = startOf(owner.pid);
  return started === null || owner.started === null ? isRecent : started === owner.started;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Linux only. Field 22 of `stat`, counted after the command name, which may itself hold blanks and brackets. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return ticks === undefined ? null : `${boot}:${ticks}`;
  } catch {
    return null;
  }
}
