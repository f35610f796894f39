/**
 * A process of its own that makes backups: `node backup-process.js DATA_DIR NAME COUNT`. Prints each commit's id once it
 * was answered; contents are as good as random, and some runs are given up.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/core/clock.ts';
import { openBackupRepo } from '../../src/storage/git-backup-repo.ts';
import { openStore } from '../../src/storage/sqlite.ts';

const [dataDir = '', name = '', count = ''] = process.argv.slice(2);
const store = await openStore({ dataDir, clock: systemClock });
const repo = openBackupRepo({ folder: join(dataDir, 'backups.git'), store, clock: systemClock });
for (let run = 0; run < Number(count); run++) {
  const writer = await repo.begin();
  const files = new Map<string, string>();
  for (let i = 0; i < 40; i++) {
    const content = `${name} ${process.pid} ${run} ${i}\n`.repeat(1 + ((run * 31 + i * 17) % 400));
    files.set(`${name}/sw-${(run + i) % 60}`, await writer.put(content));
  }
  if (run % 7 === 6) {
    await writer.abandon();
    continue;
  }
  const answer = await writer.commit({ files, message: `${name} ${run}`, author: name, atMs: Date.now() });
  writeSync(1, `${answer?.commit}\n`);
  if (run % 5 === 4) await repo.tidy();
}
await store.close();
