/** What a real router holds, as its own programs say it: vtysh, and FRR's reload checker. Knows no Rollcall. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { run } from './commands.ts';
import { PROGRAMS } from './parts.ts';
import type { RealLabFacts } from './real-lab.ts';

export interface RouterTruth {
  /** `show running-config`, without the head that says how long it took. */
  config(): Promise<string>;
  /** What FRR's checker would delete and add to get from what runs to `config`; empty when nothing. */
  wayTo(config: string): Promise<readonly string[]>;
}

/** Router `index` of the lab, from 1. */
export function routerTruth({ user }: Pick<RealLabFacts, 'user'>, index: number): RouterTruth {
  const space = `${user}r${index}`;
  return {
    async config() {
      const text = await run(PROGRAMS.vtysh, ['-N', space, '-c', 'show running-config']);
      return text.slice(text.indexOf('frr version'));
    },
    async wayTo(config) {
      const folder = mkdtempSync(join(tmpdir(), 'rollcall-reload-'));
      try {
        const file = join(folder, 'frr.conf');
        writeFileSync(file, config);
        const args = ['--test', '--stdout', '--pathspace', space, '--log-level', 'error', file];
        // It needs all its answers at once, so it is given the time of a loaded machine.
        const { stdout } = await promisify(execFile)(PROGRAMS.frrReload, args, { timeout: 60_000 });
        return stdout.split('\n').filter((line) => line !== '' && !/^(?:Lines To (?:Delete|Add)|=+)$/.test(line));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
