/** A real SDK client joined to our server in one process, over an app made of what a test gives. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { onTestFinished } from 'vitest';
import { createLog, type Log, silentLog } from '../../src/core/log.ts';
import type { McpApp } from '../../src/mcp/mcp-app.ts';
import { createMcpServer, type McpServer, type McpServerOptions } from '../../src/mcp/server.ts';
import type { ToolDefinition } from '../../src/tools/define-tool.ts';
import type { ToolContext } from '../../src/tools/tool-context.ts';

/** What the tests plant; the fake app's `publicText` masks it, as the real one masks the credentials it holds. */
export const PLANTED = 'Tr0ub4dor&3';

export const maskPlanted = (text: string) => text.replaceAll(PLANTED, '<secret:test>');

/** An app whose context is `parts`, and what happened to it. */
export function fakeApp(parts: Partial<ToolContext> = {}, log: Log = silentLog) {
  const seen = { closed: 0, contexts: [] as Parameters<McpApp['context']>[0][] };
  const app: McpApp = {
    context: async (options) => {
      seen.contexts.push(options);
      return { ...options, ...parts } as ToolContext;
    },
    publicText: maskPlanted,
    log,
    isChanging: () => false,
    close: async () => {
      seen.closed++;
    },
  };
  return { app, seen };
}

/** A log that keeps its lines. */
export function keptLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const log = createLog({ level: 'debug', clean: maskPlanted, write: (line) => lines.push(line) });
  return { log, lines };
}

/** Client and server, connected; both are closed when the test ends. */
export async function connectInMemory(
  options: Partial<Omit<McpServerOptions, 'loadTools'>> & { readonly tools?: readonly ToolDefinition[] } = {},
): Promise<{ readonly client: Client; readonly server: McpServer }> {
  const server = createMcpServer({
    loadTools: async () => options.tools ?? [],
    loadApp: async () => fakeApp().app,
    version: '1.2.3',
    ...options,
  });
  const client = new Client({ name: 'test', version: '0' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(ours);
  await client.connect(theirs);
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  return { client, server };
}

/** The error a tool call answered with. */
export function errorOf(result: unknown): { readonly code: string; readonly message: string; readonly hint: string } {
  const { isError, content } = result as { isError?: boolean; content: readonly { readonly text: string }[] };
  if (isError !== true) throw new Error('the call did not fail');
  return JSON.parse(content[0]?.text ?? '').error;
}
