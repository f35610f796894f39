/**
 * The built program as a client meets it: `rollcall mcp` over stdio, with everything it says kept for inspection.
 * Knows the contract of the tools; nothing of what lies behind.
 */
import { join } from 'node:path';
import type { z } from 'zod';
import { connectStdioClient, type StdioClient } from '../../src/mcp/client.ts';
import type { runAnswerSchema } from '../../src/tools/run-answer-schema.ts';
import type { shownResultSchema } from '../../src/tools/show-result.ts';

/** The executable of dist/. */
export const PROGRAM = join(import.meta.dirname, '../../dist/main.js');

/** Longest a call may wait for its run, seconds; the contract's limit. */
const LONGEST_WAIT_S = 45;
/** Runs in tests end far sooner. */
const MOST_WAITS = 10;

export type RunAnswer = z.infer<typeof runAnswerSchema>;
export type ShownResult = z.infer<typeof shownResultSchema>;

export interface Program {
  readonly client: StdioClient;
  /** Every reply's text and everything on standard error, so far: what must never hold a secret. */
  said(): string;
  /** The tool's answer. Rejects with the error's text when the tool refuses. */
  ask<T>(tool: string, args: Readonly<Record<string, unknown>>): Promise<T>;
  /** Starts a run with `tool` and waits for its end, over as many calls as that takes. */
  run(tool: string, args: Readonly<Record<string, unknown>>): Promise<RunAnswer>;
  /** The text of the latest reply, as a model reads it. */
  lastReply(): string;
  /** Every device's result, over all pages. */
  results(runId: string, filter?: Readonly<Record<string, unknown>>): Promise<ShownResult[]>;
  close(): Promise<void>;
}

export async function startProgram(options: {
  readonly configPath: string;
  /** For Node itself, before the program. */
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}): Promise<Program> {
  const heard: string[] = [];
  let lastReply = '';
  const client = await connectStdioClient({
    command: process.execPath,
    args: [...(options.nodeArgs ?? []), PROGRAM, 'mcp', '--config', options.configPath],
    env: options.env ?? {},
    onStderr: (text) => heard.push(text),
  });

  const ask = async <T>(tool: string, args: Readonly<Record<string, unknown>>): Promise<T> => {
    const reply = await client.callTool(tool, args);
    heard.push(reply.text);
    lastReply = reply.text;
    if (reply.isError) throw new Error(reply.text);
    return reply.value as T;
  };

  const run = async (tool: string, args: Readonly<Record<string, unknown>>): Promise<RunAnswer> => {
    let answer = await ask<RunAnswer>(tool, { ...args, wait_s: LONGEST_WAIT_S });
    for (let waits = 0; answer.state === 'running' && waits < MOST_WAITS; waits++) {
      answer = await ask<RunAnswer>('get_run', { run_id: answer.run_id, wait_s: LONGEST_WAIT_S });
    }
    return answer;
  };

  const results = async (runId: string, filter: Readonly<Record<string, unknown>> = {}): Promise<ShownResult[]> => {
    const found: ShownResult[] = [];
    let cursor: string | null = null;
    do {
      const page: { readonly results: readonly ShownResult[]; readonly next_cursor: string | null } = await ask(
        'get_results',
        { run_id: runId, limit: 100, ...filter, ...(cursor === null ? {} : { cursor }) },
      );
      found.push(...page.results);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return found;
  };

  return {
    client,
    said: () => heard.join('\n'),
    lastReply: () => lastReply,
    ask,
    run,
    results,
    close: () => client.close(),
  };
}

/** The text of one command's answer, put together from the pages it came on. */
export function textOf(results: readonly ShownResult[], device: string, command: string): string {
  return results
    .filter((result) => result.device === device)
    .flatMap((result) => result.answers)
    .filter((answer) => answer.command === command)
    .map((answer) => answer.text ?? '')
    .join('');
}
