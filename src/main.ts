#!/usr/bin/env node
/**
 * The executable: arguments in, exit code out. Knows which parts are put together for `rollcall mcp` and for a shell,
 * and loads only those: a client waits for the server's greeting.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { AppOptions } from './app.ts';

/** What Node must be able to do: load ES modules that native add-ons and our libraries expect. */
const OLDEST_NODE = [20, 19] as const;

const version = () =>
  (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;

function isNodeTooOld(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
}

async function loadApp(configPath: string | undefined, logSink?: AppOptions['logSink']) {
  const { createApp } = await import('./app.ts');
  return createApp({
    env: process.env,
    cwd: process.cwd(),
    ...(configPath === undefined ? {} : { configPath }),
    // What logs for itself stays, and has the time to look at what an earlier process left.
    ...(logSink === undefined ? { recovers: true } : { logSink }),
  });
}

async function serveMcp(configPath: string | undefined): Promise<void> {
  const { serveStdio } = await import('./mcp/stdio.ts');
  await serveStdio({ version: version(), loadApp: () => loadApp(configPath) });
}

/** `rollcall mcp [--config file]` and nothing else; the command line explains every other spelling. */
function plainMcp(argv: readonly string[]): { readonly configPath: string | undefined } | null {
  if (argv[0] !== 'mcp') return null;
  try {
    const { values } = parseArgs({ args: argv.slice(1), options: { config: { type: 'string' } } });
    return { configPath: values.config };
  } catch {
    return null;
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const mcp = plainMcp(argv);
  if (mcp !== null) {
    await serveMcp(mcp.configPath);
    return 0;
  }
  const { runAtShell } = await import('./cli/run-at-shell.ts');
  return runAtShell(argv, { version: version(), loadApp, serveMcp });
}

if (isNodeTooOld()) {
  process.stderr.write(`Rollcall needs Node ${OLDEST_NODE.join('.')} or later; this is ${process.versions.node}.\n`);
  process.exit(1);
}
process.exit(await main(process.argv.slice(2)));
