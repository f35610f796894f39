/** A server that ends in the middle of a run: what was finished is kept, and the run says how it ended. */
import { expect, onTestFinished, test } from 'vitest';
import type { RunAnswer, ShownResult } from '../support/program.ts';
import { type Program, startProgram } from '../support/program.ts';
import { type AcceptanceLab, countedDevices, labForTest, rollcall } from './acceptance-lab.ts';

const DEVICES = 200;
/** Devices answer between three and six seconds after they were asked. */
const latency = { connectMs: 0, commandMs: 3_000, closeMs: 0, jitter: 3_000 };
/** Finished devices before the blow falls. */
const FINISHED = 10;

interface Midway extends AcceptanceLab {
  readonly program: Program;
  readonly runId: string;
  /** Devices whose answers another process could already read. */
  readonly finished: ReadonlySet<string>;
}

/** A run under way, some of its devices finished and most of them not. */
async function midway(): Promise<Midway> {
  const lab = await labForTest({ devices: DEVICES, latency });
  const program = await startProgram({ configPath: lab.configPath });
  onTestFinished(() => program.close().catch(() => {}));
  const started = await program.ask<RunAnswer>('run_command', { select: 'all', commands: ['show clock'], wait_s: 1 });
  expect(started.state).toBe('running');
  let finished: readonly string[] = [];
  while (finished.length < FINISHED) finished = (await okDevices(lab, started.run_id)).map(({ device }) => device);
  expect(finished.length).toBeLessThan(DEVICES);
  return { ...lab, program, runId: started.run_id, finished: new Set(finished) };
}

async function okDevices({ configPath }: AcceptanceLab, runId: string): Promise<readonly ShownResult[]> {
  const found: ShownResult[] = [];
  let cursor: string | null = null;
  do {
    const more: readonly string[] = cursor === null ? [] : ['--cursor', cursor];
    const page = await rollcall(configPath, 'results', runId, '--status', 'ok', '--limit', '100', '--json', ...more);
    expect(page.code, page.stdout + page.stderr).toBe(0);
    const read = JSON.parse(page.stdout) as { results: ShownResult[]; next_cursor: string | null };
    found.push(...read.results);
    cursor = read.next_cursor;
  } while (cursor !== null);
  return found;
}

async function expectKept(run: Midway): Promise<void> {
  const kept = await okDevices(run, run.runId);
  const names = new Set(kept.map(({ device }) => device));
  expect([...run.finished].filter((device) => !names.has(device))).toEqual([]);
  const [first = ''] = run.finished;
  const raw = await rollcall(run.configPath, 'results', run.runId, '--device', first, '--raw');
  expect(raw.stdout).toMatch(/\d\d:\d\d:\d\d/);
}

test('the client closes: cancelled, every device accounted for', { timeout: 60_000 }, async () => {
  const run = await midway();
  await run.program.close();
  const { stdout } = await rollcall(run.configPath, 'runs');
  expect(stdout).toMatch(new RegExp(`^${run.runId} +cancelled `, 'm'));
  const again = await rollcall(run.configPath, 'runs', run.runId, '--json');
  const { counts } = JSON.parse(again.stdout) as RunAnswer;
  expect(counts).toMatchObject({ selected: DEVICES, pending: 0 });
  expect(counts.ok).toBeGreaterThanOrEqual(run.finished.size);
  expect(countedDevices(counts)).toBe(DEVICES);
  expect(again.code).toBe(1);
  await expectKept(run);
  await expect.poll(() => run.lab.counters().openConnections, { timeout: 5_000 }).toBe(0);
});

test('the server is killed: interrupted, what was finished is kept', { timeout: 60_000 }, async () => {
  const run = await midway();
  process.kill(run.program.client.pid ?? 0, 'SIGKILL');
  const listed = () => rollcall(run.configPath, 'runs').then(({ stdout }) => stdout);
  await expect.poll(listed, { timeout: 10_000 }).toMatch(new RegExp(`^${run.runId} +interrupted `, 'm'));
  const again = await rollcall(run.configPath, 'runs', run.runId, '--json');
  const answer = JSON.parse(again.stdout) as RunAnswer;
  expect(answer).toMatchObject({ state: 'interrupted', counts: { selected: DEVICES } });
  expect(countedDevices(answer.counts)).toBe(DEVICES);
  expect(again.code).toBe(1);
  await expectKept(run);
  const pending = await rollcall(run.configPath, 'results', run.runId, '--status', 'pending', '--json');
  expect((JSON.parse(pending.stdout) as { total: number }).total).toBe(answer.counts.pending);
});

test('another process reads all the while, and disturbs nothing', { timeout: 60_000 }, async () => {
  const run = await midway();
  const seen = [run.finished.size];
  let state = 'running';
  while (state === 'running') {
    const listed = await rollcall(run.configPath, 'runs', '--json');
    expect([listed.code, listed.stderr]).toEqual([0, '']);
    const [latest] = (JSON.parse(listed.stdout) as { runs: { run_id: string; state: string }[] }).runs;
    expect(latest?.run_id).toBe(run.runId);
    state = latest?.state ?? '';
    seen.push((await okDevices(run, run.runId)).length);
  }
  expect(state).toBe('done');
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  const answer = await run.program.run('get_run', { run_id: run.runId });
  expect(answer.counts).toMatchObject({ selected: DEVICES, ok: DEVICES });
  expect(seen.at(-1)).toBe(DEVICES);
});
