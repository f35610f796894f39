/** One tool call from arguments to reply. Knows checking, cleaning, the reply's size and errors; nothing of transports. */
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { RollcallError } from '../core/errors.ts';
import type { RunProgress } from '../engine/run-spec.ts';
import type { AskPerson } from '../tools/ask-person.ts';
import type { ToolDefinition } from '../tools/define-tool.ts';
import { checkArguments } from './check-arguments.ts';
import { cleanJson } from './clean-json.ts';
import { explainError } from './explain-error.ts';
import type { LateApp } from './mcp-app.ts';
import { replyText } from './reply-text.ts';

export interface ToolCall {
  readonly tool: ToolDefinition;
  readonly args: unknown;
  readonly app: LateApp;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
  /** The client's dialog, where it has one. */
  readonly askPerson?: AskPerson | undefined;
}

/** The reply, always: what goes wrong is a reply with `isError` and the text `{"error":{"code","message","hint"}}`. */
export async function callTool(call: ToolCall): Promise<CallToolResult> {
  const { tool, app } = call;
  try {
    const reply = cleanJson(await answer(call), (text) => app.publicText(text));
    return { structuredContent: reply, content: [{ type: 'text', text: replyText(reply, tool.name) }] };
  } catch (error) {
    const known = call.signal.aborted ? new RollcallError('CANCELLED', 'The call was cancelled.') : error;
    const explained = cleanJson(explainError(known, { log: app.log(), doing: tool.name }), (text) =>
      app.publicText(text),
    );
    // No structuredContent: clients would hold it against the tool's output schema.
    return { isError: true, content: [{ type: 'text', text: JSON.stringify({ error: explained }) }] };
  }
}

async function answer(call: ToolCall): Promise<Record<string, unknown>> {
  const input = checkArguments(call.tool, call.args);
  const app = await call.app.get();
  const context = await app.context({
    principal: 'mcp',
    signal: call.signal,
    ...(call.onProgress && { onProgress: call.onProgress }),
    ...(call.askPerson && { askPerson: call.askPerson }),
  });
  // Parsed, so that what leaves is what the advertised schema says and nothing beside it.
  return call.tool.output.parse(await call.tool.run(input, context));
}
