/**
 * From what sockets and ssh2 say to our codes. Knows their words; decides by phase first and text second, because
 * ssh2 leaves `level` empty for half of its errors.
 */
import { type ErrorCode, type Phase, RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';

const SOCKET_CODES: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: 'CONN_REFUSED',
  ETIMEDOUT: 'CONN_TIMEOUT',
  EHOSTUNREACH: 'NET_UNREACHABLE',
  ENETUNREACH: 'NET_UNREACHABLE',
  EADDRNOTAVAIL: 'NET_UNREACHABLE',
  EINVAL: 'NET_UNREACHABLE',
  EACCES: 'NET_UNREACHABLE',
  ENOTFOUND: 'DNS_FAIL',
  EAI_AGAIN: 'DNS_FAIL',
  EAI_FAIL: 'DNS_FAIL',
  EAI_NODATA: 'DNS_FAIL',
  EMFILE: 'LOCAL_RESOURCE',
  ENFILE: 'LOCAL_RESOURCE',
  ENOBUFS: 'LOCAL_RESOURCE',
};

/** What a lost connection means, by how far the visit had come. */
const LOST: Readonly<Partial<Record<Phase, ErrorCode>>> = {
  tcp: 'CONN_RESET',
  ident: 'CONN_RESET',
  kex: 'CONN_RESET',
  hostkey: 'CONN_RESET',
  auth: 'AUTH_ABORTED',
  channel: 'AUTH_ABORTED',
  login: 'SHELL_CLOSED',
};

const MESSAGES: Readonly<Partial<Record<ErrorCode, string>>> = {
  CONN_REFUSED: 'The SSH port refused the connection.',
  CONN_TIMEOUT: 'The device did not answer.',
  NET_UNREACHABLE: 'There is no route to the device.',
  DNS_FAIL: 'The host name does not resolve.',
  CONN_RESET: 'The connection was closed before login.',
  AUTH_ABORTED: 'The connection was closed right after the login was accepted.',
  AUTH_FAILED: 'The login was refused.',
  AUTH_LOCKED: 'The device says that logins are locked or disabled.',
  SHELL_CLOSED: 'The terminal closed before a prompt appeared.',
  CONN_LOST: 'The connection was lost.',
  OUTPUT_INCOMPLETE: 'The connection ended before the prompt came back.',
  ALGO_MISMATCH: 'The device and this algorithm profile have nothing in common.',
  PROTO_ERROR: 'The peer does not speak proper SSH.',
  LOCAL_RESOURCE: 'This machine could not open another connection.',
};

/** A failure with this code's standard message; `detail` is the outside's text, cleaned and clipped. */
export function failureOf(code: ErrorCode, phase: Phase, detail?: string, cause?: unknown): RollcallError {
  return new RollcallError(code, MESSAGES[code] ?? 'The SSH connection failed.', {
    phase,
    ...(detail === undefined ? {} : { detail: oneLine(detail) }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** An error event of a socket or of ssh2's client, as one of our codes. */
export function failureFromError(error: Error, phase: Phase): RollcallError {
  if (error instanceof RollcallError) return error;
  const { code, level } = error as NodeJS.ErrnoException & { level?: string };
  const text = error.message;
  const detail = typeof code === 'string' && code !== '' ? `${code}: ${text}` : text;
  const make = (chosen: ErrorCode) => failureOf(chosen, phase, detail, error);
  if (level === 'client-timeout') return make(LOST[phase] ?? 'CONN_LOST');
  if (/no matching|No mutual|handshake failed: no/i.test(text)) return make('ALGO_MISMATCH');
  if (phase === 'auth') {
    if (/locked|login disabled|blocked/i.test(text)) return make('AUTH_LOCKED');
    if (level === 'client-authentication' || /too many authentication failures/i.test(text)) return make('AUTH_FAILED');
  }
  if (/too many (sessions|connections|users|logins)|MaxStartups|resource shortage/i.test(text))
    return make('DEVICE_BUSY');
  if (typeof code === 'string' && code in SOCKET_CODES && (phase === 'tcp' || phase === 'resolve')) {
    return make(SOCKET_CODES[code] ?? 'CONN_RESET');
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || /Connection lost before handshake/.test(text)) {
    return make(LOST[phase] ?? 'CONN_LOST');
  }
  if (phase === 'kex' || phase === 'ident' || phase === 'hostkey') return make('PROTO_ERROR');
  if (/Bad packet length|Invalid MAC|bad decrypt|Malformed|Unexpected packet|Out of order/i.test(text))
    return make('PROTO_ERROR');
  return make(LOST[phase] ?? 'CONN_LOST');
}

/** Whatever was thrown in our own code: one of our errors as it is, anything else a fault of ours. */
export function failureFromThrown(thrown: unknown, phase: Phase): RollcallError {
  if (thrown instanceof RollcallError) return thrown;
  return new RollcallError('INTERNAL', `An unexpected fault (${phase}).`, { phase, cause: thrown });
}

/** A connection that closed without an error: what that means in this phase. */
export function failureFromClose(phase: Phase): RollcallError {
  return failureOf(LOST[phase] ?? 'OUTPUT_INCOMPLETE', phase);
}
