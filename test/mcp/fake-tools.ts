/** Tools that exist only in tests: one that says what it is told to, in any effect. */
import { z } from 'zod';
import { defineTool, type ToolEffect } from '../../src/tools/define-tool.ts';
import type { ToolContext } from '../../src/tools/tool-context.ts';

export const echoInput = z.strictObject({
  select: z.string().min(1).max(100).describe('Which devices, e.g. "all".'),
  limit: z.number().int().min(1).max(50).default(20).describe('Rows, e.g. 20.'),
  commands: z.array(z.string()).max(5).optional().describe('Commands, e.g. ["show version"].'),
  mode: z.enum(['short', 'long']).default('short').describe('How much, e.g. "short".'),
});

export const echoOutput = z.strictObject({ said: z.unknown() });

type EchoInput = z.infer<typeof echoInput>;

/** A tool with `echo`'s schemas that does `run`. */
export function toolThat(
  run: (args: EchoInput, context: ToolContext) => unknown,
  { name = 'echo', effect = 'reads-devices' }: { readonly name?: string; readonly effect?: ToolEffect } = {},
) {
  return defineTool({
    name,
    title: 'Echo',
    description: 'Says what the test wants.',
    effect,
    input: echoInput,
    output: echoOutput,
    run: async (args, context) => ({ said: await run(args, context) }),
  });
}
