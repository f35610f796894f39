/** The built program as a client starts it, line by line: what it is sent, and every line it answers with. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished } from 'vitest';

/** The built program; `vitest.config.ts` has it built. */
export const MAIN = resolve('dist/main.js');

/** How long a program may take to answer on a busy machine, milliseconds. */
const PATIENCE_MS = 15_000;

/** A configuration whose devices are all `host:port`; gone when the test ends. Answers with its path. */
export function configFor(names: readonly string[], host = '127.0.0.1', port = 9): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-protocol-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const rows = names.map((name) => `${name},${host},${port},cisco_ios`);
  writeFileSync(join(folder, 'devices.csv'), `name,host,port,platform\n${rows.join('\n')}\n`);
  const config = {
    data_dir: join(folder, 'data'),
    inventory: [{ type: 'csv', path: 'devices.csv' }],
    credentials: { default: { username: 'admin', password: 'env:DEVICE_PASSWORD' } },
    ssh: { config_file: false },
  };
  const file = join(folder, 'rollcall.yaml');
  // JSON is YAML too.
  writeFileSync(file, JSON.stringify(config));
  return file;
}

export const ENV = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', DEVICE_PASSWORD: 'unused' };

export interface Served {
  readonly pid: number;
  /** Sends one line as it is. */
  send(line: string): void;
  /** Sends a request and resolves with its response. */
  ask(method: string, params?: unknown): Promise<Response>;
  /** Resolves with the first message that fits, among those that came and those to come. */
  message(fits: (message: Response) => boolean): Promise<Response>;
  /** Every line of stdout so far. */
  readonly lines: readonly string[];
  readonly stderr: () => string;
  endInput(): void;
  /** Stops reading what the program writes, as a client that died. */
  closeOutput(): void;
  /** Resolves with the exit code (null after a deadly signal) and how long it took from this call, milliseconds. */
  exit(): Promise<{ readonly code: number | null; readonly ms: number }>;
}

/** One JSON-RPC message, loosely. */
export interface Response {
  readonly jsonrpc?: string;
  readonly id?: number;
  readonly method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape it asked for.
  readonly result?: any;
  readonly error?: { readonly code: number; readonly message: string };
}

/** Starts `rollcall mcp`; when the test ends it is killed, and every line it wrote must have been JSON-RPC 2.0. */
export function serve(configFile: string, nodeArgs: readonly string[] = []): Served {
  const child = spawn(process.execPath, [...nodeArgs, MAIN, 'mcp', '--config', configFile], { env: ENV });
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
    expect(strays).toEqual([]);
  });
  const lines: string[] = [];
  const strays: string[] = [];
  const waiting = new Set<() => void>();
  let partial = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const whole = (partial + text).split('\n');
    partial = whole.pop() ?? '';
    lines.push(...whole);
    strays.push(...whole.filter((line) => !isJsonRpc(line)));
    for (const look of waiting) look();
  });
  child.stdin.on('error', () => {});

  const message = (fits: (message: Response) => boolean) =>
    new Promise<Response>((found, failed) => {
      const look = () => {
        const match = lines
          .filter(isJsonRpc)
          .map((line) => JSON.parse(line) as Response)
          .find(fits);
        if (match === undefined) return;
        clearTimeout(timer);
        waiting.delete(look);
        found(match);
      };
      const timer = setTimeout(() => failed(new Error(`no such message; stderr: ${stderr}`)), PATIENCE_MS);
      waiting.add(look);
      look();
    });
  let lastId = 0;
  return {
    pid: child.pid ?? 0,
    lines,
    message,
    stderr: () => stderr,
    send: (line) => void child.stdin.write(`${line}\n`),
    ask: (method, params) => {
      const id = ++lastId;
      child.stdin.write(
        `${JSON.stringify({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) })}\n`,
      );
      return message((candidate) => candidate.id === id);
    },
    endInput: () => void child.stdin.end(),
    closeOutput: () => void child.stdout.destroy(),
    exit: async () => {
      const from = performance.now();
      return { code: await exited, ms: performance.now() - from };
    },
  };
}

function isJsonRpc(line: string): boolean {
  try {
    return (JSON.parse(line) as Response).jsonrpc === '2.0';
  } catch {
    return false;
  }
}

/** Starts and greets. */
export async function greeted(configFile: string, nodeArgs?: readonly string[]): Promise<Served> {
  const served = serve(configFile, nodeArgs);
  await served.ask('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '0' },
  });
  served.send('{"jsonrpc":"2.0","method":"notifications/initialized"}');
  return served;
}

/** The error in a tool's reply. */
export function toolError(response: Response): {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
} {
  if (response.result?.isError !== true) throw new Error(`no error: ${JSON.stringify(response).slice(0, 500)}`);
  return JSON.parse(response.result.content[0].text).error;
}
