/** An MCP client that starts a server and asks it. Knows the protocol; nothing of the tools it calls. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import type { ProgressReport } from './progress.ts';

/** A run waits at most 45 s per call; a server that has not answered by then and some more is stuck. */
const CALL_TIMEOUT_MS = 60_000;

export interface StdioClientOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Besides HOME, PATH and the like, which are always passed; a server sees nothing else of this environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly version?: string;
  /** Progress of any call that has no listener of its own. */
  readonly onProgress?: (report: ProgressReport) => void;
  /** What the server logs, in pieces as they come; passed through to our stderr when absent. */
  readonly onStderr?: (text: string) => void;
}

export interface CallOptions {
  readonly onProgress?: (report: ProgressReport) => void;
  /** Milliseconds, default 60,000. The server is told to cancel. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface ToolReply {
  readonly isError: boolean;
  /** The tool's answer, or `{error: {code, message, hint}}` when `isError`. */
  readonly value: unknown;
  /** The same as JSON text, as the model would read it. */
  readonly text: string;
}

export interface StdioClient {
  /** The server's process. */
  readonly pid: number | null;
  readonly instructions: string | undefined;
  listTools(): Promise<readonly Tool[]>;
  /** Rejects on protocol errors (unknown tool), a timeout, an aborted signal, and when the server goes away. */
  callTool(name: string, args?: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<ToolReply>;
  /** The parsed JSON of a resource. */
  readResource(uri: string): Promise<unknown>;
  /** Ends the server's input and waits for its exit; a server that stays is killed after 4 s. */
  close(): Promise<void>;
}

/** Starts `command` and greets it. Rejects when it cannot be started or does not greet back. */
export async function connectStdioClient(options: StdioClientOptions): Promise<StdioClient> {
  const transport = new StdioClientTransport({
    command: options.command,
    args: [...options.args],
    env: { ...options.env },
    stderr: options.onStderr === undefined ? 'inherit' : 'pipe',
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  transport.stderr?.on('data', (chunk: Buffer) => options.onStderr?.(chunk.toString('utf8')));
  const client = new Client({ name: 'rollcall', version: options.version ?? '0' });
  await client.connect(transport);
  return {
    pid: transport.pid,
    instructions: client.getInstructions(),
    listTools: async () => (await client.listTools()).tools,
    callTool: (name, args = {}, call = {}) => callTool(client, name, args, { ...options, ...call }),
    readResource: async (uri) => JSON.parse(textOf((await client.readResource({ uri })).contents)),
    close: () => client.close(),
  };
}

async function callTool(
  client: Client,
  name: string,
  args: Readonly<Record<string, unknown>>,
  call: CallOptions,
): Promise<ToolReply> {
  const { onProgress, signal } = call;
  const result = await client.callTool({ name, arguments: args }, undefined, {
    timeout: call.timeoutMs ?? CALL_TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined
      ? {}
      : {
          onprogress: ({ progress, total, message }) =>
            onProgress({ progress, total: total ?? 0, message: message ?? '' }),
        }),
  });
  const text = textOf(result.content);
  return { isError: result.isError === true, value: result.structuredContent ?? JSON.parse(text), text };
}

function textOf(parts: unknown): string {
  const [first] = parts as readonly { readonly text?: unknown }[];
  return typeof first?.text === 'string' ? first.text : '';
}
