/** A TCP connection that is ours: opened, timed and destroyed by us. Knows sockets; nothing of SSH. */
import { Socket } from 'node:net';
import { failureFromError } from './failure.ts';
import type { Link } from './link.ts';

/** How a name is resolved; tests pass their own. */
export type Lookup = NonNullable<import('node:net').TcpSocketConnectOpts['lookup']>;

/**
 * Connects to `host:port` as the link's phase `tcp`. The socket is destroyed when the link fails, for as long as it lives.
 * @throws {RollcallError} DNS_FAIL, CONN_REFUSED, CONN_TIMEOUT, NET_UNREACHABLE, LOCAL_RESOURCE
 */
export async function openSocket(
  link: Link,
  target: { readonly host: string; readonly port: number },
  timeoutMs: number,
  lookup?: Lookup,
): Promise<Socket> {
  // Without TCP_NODELAY each of SSH's small packets waits for the acknowledgement of the one before.
  const socket = new Socket({ allowHalfOpen: false });
  socket.setNoDelay(true);
  link.onFail(() => socket.destroy());
  socket.on('error', (error) => link.over || link.fail(failureFromError(error, link.phase)));
  return link.within<Socket>('tcp', timeoutMs, 'CONN_TIMEOUT', (done) => {
    socket.once('connect', () => {
      socket.setNoDelay(true);
      done(socket);
    });
    socket.connect({ host: target.host, port: target.port, ...(lookup === undefined ? {} : { lookup }) });
  });
}
