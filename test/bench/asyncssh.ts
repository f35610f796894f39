/** Runs the yardstick script on the same servers. Knows where Debian keeps asyncssh. */
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface YardstickJob {
  readonly user: string;
  readonly password: string;
  readonly concurrency: number;
  readonly commands: readonly string[];
  readonly devices: readonly { readonly host: string; readonly port: number; readonly key: string }[];
}

export interface YardstickFigures {
  readonly devices: number;
  readonly ok: number;
  readonly firstError: string | null;
  readonly wallMs: number;
  readonly cpuMsPerDevice: number;
  readonly peakRssMb: number;
  readonly version: string;
}

/** The package is for the system's Python, not for one a user may have put before it. */
const PYTHON = '/usr/bin/python3';

/** Why the yardstick cannot be run here; null when it can. */
export function yardstickMissing(): string | null {
  const { status } = spawnSync(PYTHON, ['-W', 'ignore', '-c', 'import asyncssh'], { stdio: 'ignore' });
  return status === 0 ? null : 'python3-asyncssh is not installed (npm run setup installs it)';
}

/** Rejects when the script fails, or lost a device: figures of other work are no yardstick. */
export function runYardstick(job: YardstickJob): Promise<YardstickFigures> {
  return new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, 'asyncssh_fleet.py');
    const child = execFile(PYTHON, ['-W', 'ignore', script], { timeout: 600_000 }, (error, stdout) => {
      if (error !== null) return reject(error);
      const figures = JSON.parse(stdout) as YardstickFigures;
      if (figures.ok === figures.devices) return resolve(figures);
      reject(new Error(`asyncssh: ${figures.devices - figures.ok} devices failed, first: ${figures.firstError}`));
    });
    child.stdin?.end(JSON.stringify(job));
  });
}
