/**
 * A network in front of one device that breaks some of its connections, once each: before something the client sent
 * arrives, or after it arrived and before the answer does. Knows bytes only.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from '../../../src/lab/random.ts';

export interface ProxyOptions {
  readonly to: { readonly host: string; readonly port: number };
  /** Part of the connections that are to break. */
  readonly rate: number;
  readonly random: Random;
  /** Called for each connection that broke. */
  readonly onCut: () => void;
}

/** Pieces a client sends in a visit that changes something; one that ends earlier is spared. */
const MOST_PIECES = 40;

/** Listens on a port of its own on 127.0.0.1. */
export async function openCuttingProxy(options: ProxyOptions): Promise<Server> {
  const server = createServer((client) => carry(client, options));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function carry(client: Socket, { to, rate, random, onCut }: ProxyOptions): void {
  const device = connect(to.port, to.host);
  let piecesLeft = random.next() < rate ? 1 + Math.floor(random.next() * MOST_PIECES) : Number.POSITIVE_INFINITY;
  const isAfter = random.next() < 0.5;
  const cut = () => {
    onCut();
    client.resetAndDestroy();
    device.resetAndDestroy();
  };
  client.setNoDelay(true);
  device.setNoDelay(true);
  client.on('data', (bytes) => {
    piecesLeft -= 1;
    if (piecesLeft <= 0 && !isAfter) return cut();
    device.write(bytes);
  });
  // The answer shows that what was sent has had its effect.
  device.on('data', (bytes) => (piecesLeft <= 0 ? cut() : void client.write(bytes)));
  for (const [one, other] of [
    [client, device],
    [device, client],
  ] as const) {
    one.on('error', () => other.resetAndDestroy());
    one.on('end', () => other.end());
    one.on('close', () => other.destroy());
  }
}
