/** A process of its own that holds a lease until it is killed: `node lease-process.ts <dataDir> <name>`. */
import { systemClock } from '../../src/core/clock.ts';
import { openStore } from '../../src/storage/sqlite.ts';

const [dataDir = '', name = ''] = process.argv.slice(2);
const store = await openStore({ dataDir, clock: systemClock });
const answer = await store.takeLease(name, 'another process');
process.stdout.write('lease' in answer ? 'held\n' : 'refused\n');
await new Promise(() => setInterval(() => {}, 60_000));
