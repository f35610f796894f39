/** Tools as `tools/list` shows them. Knows how an effect reads as hints; nothing of what a tool does. */
import type { Tool, ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { ToolDefinition, ToolEffect } from '../tools/define-tool.ts';

/** `openWorldHint` marks answers that hold text from devices: untrusted. */
const ANNOTATIONS: Record<ToolEffect, ToolAnnotations> = {
  'reads-server': { readOnlyHint: true, openWorldHint: false },
  'reads-devices': { readOnlyHint: true, idempotentHint: true, openWorldHint: true },
  'changes-server': { readOnlyHint: false, destructiveHint: false },
  'changes-devices': { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
};

/** Asks the client to put every call before the user, whatever it may run by itself. */
const ASK_THE_USER = { 'anthropic/requiresUserInteraction': true };

/** One tool's entry, e.g. `{name: 'get_run', title, description, inputSchema, outputSchema, annotations}`. */
export function describeTool(tool: ToolDefinition): Tool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: objectSchema(tool.input, 'input'),
    outputSchema: objectSchema(tool.output, 'output'),
    annotations: ANNOTATIONS[tool.effect],
    ...(tool.effect === 'changes-devices' ? { _meta: ASK_THE_USER } : {}),
  };
}

/** JSON Schema of one object: what a caller may send (`input`: defaults are optional), or what it will get (`output`). */
function objectSchema(schema: z.ZodObject, io: 'input' | 'output'): Tool['inputSchema'] {
  const { $schema, ...json } = z.toJSONSchema(schema, {
    io,
    // The bounds zod adds to every whole number say nothing and cost the model tokens.
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return { ...json, type: 'object' } as Tool['inputSchema'];
}
