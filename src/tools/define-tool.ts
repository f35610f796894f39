/**
 * What a tool is: one thing the model, or a person at a shell, can ask for. Knows names, schemas and effects; knows
 * neither MCP nor the terminal.
 */
import type { z } from 'zod';
import type { ToolContext } from './tool-context.ts';

/** What a call can touch. Annotations, approval and the audit line derive from it. */
export type ToolEffect = 'reads-server' | 'reads-devices' | 'changes-server' | 'changes-devices';

export interface ToolDefinition<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  /** snake_case, at most 30 characters; the file is the name with `-`. */
  readonly name: string;
  readonly title: string;
  /** At most 1,000 characters: what, when to use it, when not, limits. */
  readonly description: string;
  readonly effect: ToolEffect;
  /** `z.strictObject`, flat, no unions; every field `.describe()`d with unit and example. Keys are snake_case. */
  readonly input: I;
  /** Keys are snake_case, as they leave. */
  readonly output: O;
  /** Does the work and answers in the shape of `output`. Throws RollcallError; never catches. */
  readonly run: (args: z.infer<I>, context: ToolContext) => Promise<z.infer<O>>;
}

/** Keeps the schemas' types together with `run`. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(
  tool: ToolDefinition<I, O>,
): ToolDefinition<I, O> {
  return tool;
}
