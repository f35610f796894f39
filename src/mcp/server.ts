/**
 * The MCP server: which request is answered by which file of this room. Knows the SDK; nothing of devices, runs or
 * streams.
 */
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { type Clock, systemClock } from '../core/clock.ts';
import { type Log, silentLog } from '../core/log.ts';
import { nearMatches, oneLine, stripUnsafe } from '../core/text.ts';
import type { ToolDefinition } from '../tools/define-tool.ts';
import { askApp, inOurWords } from './ask-app.ts';
import { personAsker } from './ask-person.ts';
import { callTool } from './call-tool.ts';
import { complete } from './complete.ts';
import { explainError } from './explain-error.ts';
import { GreetingProtocol } from './greeting-protocol.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { type LateApp, lateApp, type McpApp } from './mcp-app.ts';
import { type ProgressReport, paceProgress } from './progress.ts';
import { getPrompt, listPrompts } from './prompts.ts';
import { INVALID_PARAMS, ProtocolError } from './protocol-error.ts';
import { replyText } from './reply-text.ts';
import { listRuns, readResource, resourceTemplates } from './resources.ts';
import { describeTool } from './tool-list.ts';

/** After the greeting, before the app is loaded unasked: long enough for the client's `tools/list`, which comes next. */
const PRELOAD_AFTER_MS = 50;

/** As the SDK's, but whatever comes as arguments is taken, so that a complaint about it is ours and readable. */
const ToolCallSchema = CallToolRequestSchema.extend({
  params: CallToolRequestSchema.shape.params.extend({ arguments: z.unknown() }),
});

export interface McpServerOptions {
  /** Called after the greeting, or by the first request that needs tools: importing them takes longer than greeting. */
  readonly loadTools: () => Promise<readonly ToolDefinition[]>;
  /** Puts the program together; called a little after the greeting, or by the first call that needs it. */
  readonly loadApp: () => Promise<McpApp>;
  readonly version: string;
  /** Where faults go until the app brings its own log. */
  readonly log?: Log;
  readonly clock?: Clock;
}

export interface McpServer {
  /** Serves one client; resolves once the transport has started. */
  connect(transport: Transport): Promise<void>;
  /** Whether devices are being changed: `close` then takes as long as they do. */
  isChanging(): boolean;
  /** Cancels calls under way, closes the transport, then the app. Never throws. */
  close(): Promise<void>;
}

/** A server for one client. */
export function createMcpServer(options: McpServerOptions): McpServer {
  const { clock = systemClock, log = silentLog } = options;
  const app = lateApp({ loadApp: options.loadApp, log, publicText: stripUnsafe });
  const tools = once(options.loadTools);
  const report = (doing: string) => (error: unknown) => void explainError(error, { log: app.log(), doing });
  let cancelPreload = () => {};
  const preload = () => {
    tools().catch(report('start'));
    cancelPreload = clock.after(PRELOAD_AFTER_MS, () => void app.get().catch(report('start')));
  };
  const server = new GreetingProtocol(
    {
      serverInfo: { name: 'rollcall', title: 'Rollcall', version: options.version },
      capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
      instructions: INSTRUCTIONS,
    },
    preload,
  );
  server.onerror = (error) => app.log().warn('mcp_message', { error: error.message });
  answerToolRequests(server, { app, clock, tools });
  answerResourceRequests(server, app);
  answerPromptRequests(server, app);
  return {
    connect: (transport) => server.connect(transport),
    isChanging: () => app.isChanging(),
    close: async () => {
      cancelPreload();
      await server.close();
      await app.close().catch(report('stop'));
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

interface ToolRequests {
  readonly app: LateApp;
  readonly clock: Clock;
  readonly tools: McpServerOptions['loadTools'];
}

function answerToolRequests(server: GreetingProtocol, { app, clock, tools }: ToolRequests): void {
  const describeAll = once(async () => (await tools()).map(describeTool));
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: await describeAll() }));
  server.setRequestHandler(ToolCallSchema, async ({ params }, { signal, sendNotification, sendRequest }) => {
    const tool = (await tools()).find((candidate) => candidate.name === params.name);
    if (tool === undefined) throw unknownTool(params.name, await tools());
    const { client } = server;
    const askPerson = personAsker({ client, send: sendRequest, signal, clean: (text) => app.publicText(text) });
    const call = { tool, args: params.arguments, app, signal, askPerson };
    const token = params._meta?.progressToken;
    if (token === undefined) return callTool(call);
    let isAnswered = false;
    const send = (report: ProgressReport) => {
      if (isAnswered) return;
      const params = { progressToken: token, ...report };
      // Nobody waits for it: a client that went away is noticed elsewhere.
      void sendNotification({ method: 'notifications/progress', params }).catch(() => {});
    };
    const reply = callTool({ ...call, onProgress: paceProgress(send, clock) });
    return reply.finally(() => {
      isAnswered = true;
    });
  });
}

function unknownTool(name: string, tools: readonly ToolDefinition[]): ProtocolError {
  const names = tools.map((tool) => tool.name);
  const [near] = nearMatches(name, names, 1);
  const advice = near === undefined ? `Tools are: ${names.join(', ')}.` : `Did you mean ${near}?`;
  return new ProtocolError(INVALID_PARAMS, `There is no tool ${oneLine(name, 60)}. ${advice}`);
}

function answerResourceRequests(server: GreetingProtocol, app: LateApp): void {
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [...resourceTemplates] }));
  server.setRequestHandler(ListResourcesRequestSchema, (_, { signal }) =>
    askApp({ app, doing: 'resources/list', signal }, async (context) => ({ resources: await listRuns(context) })),
  );
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }, { signal }) => {
    const request = { app, doing: 'resources/read', signal };
    return inOurWords(request, async () => {
      const value = await askApp(request, (context) => readResource(uri, context));
      return { contents: [{ uri, mimeType: 'application/json', text: replyText(value, uri) }] };
    });
  });
}

function answerPromptRequests(server: GreetingProtocol, app: LateApp): void {
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: listPrompts() }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) =>
    inOurWords({ app, doing: 'prompts/get' }, () => getPrompt(params.name, params.arguments)),
  );
  server.setRequestHandler(CompleteRequestSchema, ({ params }, { signal }) =>
    askApp({ app, doing: 'completion/complete', signal }, (context) => complete(params, context)),
  );
}
