/** Runs and ends the lab's programs. Knows processes and ports; nothing of SSH or routers. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** Starting a daemon takes milliseconds; what is not up by then will not come up. */
const COMMAND_TIMEOUT_MS = 30_000;
/** Between asking a process to end and ending it. */
const GRACE_MS = 3_000;

/** The program's standard output. Rejects with its standard error when it fails. */
export async function run(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execFileAsync(program, [...args], { timeout: COMMAND_TIMEOUT_MS });
  return stdout;
}

/** Like `run`, for what may fail because it is done already (deleting twice). */
export async function tryRun(program: string, args: readonly string[]): Promise<void> {
  await run(program, args).catch(() => undefined);
}

/** Standard input for programs that take a secret there. */
export function runWithInput(program: string, args: readonly string[], input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], { timeout: COMMAND_TIMEOUT_MS }, (error) =>
      error === null ? resolve() : reject(error),
    );
    child.stdin?.end(input);
  });
}

/** TCP ports of loopback nobody listens on, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => (server.address() as { readonly port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** Resolves when `isDone` says so; rejects with `what` after `withinMs`. */
export async function until(isDone: () => boolean | Promise<boolean>, what: string, withinMs = 10_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isDone())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await pause(20);
  }
}

/**
 * Ends every process whose command line holds `mark`, by its id: first asked, then ended. A lab's mark is random and
 * stands in the command line of each process it started, so nothing else is meant.
 */
export async function endProcesses(mark: string): Promise<void> {
  for (const pid of processesOf(mark)) signal(pid, 'SIGTERM');
  const deadline = performance.now() + GRACE_MS;
  while (processesOf(mark).length > 0 && performance.now() < deadline) await pause(20);
  for (const pid of processesOf(mark)) signal(pid, 'SIGKILL');
}

function processesOf(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => commandLine(name).includes(mark))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
}
