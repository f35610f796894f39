/** A lab whose clock can be moved on, its backups' repository, and who reads it: what every test of backups starts from. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import type { RunAnswer } from '../support/program.ts';

/** Every platform that has a configuration of its own to back up. */
export const PLATFORMS = {
  cisco_ios: 1,
  cisco_iosxe: 1,
  cisco_nxos: 1,
  cisco_iosxr: 1,
  arista_eos: 1,
  juniper_junos: 1,
  frr: 1,
} as const;

/** The system's time, and as much more as was asked for. */
export function movableClock(): Clock & { moveOn(ms: number): void } {
  let aheadMs = 0;
  return {
    ...systemClock,
    now: () => systemClock.now() + aheadMs,
    moveOn: (ms) => {
      aheadMs += ms;
    },
  };
}

/** What git itself says of the backups of the lab in `folder`. */
export function gitOf(folder: string): (...args: readonly string[]) => string {
  const repository = join(folder, 'data', 'backups.git');
  return (...args) =>
    execFileSync('git', ['--git-dir', repository, ...args], { encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 28 });
}

/** Path to content id, the list of devices left out. */
export function storedContents(git: ReturnType<typeof gitOf>): Map<string, string> {
  const rows = git('ls-tree', '-r', 'main', 'configs/').trim().split('\n');
  return new Map(rows.map((row) => [row.split('\t')[1] ?? '', row.slice(12, 52)]));
}

/** Each group's title and how many devices are in it. */
export const groupCounts = ({ groups }: RunAnswer): readonly (readonly [string, number])[] =>
  groups.map(({ title, count }) => [title, count] as const);
