/**
 * The server on this process's own streams. Knows when a client is gone, and that stdout belongs to the protocol;
 * nothing of tools.
 */
import type { Readable, Writable } from 'node:stream';
import { createLog } from '../core/log.ts';
import { stripUnsafe } from '../core/text.ts';
import { lineTransport } from './line-transport.ts';
import { createMcpServer, type McpServerOptions } from './server.ts';

/** How long storing the runs may take after the client has gone: the SDK's client waits two seconds, asks with SIGTERM, and kills two seconds later. */
const FAREWELL_MS = 3_500;

export type ServeStdioOptions = Pick<McpServerOptions, 'loadApp' | 'version'>;

/**
 * Serves until the client goes (end of stdin, a broken stdout) or a signal comes (SIGTERM, SIGINT); resolves when
 * runs are cancelled and stored, mostly at once and at the latest after 3.5 s, or when the devices being changed have
 * come to their end. The caller then ends the process: sockets may still be open.
 * Until then whatever else is written to stdout, `console.log` included, goes to stderr.
 */
export async function serveStdio(options: ServeStdioOptions): Promise<void> {
  const log = createLog({ level: 'info', clean: stripUnsafe });
  const write = lineWriter(keepStdout());
  const server = createMcpServer({ ...options, log, loadTools });
  const gone = clientGone(process.stdin, process.stdout);
  await server.connect(lineTransport({ input: process.stdin, write }));
  log.info('mcp_stopping', { because: await gone });
  const isChanging = server.isChanging();
  const closed = server.close();
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, FAREWELL_MS))]);
  // Devices in the middle of a change come to their end; who kills us before leaves them to the next start.
  if (isChanging) await closed;
}

/** Imported late: the greeting needs no tool, and with them come the platforms and the checks. */
async function loadTools() {
  return (await import('../tools/registry.ts')).tools;
}

/** Takes stdout for the protocol; everyone else's writes go to stderr from here on. */
function keepStdout(): (line: string, done: (error?: Error | null) => void) => void {
  const own = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  return (line, done) => void own(line, done);
}

/** Resolves also when the reader is gone: `clientGone` acts on that. */
function lineWriter(write: ReturnType<typeof keepStdout>): (line: string) => Promise<void> {
  return (line) => new Promise((resolve) => write(line, () => resolve()));
}

/** Resolves with the reason when nobody is left to answer to. */
function clientGone(input: Readable, output: Writable): Promise<string> {
  return new Promise((resolve) => {
    input.once('end', () => resolve('stdin ended'));
    input.once('close', () => resolve('stdin closed'));
    // These two stay: a broken stream may say so more than once.
    input.on('error', () => resolve('stdin failed'));
    output.on('error', () => resolve('stdout closed'));
    // A second signal must not cut the storing short.
    process.on('SIGTERM', () => resolve('SIGTERM'));
    process.on('SIGINT', () => resolve('SIGINT'));
  });
}
