/** What Linux says of a process from outside: CPU time and memory. Knows /proc. */
import { readFileSync } from 'node:fs';

/** `getconf CLK_TCK` on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** User and system time of all threads so far, milliseconds, to the nearest 10. */
export function cpuMs(pid: number): number {
  // The name may hold blanks and brackets; fields are counted from after it. utime and stime are the 14th and 15th.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND;
}

/** The most memory the process ever held, MiB. */
export function peakRssMb(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes ?? 0) / 1_024;
}
