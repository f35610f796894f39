/** `rollcall serve` as a process: what it says on start, that two do not do everything twice, and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { configFor, ENV, MAIN } from './served.ts';

interface Serving {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exit: Promise<number | null>;
}

function serve(configFile: string): Serving {
  const child = spawn(process.execPath, [MAIN, 'serve', '--config', configFile], { env: ENV, stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const heard = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    heard.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    heard.stderr += String(chunk);
  });
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, stdout: () => heard.stdout, stderr: () => heard.stderr, exit };
}

const events = ({ stderr }: Serving) =>
  stderr()
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: string }).event);

it.each(['SIGTERM', 'SIGINT'] as const)('serves until %s, alone, with JSON lines on stderr', async (signal) => {
  const file = configFor(['sw1']);
  const schedule = { name: 'yearly', cron: '0 0 29 2 *', job: 'check', select: 'all' };
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), schedules: [schedule] }));
  const first = serve(file);
  await expect.poll(() => first.stderr(), { timeout: 15_000 }).toContain('"event":"serving"');

  const second = serve(file);
  expect(await second.exit).toBe(3);
  expect(second.stderr()).toMatch(new RegExp(`^LEASE_HELD: .* by process ${first.child.pid} `));

  first.child.kill(signal);
  expect(await first.exit).toBe(0);
  expect(events(first)).toEqual(['job_waits', 'serving', 'stopping']);
  expect(first.stdout() + second.stdout()).toBe('');
});
