/**
 * Our identification line, sent before ssh2 sees the stream. Both sides speak first in SSH, and some devices wait for
 * the client to; ssh2 speaks only when it is given the stream, which may have to wait for its turn at the gate.
 */
import type { Duplex } from 'node:stream';

/** What ssh2 is configured to say as well, so that both sides hash the same line. */
export const IDENT = 'Rollcall';

const LINE = `SSH-2.0-${IDENT}\r\n`;

/** Sends the line now, and keeps the same line from being sent a second time when ssh2 starts. */
export function sendIdent(stream: Duplex): void {
  stream.write(LINE);
  const write = stream.write;
  stream.write = ((...given: Parameters<Duplex['write']>): boolean => {
    stream.write = write;
    const [chunk] = given as unknown as [string | Buffer];
    return chunk.toString('latin1') === LINE ? true : Reflect.apply(write, stream, given);
  }) as Duplex['write'];
}
