/** A process of its own that appends until it is killed: `node audit-process.ts <dataDir> <name>`. Prints each entry once it is on disk. */
import { join } from 'node:path';
import { systemClock } from '../../src/core/clock.ts';
import { openAuditLog } from '../../src/storage/file-audit-log.ts';
import { openStore } from '../../src/storage/sqlite.ts';

const [dataDir = '', name = ''] = process.argv.slice(2);
const { auditHead } = await openStore({ dataDir, clock: systemClock });
const headFile = join(dataDir, '..', 'exported.head');
const log = openAuditLog({ dataDir, headFile, auditHead, clock: systemClock, clean: (text) => text });
for (let i = 0; ; i++) {
  const { seq, hash } = await log.append({ event: 'device', who: name, i });
  process.stdout.write(`${JSON.stringify({ seq, hash, i })}\n`);
}
