/** The way into one device: its SSH identity, logins and channels. Knows SSH; commands are the terminal's business. */
import type { Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from 'ssh2';
import type { FaultActs } from './fault.ts';
import { type HostKey, serverKey } from './host-key.ts';
import { decideLogin } from './login-desk.ts';
import type { Cli, DeviceOs, Facts, Personality } from './personality.ts';
import { type Cut, play } from './playback.ts';
import { algorithmsFor } from './server-algorithms.ts';
import { Terminal } from './terminal.ts';
import type { Timers } from './timers.ts';

/** What is counted; one such object for the lab and one for each device. */
export interface Counters {
  connections: number;
  logins: number;
  failedLogins: number;
  commands: number;
  openConnections: number;
}

export interface DoorSetting {
  readonly name: string;
  readonly personality: Personality;
  readonly facts: Facts;
  readonly os: Pick<DeviceOs, 'rename'>;
  readonly login: () => Cli;
  readonly timers: Timers;
  readonly hostKey: () => HostKey;
  readonly username: string;
  /** Null: nobody may log in. */
  readonly password: () => string | null;
  /** The faults that strike this connection. */
  readonly acts: FaultActs;
  readonly commandMs: () => number;
  readonly closeMs: () => number;
  readonly count: (what: keyof Counters, by?: number) => void;
  readonly wrote: (line: string, mode: string, session: string) => void;
}

const NEVER_MS = 2_147_483_647;

/** One device's SSH server. Made at the first connection: thousands of devices are never asked. */
export class Door {
  readonly #setting: DoorSetting;
  readonly #server: ssh2.Server;

  constructor(setting: DoorSetting) {
    this.#setting = setting;
    const { acts, facts, personality } = setting;
    const banner = acts.banner ?? personality.banner?.(facts);
    this.#server = new ssh2.Server(
      {
        hostKeys: [{ key: serverKey(setting.hostKey()) }],
        ident: personality.ident(facts),
        algorithms: algorithmsFor(facts.legacy, acts.algorithms),
        // ssh2 would end a silent connection after a minute; a device that went mute must stay mute.
        keepaliveInterval: NEVER_MS,
        ...(banner === undefined ? {} : { banner }),
      },
      (connection) => this.#serve(connection),
    );
  }

  /** Speaks SSH on an accepted socket. */
  accept(socket: Socket): void {
    this.#server.injectSocket(socket);
  }

  #serve(connection: Connection): void {
    const { acts, count } = this.#setting;
    // ssh2's connection object owns the socket; its type does not show it.
    const socket = (connection as unknown as { readonly _sock: Socket })._sock;
    connection.on('error', () => {});
    connection.on('authentication', (context: AuthContext) => {
      decideLogin(context, connection, this.#setting);
    });
    connection.on('ready', () => {
      count('logins');
      if (acts.login === 'drop-after') connection.end();
    });
    connection.on('session', (accept, reject) => {
      if (acts.channel === 'refuse-channel') reject();
      else this.#session(accept(), connection, socket);
    });
  }

  #session(session: Session, connection: Connection, socket: Socket): void {
    const { acts } = this.#setting;
    let columns = 0;
    session.on('pty', (accept, reject, info) => {
      columns = info.cols;
      if (acts.channel === 'refuse-pty') reject();
      else accept?.();
    });
    session.on('shell', (accept, reject) => {
      if (acts.channel === 'refuse-shell') reject();
      else this.#shell(accept(), connection, socket, columns);
    });
    session.on('exec', (accept, reject, info) => {
      if (acts.channel === 'refuse-shell') reject();
      else this.#exec(accept(), connection, socket, info.command);
    });
  }

  #shell(channel: ServerChannel, connection: Connection, socket: Socket, columns: number): void {
    const { personality, acts, commandMs, closeMs, timers, count } = this.#setting;
    const leave = (): void => leaveChannel(channel, personality.execEndsConnection ? connection : null, 0);
    if (acts.channel === 'close-at-once') {
      leave();
      return;
    }
    const cli = this.#setting.login();
    const terminal = new Terminal({
      cli,
      pager: personality.pager,
      echo: personality.echo,
      columns,
      stage: this.#stage(channel, socket, () => terminal.stop()),
      commandMs,
      quirks: acts.terminal ?? {},
      onCommand: () => count('commands'),
      onLeave: () => void timers.after(closeMs(), leave),
    });
    channel.on('data', (bytes: Buffer) => terminal.receive(bytes));
    channel.on('close', () => {
      terminal.stop();
      cli.hangUp();
    });
    channel.on('end', () => channel.end());
    socket.once('close', () => {
      terminal.stop();
      cli.hangUp();
    });
    terminal.open();
  }

  #exec(channel: ServerChannel, connection: Connection, socket: Socket, command: string): void {
    const { personality, acts, commandMs, timers, count } = this.#setting;
    const cli = this.#setting.login();
    const reply = cli.run(command);
    cli.hangUp();
    const code = acts.channel === 'close-at-once' ? 1 : (reply.exitCode ?? 0);
    const leave = (): void => leaveChannel(channel, personality.execEndsConnection ? connection : null, code);
    if (acts.channel === 'close-at-once') {
      leave();
      return;
    }
    if (reply.cut !== undefined) {
      socket.resetAndDestroy();
      return;
    }
    channel.resume();
    count('commands');
    const text = reply.text ?? '';
    const steps = acts.terminal?.answer?.({ line: command, text, cli, nth: 0 }) ?? [{ send: text }];
    const stop = timers.after(reply.slow ? commandMs() : 0, () => {
      const stage = { ...this.#stage(channel, socket, () => {}), prompt: () => '' };
      const stopPlay = play(steps, stage, leave);
      socket.once('close', stopPlay);
    });
    socket.once('close', stop);
  }

  #stage(channel: ServerChannel, socket: Socket, silence: () => void) {
    const { os, timers, name } = this.#setting;
    return {
      timers,
      write: (bytes: string | Buffer) => !channel.writable || channel.write(bytes),
      onDrain: (resume: () => void) => void channel.once('drain', resume),
      rename: (to: string) => os.rename(to, `${name}/lab`),
      cut: (how: Cut) => {
        silence();
        if (how === 'rst') socket.resetAndDestroy();
        else if (how === 'fin') socket.end();
        else if (how === 'mute') socket.pause();
        else channel.close();
      },
    };
  }
}

/** Ends a channel as devices do, and the connection with it when they do that. */
function leaveChannel(channel: ServerChannel, connection: Connection | null, code: number): void {
  if (!channel.writable) return;
  channel.exit(code);
  channel.end();
  channel.close();
  connection?.end();
}
