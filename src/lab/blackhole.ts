/**
 * Addresses that swallow connection requests: real listeners whose owner never wakes up and whose queues are full,
 * so that the kernel drops every further request. Knows sockets and one blocked thread.
 */
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** How the thread is told to go: it waits on this one number. */
const ASLEEP = 0;
const AWAKE = 1;
// A queue of length 1 holds one or two connections, by kernel; the last of these finds it full and stays waiting.
const FILLERS = 4;

// Plain text, because a worker file would need another loader in tests than in the built package.
const SLEEPER = `
const { createServer } = require('node:net');
const { parentPort, workerData } = require('node:worker_threads');
let left = workerData.places.length;
for (const { host, port } of workerData.places) {
  const server = createServer();
  server.on('error', (error) => { throw error; });
  server.listen({ host, port, backlog: 1 }, () => {
    left -= 1;
    if (left > 0) return;
    parentPort.postMessage('listening');
    Atomics.wait(workerData.gate, 0, ${ASLEEP});
    process.exit(0);
  });
}
`;

export interface Blackhole {
  stop(): Promise<void>;
}

/** Opens `places` for no one. Every connection to them hangs until the caller's own deadline (Linux). */
export async function openBlackhole(
  places: readonly { readonly host: string; readonly port: number }[],
): Promise<Blackhole> {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(SLEEPER, {
    eval: true,
    workerData: { places: places.map(({ host, port }) => ({ host, port })), gate },
  });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  const fillers = places.flatMap((place) => Array.from({ length: FILLERS }, () => filler(place)));
  await Promise.all(fillers.map((socket) => firstOf(socket)));
  return {
    stop: async () => {
      for (const socket of fillers) socket.destroy();
      Atomics.store(gate, 0, AWAKE);
      Atomics.notify(gate, 0);
      await worker.terminate();
    },
  };
}

function filler({ host, port }: { readonly host: string; readonly port: number }): Socket {
  const socket = connect({ host, port });
  socket.on('error', () => {});
  return socket;
}

/** Connected, or still waiting after 50 ms: on loopback that means the queue is full. */
function firstOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 50);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
