/**
 * A way to ask a lab that runs in a process of its own what its devices hold, and to play tricks on them: lines of
 * JSON over a Unix socket that only its owner may open. There is none unless it is asked for.
 */
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { RollcallError } from '../core/errors.ts';
import type { Lab } from './lab.ts';
import type { LabDevice } from './lab-device.ts';

const device = z.string();
/** `{"do":"hash","device":"all"}` */
const requestSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('hash'), device }),
  z.strictObject({ do: z.literal('pending'), device }),
  z.strictObject({ do: z.literal('config'), device }),
  z.strictObject({ do: z.literal('saved'), device }),
  z.strictObject({ do: z.literal('configure'), device, line: z.string() }),
  z.strictObject({ do: z.literal('reboot'), device, down_ms: z.int().min(0).default(0) }),
]);

export interface Control {
  close(): Promise<void>;
}

/**
 * Listens on `path`. Each line is a request; its answer is one line, `{"ok":true,"devices":{NAME: …}}` or
 * `{"ok":false,"error":"…"}`. `device` is a name, or `all`.
 * @throws {RollcallError} LOCAL_RESOURCE when the socket cannot be opened
 */
export async function openControl(path: string, lab: Lab): Promise<Control> {
  const clients = new Set<Socket>();
  const server = createServer((socket) => {
    clients.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => clients.delete(socket));
    createInterface({ input: socket }).on(
      'line',
      (line) => void socket.write(`${JSON.stringify(answer(lab, line))}\n`),
    );
  });
  try {
    await rm(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    await chmod(path, 0o600);
  } catch (cause) {
    throw new RollcallError('LOCAL_RESOURCE', 'The lab could not open its control socket.', { cause });
  }
  return {
    close: () => {
      for (const socket of clients) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(lab: Lab, line: string) {
  try {
    const request = requestSchema.parse(JSON.parse(line));
    const devices = request.device === 'all' ? lab.devices : [lab.device(request.device)];
    return { ok: true, devices: Object.fromEntries(devices.map((one) => [one.name, act(one, request)])) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : 'not understood' };
  }
}

/** What one device has to say. */
function act(one: LabDevice, request: z.output<typeof requestSchema>): string | number | boolean | null {
  switch (request.do) {
    case 'hash':
      return one.configHash();
    case 'pending':
      return one.pendingRevert;
    case 'config':
      return one.runningConfig;
    case 'saved':
      return one.isConfigSaved;
    case 'configure':
      one.configure(request.line);
      return one.configHash();
    case 'reboot':
      one.reboot({ downMs: request.down_ms });
      return one.configHash();
  }
}
