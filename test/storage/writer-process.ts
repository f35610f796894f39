/** A process of its own that writes a run: `node writer-process.ts <dataDir> <runId>`. Prints each device once it is committed. */
import { systemClock } from '../../src/core/clock.ts';
import { openStore } from '../../src/storage/sqlite.ts';
import { anOutcome, aRun } from './contract.ts';

const [dataDir = '', runId = ''] = process.argv.slice(2);
const store = await openStore({ dataDir, clock: systemClock });
const devices = Array.from({ length: 5_000 }, (_, i) => `sw-${i}`);
await store.createRun(aRun(runId, devices));
process.stdout.write('ready\n');
for (const [i, device] of devices.entries()) {
  const [outputHash = ''] = await store.putOutputs([`output of ${device} `.repeat(100)]);
  const answer = {
    command: 'x',
    outputHash,
    sizeBytes: 1,
    truncated: false,
    spillFile: null,
    errorCode: null,
    durationMs: 1,
  };
  await store.recordOutcomes(runId, [anOutcome(device, { answers: [answer] })]);
  process.stdout.write(`${i}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
await new Promise(() => setInterval(() => {}, 60_000));
