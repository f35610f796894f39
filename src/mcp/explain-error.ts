/** What a client is told of an exception. Knows our own errors; of all others it tells only an id. */
import { ERROR_CODES, RollcallError } from '../core/errors.ts';
import { newFaultId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import { clip } from '../core/text.ts';

export interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Clients cut error text at about 11,000 characters; a message that needs more than this explains nothing. */
const LONGEST = 2_000;

/**
 * Our words for the client, details for the operator's log. An exception that is not ours becomes `INTERNAL` with an
 * id that leads to the log line; its text and stack never leave.
 */
export function explainError(error: unknown, context: { readonly log: Log; readonly doing: string }): Explanation {
  if (error instanceof RollcallError) {
    context.log.info('call_refused', {
      doing: context.doing,
      code: error.code,
      message: error.message,
      detail: error.detail ?? null,
      cause: error.cause === undefined ? null : String(error.cause),
    });
    return { code: error.code, message: clip(error.message, LONGEST), hint: clip(error.hint, LONGEST) };
  }
  const id = newFaultId();
  context.log.error('fault', {
    id,
    doing: context.doing,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return { code: 'INTERNAL', message: `Unexpected fault ${id} in ${context.doing}.`, hint: ERROR_CODES.INTERNAL.hint };
}
