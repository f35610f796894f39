/**
 * JSON-RPC messages as lines over two streams. Knows framing, the size cap and damaged lines, which it answers and
 * survives; nothing of what messages mean. Stands in for the SDK's stdio transport, which ends at the first oversized
 * line, says nothing to a damaged one, and does not notice the end of input.
 */
import type { Readable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ErrorCode, type JSONRPCMessage, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';

/** Clients of the SDK close the connection at a longer line; so none is taken here either. */
const LONGEST_LINE_BYTES = 10 * 1024 * 1024;

const LINE_FEED = 0x0a;

export interface LineTransportOptions {
  readonly input: Readable;
  /** Writes one line; resolves when it has been handed to the system, or the reader is gone. */
  readonly write: (line: string) => Promise<void>;
}

/** A transport that closes by itself when `input` ends, and sends nothing once closed. */
export function lineTransport({ input, write }: LineTransportOptions): Transport {
  let closed = false;

  const complain = (code: ErrorCode, message: string, id?: string | number) => {
    transport.onerror?.(new Error(message));
    return write(
      `${JSON.stringify({ jsonrpc: '2.0', ...(id === undefined ? {} : { id }), error: { code, message } })}\n`,
    );
  };
  const take = (line: string) => {
    if (line.trim() === '') return;
    const read = readMessage(line);
    if ('message' in read) transport.onmessage?.(read.message);
    else void complain(read.code, read.complaint, read.id);
  };
  const onData = splitLines(take, () => void complain(ErrorCode.InvalidRequest, 'The line is longer than 10 MiB.'));
  const onError = (error: Error) => transport.onerror?.(error);
  const close = async () => {
    if (closed) return;
    closed = true;
    input.off('data', onData).off('end', close).off('close', close).pause();
    transport.onclose?.();
  };

  const transport: Transport = {
    start: async () => {
      input.on('data', onData).on('error', onError).once('end', close).once('close', close);
    },
    send: (message) => (closed ? Promise.resolve() : write(`${JSON.stringify(message)}\n`)),
    close,
  };
  return transport;
}

type Read =
  | { readonly message: JSONRPCMessage }
  | { readonly code: ErrorCode; readonly complaint: string; readonly id: string | number | undefined };

function readMessage(line: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { code: ErrorCode.ParseError, complaint: 'The line is not JSON.', id: undefined };
  }
  const parsed = JSONRPCMessageSchema.safeParse(value);
  if (parsed.success) return { message: parsed.data };
  // With the id, where there is one, a caller does not wait for an answer that never comes.
  const id = (value as { readonly id?: unknown } | null)?.id;
  return {
    code: ErrorCode.InvalidRequest,
    complaint: 'The line is not a JSON-RPC 2.0 message.',
    id: typeof id === 'string' || Number.isInteger(id) ? (id as string | number) : undefined,
  };
}

/** Hands over each line once it is whole; of one beyond the cap nothing is kept, and `onOversized` is called once. */
function splitLines(onLine: (line: string) => void, onOversized: () => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let sizeBytes = 0;
  const keep = (part: Buffer) => {
    const before = sizeBytes;
    sizeBytes += part.length;
    if (sizeBytes <= LONGEST_LINE_BYTES) {
      parts.push(part);
      return;
    }
    parts = [];
    if (before <= LONGEST_LINE_BYTES) onOversized();
  };
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      keep(chunk.subarray(from, end));
      const whole = sizeBytes <= LONGEST_LINE_BYTES ? Buffer.concat(parts).toString('utf8') : null;
      parts = [];
      sizeBytes = 0;
      from = end + 1;
      if (whole !== null) onLine(whole);
    }
    if (from < chunk.length) keep(chunk.subarray(from));
  };
}
