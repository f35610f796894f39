/**
 * Where devices are reached: on Linux each has a loopback address of its own on one shared port; elsewhere a port
 * of its own. Knows addresses and sockets; nothing of SSH.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { RollcallError } from '../core/errors.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface ListenRequest {
  readonly count: number;
  /** True: addresses of 127.0.0.0/8 on one port. */
  readonly ownAddresses: boolean;
  /** False for devices that must not be reachable there. */
  readonly isListening: (index: number) => boolean;
  readonly onConnection: (index: number, socket: Socket) => void;
}

export interface Listeners {
  /** One for each device, in order; also for those that do not listen. */
  readonly places: readonly Place[];
  close(): Promise<void>;
}

// Another program may hold the port we were given on one address of thousands: then all move to another.
const PORT_TRIES = 5;
const FIRST_BLOCK = 32;
const BLOCK = 250;

/** `127.32.0.1` for the first; no .0 and no .255, which some tools take for something else. */
export function loopbackAddress(index: number): string {
  return `127.${FIRST_BLOCK + Math.floor(index / (BLOCK * BLOCK))}.${Math.floor(index / BLOCK) % BLOCK}.${(index % BLOCK) + 1}`;
}

/**
 * Opens one listener for each listening device. Sockets are handed over paused, with Nagle's delay off.
 * @throws {RollcallError} LOCAL_RESOURCE when the system refuses that many
 */
export async function openListeners(request: ListenRequest): Promise<Listeners> {
  for (let tries = 1; ; tries++) {
    const servers: Server[] = [];
    try {
      return { places: await openAll(request, servers), close: () => closeAll(servers) };
    } catch (cause) {
      await closeAll(servers);
      const isTaken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (isTaken && tries < PORT_TRIES) continue;
      throw new RollcallError('LOCAL_RESOURCE', 'The lab could not open its listeners.', {
        hint: 'Raise the open-file limit (ulimit -n), or simulate fewer devices.',
        cause,
      });
    }
  }
}

async function openAll(request: ListenRequest, servers: Server[]): Promise<Place[]> {
  const { count, ownAddresses, isListening, onConnection } = request;
  const places: Place[] = [];
  let port = 0;
  const open = async (index: number): Promise<Place> => {
    const host = ownAddresses ? loopbackAddress(index) : '127.0.0.1';
    const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => onConnection(index, socket));
    servers.push(server);
    return { host, port: await listen(server, host, ownAddresses ? port : 0) };
  };
  if (ownAddresses) {
    // The one before the first device finds a free port for all.
    const scout = createServer();
    servers.push(scout);
    port = await listen(scout, `127.${FIRST_BLOCK - 1}.0.1`, 0);
  }
  for (let index = 0; index < count; index++) {
    if (isListening(index)) places.push(await open(index));
    else places.push(ownAddresses ? { host: loopbackAddress(index), port } : await closedPort());
  }
  return places;
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.removeListener('error', reject);
      const address = server.address();
      resolve(address === null || typeof address === 'string' ? 0 : address.port);
    });
  });
}

/** A port that was free a moment ago, for devices nobody listens for. */
async function closedPort(): Promise<Place> {
  const server = createServer();
  const port = await listen(server, '127.0.0.1', 0);
  await closeAll([server]);
  return { host: '127.0.0.1', port };
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
}
