/** An exception for people and for scripts. Knows our errors; what is not ours becomes INTERNAL with an id. */
import { silentLog } from '../core/log.ts';
import { explainError } from '../mcp/explain-error.ts';
import { type Line, mark } from './line.ts';
import { inShellWords } from './shell-command.ts';

/** The same document a model gets. */
export function errorDocument(error: unknown, doing: string) {
  return { error: explainError(error, { log: silentLog, doing }) };
}

/** What is wrong, how to mend it and, for a fault of ours, the place in our code to report. */
export function renderError(error: unknown, doing: string): Line[] {
  const { code, message, hint } = errorDocument(error, doing).error;
  const stack = code === 'INTERNAL' && error instanceof Error ? (error.stack ?? error.message).split('\n') : [];
  return [
    [mark('bad', `${code}: `), message],
    ['  ', inShellWords(hint)],
    ...stack.slice(0, 6).map((line): Line => [mark('dim', `  ${line}`)]),
  ];
}
