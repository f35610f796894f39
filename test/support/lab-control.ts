/** Asks a lab in a process of its own what its devices hold, over its control socket. Knows requests and answers as lines. */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export type LabQuestion =
  | { readonly do: 'hash' | 'config' | 'pending' | 'saved'; readonly device: string }
  | { readonly do: 'configure'; readonly device: string; readonly line: string };

/** Each device's answer by its name; `device` may be `all`. */
export async function askLab(
  path: string,
  question: LabQuestion,
): Promise<Readonly<Record<string, string | number | boolean | null>>> {
  const line = await new Promise<string>((resolve, reject) => {
    const socket = connect(path, () => socket.write(`${JSON.stringify(question)}\n`));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the lab did not answer')));
    createInterface({ input: socket }).once('line', (answer) => {
      resolve(answer);
      socket.destroy();
    });
  });
  const reply = JSON.parse(line) as { readonly devices?: Record<string, string>; readonly error?: string };
  if (reply.devices === undefined) throw new Error(reply.error);
  return reply.devices;
}
