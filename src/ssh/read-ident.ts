/**
 * The first line an SSH server says, read before ssh2 sees the socket. Knows the identification exchange of RFC 4253
 * §4.2 and what answers instead of it; puts every byte back for ssh2. A device that has spoken is worth a place at
 * the key-exchange gate; one that has not costs nothing but its socket.
 */
import type { Duplex } from 'node:stream';
import { type ErrorCode, RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';
import { failureFromClose } from './failure.ts';
import { type Link, timedOut } from './link.ts';

/** RFC 4253: 255 characters with CR LF; some devices exceed it a little. */
const LINE_CHARS = 1_024;
/** Lines before the identification are legal; a device that sends more than a notice is not one. */
const LINES_BEFORE = 256;
const BYTES_BEFORE = 64 * 1024;

const BUSY =
  /connection refused by remote host|too many (?:sessions|connections|users)|all (?:vty )?lines (?:are )?in use|not allowed at this time|exceeded maxstartups/i;

/** Waits for `SSH-2.0-…` and answers that line; the bytes are back on the stream. @throws {RollcallError} BANNER_TIMEOUT, PROTO_ERROR, PROTO_UNSUPPORTED, DEVICE_BUSY, CONN_RESET */
export function readIdent(link: Link, stream: Duplex, timeoutMs: number): Promise<string> {
  const chunks: Buffer[] = [];
  let text = '';
  let ended = false;
  // Words that were never going to be an identification are a better reason than the time they took.
  const tooLate = () =>
    text.trim() === '' || text.startsWith('SSH-') ? timedOut('BANNER_TIMEOUT', 'ident', timeoutMs) : notSsh(text);
  return link.within<string>('ident', timeoutMs, tooLate, (done) => {
    const stop = () => {
      stream.off('readable', onReadable);
      stream.off('end', onEnd);
      stream.off('close', onEnd);
    };
    const fail = (code: ErrorCode, message: string) => {
      stop();
      link.fail(new RollcallError(code, message, { phase: 'ident', detail: oneLine(text.slice(0, 64)) }));
    };
    const judge = () => {
      const verdict = judgeIdent(text);
      if (verdict === null) {
        if (ended) {
          stop();
          link.fail(BUSY.test(text) ? busy(text) : text.trim() === '' ? failureFromClose('ident') : notSsh(text));
        }
        return;
      }
      if ('ident' in verdict) {
        stop();
        stream.unshift(Buffer.concat(chunks));
        done(verdict.ident);
      } else {
        fail(verdict.code, verdict.message);
      }
    };
    const onReadable = () => {
      for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read() as Buffer | null) {
        chunks.push(chunk);
        text += chunk.toString('latin1');
      }
      judge();
    };
    const onEnd = () => {
      ended = true;
      judge();
    };
    link.onFail(stop);
    stream.on('readable', onReadable);
    stream.once('end', onEnd);
    stream.once('close', onEnd);
    if (stream.readableLength > 0) onReadable();
  });
}

function busy(text: string): RollcallError {
  return new RollcallError('DEVICE_BUSY', 'The device says that it takes no more sessions.', {
    phase: 'ident',
    detail: oneLine(text.slice(0, 200)),
  });
}

function notSsh(text: string): RollcallError {
  return new RollcallError('PROTO_ERROR', 'What answered is not an SSH server.', {
    phase: 'ident',
    detail: oneLine(text.slice(0, 64)),
  });
}

/** Null while more bytes are needed. */
function judgeIdent(text: string): { ident: string } | { code: ErrorCode; message: string } | null {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  for (const [index, raw] of lines.entries()) {
    const line = raw.replace(/\r$/, '');
    if (line.startsWith('SSH-')) {
      if (line.startsWith('SSH-2.0-') || line.startsWith('SSH-1.99-')) return { ident: line };
      return { code: 'PROTO_UNSUPPORTED', message: 'The device speaks SSH version 1 only.' };
    }
    if (line.startsWith('HTTP/')) return { code: 'PROTO_ERROR', message: 'A web server answered on the SSH port.' };
    if (BUSY.test(line)) return { code: 'DEVICE_BUSY', message: 'The device says that it takes no more sessions.' };
    if (index >= LINES_BEFORE) return { code: 'PROTO_ERROR', message: 'Too many lines before the SSH identification.' };
  }
  if (last.length > LINE_CHARS)
    return { code: 'PROTO_ERROR', message: 'An endless line instead of an SSH identification.' };
  if (text.length > BYTES_BEFORE)
    return { code: 'PROTO_ERROR', message: 'Too much text before the SSH identification.' };
  return null;
}
