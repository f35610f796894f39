/** A call's arguments, checked, with complaints a model can act on. Knows zod's issues; nothing of what a tool does. */
import type { z } from 'zod';
import { RollcallError } from '../core/errors.ts';
import { nearMatches, oneLine } from '../core/text.ts';
import type { ToolDefinition } from '../tools/define-tool.ts';

/** More complaints than this at once only bury the first. */
const MOST_COMPLAINTS = 5;

/** The arguments with defaults filled in. @throws {RollcallError} BAD_INPUT naming each field and what is wrong with it. */
export function checkArguments(tool: ToolDefinition, args: unknown): Record<string, unknown> {
  const parsed = tool.input.safeParse(args ?? {});
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.flatMap((issue) => complain(issue, tool, args));
  throw new RollcallError('BAD_INPUT', complaints.slice(0, MOST_COMPLAINTS).join(' '), {
    hint: `${tool.name} takes: ${Object.keys(tool.input.shape).join(', ')}.`,
  });
}

function complain(issue: z.core.$ZodIssue, tool: ToolDefinition, args: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownArgument(key, Object.keys(tool.input.shape)));
  }
  const field = fieldName(issue.path);
  if (field === '') return [`${issue.message}.`];
  if (issue.code === 'invalid_type' && valueAt(args, issue.path) === undefined) {
    const meaning = tool.input.shape[String(issue.path[0])]?.description;
    return [issue.path.length === 1 && meaning ? `\`${field}\` is required: ${meaning}` : `\`${field}\` is required.`];
  }
  return [`\`${field}\`: ${issue.message}.`];
}

function unknownArgument(key: string, known: readonly string[]): string {
  const [near] = nearMatches(key, known, 1);
  return `There is no argument \`${oneLine(key, 60)}\`${near === undefined ? '.' : `; did you mean \`${near}\`?`}`;
}

/** `commands[1]` for `['commands', 1]`. */
function fieldName(path: readonly PropertyKey[]): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i ? '.' : ''}${String(step)}`)).join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown> | null | undefined)?.[step], value);
}
