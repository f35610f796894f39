/** A JSON-RPC error with our words, without the prefix the SDK's own class puts before them. Knows codes only. */

/** Thrown from a handler, it becomes the error of the response. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** JSON-RPC's code for arguments that are wrong, unknown names included. */
export const INVALID_PARAMS = -32602;

/** JSON-RPC's code for a fault of ours. */
export const INTERNAL_ERROR = -32603;

/** MCP's code for a resource that is not there. */
export const RESOURCE_NOT_FOUND = -32002;
