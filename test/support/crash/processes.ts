/** Processes of a crash test: started, told what to do, and killed without a word. Knows no more of them than their messages. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { LabHostOptions, LabReply, LabRequest, Ready } from './lab-host.ts';
import type { PusherOptions, PusherOrder, PusherSays } from './pusher.ts';

/** A script in a process of its own; its first message is that it is ready. */
async function start<Hello>(script: string, options: unknown): Promise<{ child: ChildProcess; hello: Hello }> {
  const child = fork(script, [JSON.stringify(options)], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${script} ended with ${code}`)));
  const [hello] = (await Promise.race([once(child, 'message'), failed])) as [Hello];
  return { child, hello };
}

export interface KillableProcess<Order, Answer> {
  readonly pid: number;
  /** Its answer; null when it ended before it gave one. */
  order(order: Order): Promise<Answer | null>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

export async function startKillable<Order extends object, Answer>(
  script: string,
  options: unknown,
): Promise<KillableProcess<Order, Answer>> {
  const { child } = await start(script, options);
  const gone = once(child, 'exit').then(() => null);
  return {
    pid: child.pid ?? 0,
    order: (order) => {
      child.send(order);
      return Promise.race([once(child, 'message').then(([answer]) => answer as Answer), gone]);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

export type Pusher = KillableProcess<PusherOrder, PusherSays>;
export const startPusher = (script: string, options: PusherOptions): Promise<Pusher> => startKillable(script, options);

export interface LabHost extends Ready {
  /** What the devices hold, as the lab has it. */
  ask(names: readonly string[]): Promise<LabReply>;
  stop(): Promise<void>;
}

export async function startLabHost(script: string, options: LabHostOptions): Promise<LabHost> {
  const { child, hello } = await start<Ready>(script, options);
  const waiting = new Map<number, (reply: LabReply) => void>();
  child.on('message', (reply: LabReply) => waiting.get(reply.id)?.(reply));
  let count = 0;
  return {
    ...hello,
    ask: (names) =>
      new Promise((resolve) => {
        count += 1;
        waiting.set(count, resolve);
        child.send({ id: count, names } satisfies LabRequest);
      }),
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
