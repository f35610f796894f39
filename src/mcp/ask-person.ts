/**
 * The client's own dialog, as a way to ask the person in front of it. Knows the protocol's forms; whether an answer
 * counts is decided elsewhere. Whatever is not a plain yes with its fields is no answer.
 */
import { type ClientCapabilities, ElicitResultSchema, type ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import { oneLine } from '../core/text.ts';
import type { AskPerson, PersonForm } from '../tools/ask-person.ts';

/** Who is at the other end, as it said when it greeted. */
export interface GreetedClient {
  readonly name: string;
  readonly capabilities: ClientCapabilities;
}

export interface AskOptions {
  readonly client: GreetedClient | null;
  readonly send: (
    request: ServerRequest,
    schema: typeof ElicitResultSchema,
    options: { readonly timeout: number; readonly signal: AbortSignal },
  ) => Promise<unknown>;
  readonly signal: AbortSignal;
  /** Applied to every text of the form. */
  readonly clean: (text: string) => string;
}

/** A person reads the difference before typing its code. */
const PATIENCE_MS = 600_000;
const NAME_CHARS = 60;
const FIELD_CHARS = 200;

/** Undefined where the client has no dialog for forms. */
export function personAsker({ client, send, signal, clean }: AskOptions): AskPerson | undefined {
  const offered = client?.capabilities.elicitation;
  // An empty object is the older way to say `form`.
  if (client == null || offered === undefined) return undefined;
  if (Object.keys(offered).length > 0 && offered.form === undefined) return undefined;
  return async (form) => {
    try {
      const params = { message: clean(form.message), requestedSchema: schemaOf(form, clean) };
      const request: ServerRequest = { method: 'elicitation/create', params };
      const answered = await send(request, ElicitResultSchema, { timeout: PATIENCE_MS, signal });
      const { action, content } = ElicitResultSchema.parse(answered);
      if (action !== 'accept' || content === undefined) return null;
      return { client: oneLine(client.name, NAME_CHARS) || 'unnamed', fields: content };
    } catch {
      // Gone, late, cancelled or nonsense: nobody said yes.
      return null;
    }
  };
}

function schemaOf({ fields }: PersonForm, clean: (text: string) => string) {
  const properties = fields.map(({ name, kind, title, description }) => {
    const words = { title: clean(title), description: clean(description) };
    const type =
      kind === 'text'
        ? ({ type: 'string', maxLength: FIELD_CHARS } as const)
        : ({ type: 'boolean', default: false } as const);
    return [name, { ...type, ...words }] as const;
  });
  return {
    type: 'object' as const,
    properties: Object.fromEntries(properties),
    required: fields.map(({ name }) => name),
  };
}
