/** A process that begins the changes of given plans when told to: `node begin-process.ts <dataDir> <name> <plan>…`. Prints those it began. */
import { once } from 'node:events';
import { systemClock } from '../../src/core/clock.ts';
import { openStore } from '../../src/storage/sqlite.ts';
import { aChange, someDevices } from './change-records.ts';

const [dataDir = '', name = '', ...plans] = process.argv.slice(2);
const store = await openStore({ dataDir, clock: systemClock });
process.stdout.write('ready\n');
await once(process.stdin, 'data');
for (const plan of plans) {
  const id = `c-${plan}-${name}`;
  if (await store.beginChange(aChange(id, plan), someDevices(['a', 'b']))) process.stdout.write(`${id}\n`);
}
await store.close();
