/**
 * A wire to one server that is cut once, when its owner says so: asked before each piece that the client sends, which
 * then never arrives. Knows bytes and order; what they say is between the two ends.
 */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export interface CuttingWire {
  /** Leads to the server, on 127.0.0.1. */
  readonly port: number;
  readonly isCut: () => boolean;
  close(): Promise<void>;
}

export async function layWire(
  to: { readonly host: string; readonly port: number },
  isTime: () => Promise<boolean>,
): Promise<CuttingWire> {
  let isCut = false;
  const open = new Set<Socket>();
  const carry = async (client: Socket, server: Socket): Promise<void> => {
    for await (const bytes of client as AsyncIterable<Buffer>) {
      if (!isCut && (await isTime())) {
        isCut = true;
        client.resetAndDestroy();
        server.resetAndDestroy();
        return;
      }
      server.write(bytes);
    }
    server.end();
  };
  const listener = createServer((client) => {
    const server = connect(to.port, to.host);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => open.delete(one));
    }
    server.pipe(client);
    carry(client, server).catch(() => server.destroy());
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    isCut: () => isCut,
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}
