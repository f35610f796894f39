/** The program behind the command line, made of a tool's setting: what it logged, and who asked. */
import type { CliApp } from '../../src/cli/parts.ts';
import type { LogFields, LogLevel } from '../../src/core/log.ts';
import type { ToolContext } from '../../src/tools/tool-context.ts';

export interface FakeApp {
  readonly app: CliApp;
  readonly logged: readonly { readonly level: LogLevel; readonly event: string; readonly fields: LogFields }[];
  readonly principals: readonly string[];
  readonly isClosed: () => boolean;
}

export function createFakeApp(context: ToolContext): FakeApp {
  const logged: { level: LogLevel; event: string; fields: LogFields }[] = [];
  const principals: string[] = [];
  let isClosed = false;
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) =>
      logged.push({ level, event, fields });
  const app: CliApp = {
    context: async (options) => {
      principals.push(options.principal);
      return { ...context, ...options };
    },
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    publicText: context.publicText,
    // Only `enroll` looks at it.
    fleet: {} as CliApp['fleet'],
    close: async () => {
      isClosed = true;
    },
  };
  return { app, logged, principals, isClosed: () => isClosed };
}
