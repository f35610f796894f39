/** Requests other than tool calls: made with the app's parts, cleaned, and answered with our words when they fail. */
import { type ErrorCode, RollcallError } from '../core/errors.ts';
import type { ToolContext } from '../tools/tool-context.ts';
import { cleanJson } from './clean-json.ts';
import { explainError } from './explain-error.ts';
import type { LateApp } from './mcp-app.ts';
import { INTERNAL_ERROR, INVALID_PARAMS, ProtocolError, RESOURCE_NOT_FOUND } from './protocol-error.ts';

/** All other codes are faults on this side. */
const PROTOCOL_CODES: Partial<Record<ErrorCode, number>> = {
  UNKNOWN_RUN: RESOURCE_NOT_FOUND,
  UNKNOWN_PLAN: RESOURCE_NOT_FOUND,
  UNKNOWN_DEVICE: RESOURCE_NOT_FOUND,
  NO_BACKUP: RESOURCE_NOT_FOUND,
  BAD_INPUT: INVALID_PARAMS,
};

export interface AppRequest {
  readonly app: LateApp;
  /** The method, for the log. */
  readonly doing: string;
  readonly signal: AbortSignal;
}

/** What `work` gives, every string of it cleaned. @throws {ProtocolError} */
export function askApp<T>(request: AppRequest, work: (context: ToolContext) => T | Promise<T>): Promise<T> {
  return inOurWords(request, async () => {
    const app = await request.app.get();
    const context = await app.context({ principal: 'mcp', signal: request.signal });
    return cleanJson(await work(context), app.publicText);
  });
}

/** What `work` gives. @throws {ProtocolError} with code, message and hint in one line, whatever `work` throws. */
export async function inOurWords<T>(
  { app, doing }: Omit<AppRequest, 'signal'>,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    const { code, message, hint } = explainError(error, { log: app.log(), doing });
    const protocolCode = error instanceof RollcallError ? PROTOCOL_CODES[error.code] : undefined;
    throw new ProtocolError(protocolCode ?? INTERNAL_ERROR, app.publicText(`${code}: ${message} ${hint}`));
  }
}
