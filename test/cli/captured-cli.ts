/** A command line without a terminal: what it printed, and parts a test can replace. */
import type { CliParts } from '../../src/cli/parts.ts';
import { createPrinter } from '../../src/cli/print.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { captureStream } from './streams.ts';

export interface Captured {
  readonly parts: CliParts;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly run: (...argv: readonly string[]) => Promise<number>;
}

export function captured(over: Partial<CliParts> = {}): Captured {
  const stdout = captureStream();
  const stderr = captureStream();
  const parts: CliParts = {
    env: {},
    cwd: '/nowhere',
    version: '1.2.3',
    print: createPrinter({ stdout, stderr, env: {} }),
    program: ['/usr/bin/node', '/opt/rollcall/dist/main.js'],
    loadApp: () => Promise.reject(new Error('not in this test')),
    loadService: () => Promise.reject(new Error('not in this test')),
    serveMcp: () => Promise.reject(new Error('not in this test')),
    ask: null,
    ...over,
  };
  return { parts, stdout: stdout.text, stderr: stderr.text, run: (...argv) => runCli(argv, parts) };
}
