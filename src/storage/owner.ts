/** Which process owns a row, and whether it still lives. Knows pids and host names; not what is owned. */
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

/** An owner as rows keep it. */
export interface OwnerColumns {
  owner_pid: number;
  owner_started: string | null;
  owner_host: string;
  heartbeat_ms: number;
}

/** Six missed heartbeats of the usual five seconds. */
const SILENT_MS = 30_000;

/** This process, alive now. */
export function thisProcess(nowMs: number): Owner {
  return { pid: process.pid, started: startOf(process.pid), host: hostname(), heartbeatMs: nowMs };
}

export const columnsOf = (owner: Owner): OwnerColumns => ({
  owner_pid: owner.pid,
  owner_started: owner.started,
  owner_host: owner.host,
  heartbeat_ms: owner.heartbeatMs,
});

export const ownerOf = (row: OwnerColumns): Owner => ({
  pid: row.owner_pid,
  started: row.owner_started,
  host: row.owner_host,
  heartbeatMs: row.heartbeat_ms,
});

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

/**
 * Linux only. Field 22 of `stat`, counted after the command name, which may itself hold blanks and brackets. A process
 * that has ended and that nobody has asked about since (state Z) is no process: it gets a start that no owner has.
 */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return 'ended';
    const ticks = fields[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return ticks === undefined ? null : `${boot}:${ticks}`;
  } catch {
    return null;
  }
}
