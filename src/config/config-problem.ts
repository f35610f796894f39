/** What is wrong with a configuration, in words that lead to the place. Knows zod's issues; never repeats a value. */
import { z } from 'zod';
import { RollcallError } from '../core/errors.ts';
import { nearMatches, oneLine } from '../core/text.ts';
import { configSchema } from './config.ts';

/** The first five issues (more would bury the first), each as `path: reason`. */
export function configProblem(file: string, error: z.ZodError): RollcallError {
  const lines = error.issues.slice(0, 5).map(describe);
  const more = error.issues.length - lines.length;
  return new RollcallError('CONFIG_INVALID', `${file}: ${lines.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`);
}

/** `ssh.host_keys`, `inventory[0].path`; keys with other characters are quoted. */
export function dottedPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]+$/.test(String(step))) text += `${text && '.'}${String(step)}`;
    else text += `["${oneLine(String(step), 80)}"]`;
  }
  return text;
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return `${dottedPath(issue.path) || 'the file'}: ${reason(issue)}`;
  const legal = legalKeys(issue.path);
  return issue.keys
    .map((key) => {
      const near = nearMatches(key, legal);
      const help = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `known here: ${legal.join(', ')}`;
      return `${dottedPath([...issue.path, key])}: unknown key; ${help}`;
    })
    .join('; ');
}

function reason(issue: z.core.$ZodIssue): string {
  return issue.message.replace(/^Invalid (?:input|option): /, '');
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

function legalKeys(path: readonly PropertyKey[]): string[] {
  let nodes: readonly SchemaNode[] = variants(z.toJSONSchema(configSchema, { io: 'input' }) as SchemaNode);
  for (const step of path) nodes = nodes.flatMap((node) => variants(child(node, step)));
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

function child(node: SchemaNode, step: PropertyKey): SchemaNode | undefined {
  if (typeof step === 'number') return node.items;
  const { properties = {}, additionalProperties: others } = node;
  if (typeof step === 'string' && Object.hasOwn(properties, step)) return properties[step];
  return typeof others === 'object' ? others : undefined;
}

function variants(node: SchemaNode | undefined): readonly SchemaNode[] {
  return node === undefined ? [] : (node.anyOf ?? node.oneOf ?? [node]);
}
