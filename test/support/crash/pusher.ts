/**
 * Rollcall in a process that is there to be killed: settles what a change left unfinished, or pushes an approved plan, as
 * it is told. Started by `fork`; knows no more than any other client of the room.
 */
import { createApp } from '../../../src/app.ts';
import { createScaledClock } from './scaled-clock.ts';

export interface PusherOptions {
  readonly folder: string;
  readonly configFile: string;
  readonly zeroMs: number;
}

export type PusherOrder =
  | { readonly do: 'push'; readonly planId: string }
  /** Looks until that change is settled, by this process or another. */
  | { readonly do: 'recover'; readonly changeId: string };

/** `ready` once it may be given an order, `done` when the order is; `failed` with the error's text. */
export type PusherSays =
  | { readonly says: 'ready' }
  | { readonly says: 'done' }
  | { readonly says: 'failed'; readonly why: string };

/** Real milliseconds between two looks at a change that another process settles. */
const PATIENCE_MS = 20;
const LONG_MS = 2 ** 31 - 1;

const { folder, configFile, zeroMs } = JSON.parse(process.argv[2] ?? '') as PusherOptions;
const clock = createScaledClock(zeroMs);
const app = await createApp({
  env: {},
  cwd: folder,
  configPath: configFile,
  clock,
  logSink: { level: 'error', write: (line) => void process.stderr.write(line) },
});
const { changes, runs } = await app.context({ principal: 'cli:push', signal: new AbortController().signal });

async function push(planId: string): Promise<void> {
  await runs.wait((await changes.push(planId, 'cli:push')).runId, LONG_MS);
}

async function recover(changeId: string): Promise<void> {
  for (;;) {
    await Promise.all((await changes.recover('cli:recover')).map(({ ended }) => ended));
    const { change } = await changes.change(changeId);
    if (change.state === 'done' || change.state === 'halted') return;
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  }
}

const say = (words: PusherSays) => process.send?.(words);
process.on('message', (order: PusherOrder) => {
  const done = order.do === 'push' ? push(order.planId) : recover(order.changeId);
  done.then(
    () => say({ says: 'done' }),
    (error: unknown) => say({ says: 'failed', why: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
say({ says: 'ready' });
