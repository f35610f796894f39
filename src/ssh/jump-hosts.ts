/**
 * Connections to jump hosts, one per chain and account, shared by every device behind it. Knows hops and forwarded
 * streams; the device's own SSH runs inside and is checked like any other.
 */
import type { Duplex } from 'node:stream';
import type { CancelTimer } from '../core/clock.ts';
import { type ErrorCode, RollcallError } from '../core/errors.ts';
import type { Credential, SshHop } from '../inventory/device.ts';
import { type Connection, connect, type SshContext } from './connect.ts';
import { failureOf } from './failure.ts';
import { Link } from './link.ts';

export interface JumpHosts {
  /** A stream to `to` through `jumps`, nearest hop first. It ends with the device's link. @throws {RollcallError} the hop's own failure, named */
  open(link: Link, jumps: readonly SshHop[], to: SshHop, credential: Credential): Promise<Duplex>;
  /** Closes every shared connection. */
  close(): Promise<void>;
}

interface Shared {
  readonly connection: Promise<Connection>;
  readonly link: Link;
  opened: boolean;
  users: number;
  idle: CancelTimer;
}

/** An unused jump connection stays this long for the next device: a login per device would flood the jump host. */
const IDLE_MS = 5_000;

export function createJumpHosts(context: SshContext, algorithms: 'modern' | 'legacy'): JumpHosts {
  const shared = new Map<string, Shared>();

  const acquire = (jumps: readonly SshHop[], credential: Credential): { key: string; entry: Shared } => {
    const key = JSON.stringify([credential.name, jumps]);
    let entry = shared.get(key);
    if (entry === undefined || entry.link.failure !== null) {
      const link = new Link(context.clock);
      const opened = { connection: dial(link, jumps, credential), link, opened: false, users: 0, idle: () => {} };
      link.onFail(() => {
        if (shared.get(key) === opened) shared.delete(key);
      });
      opened.connection.then(
        () => {
          opened.opened = true;
        },
        () => {},
      );
      shared.set(key, opened);
      entry = opened;
    }
    entry.idle();
    entry.users++;
    return { key, entry };
  };

  const release = (key: string, entry: Shared): void => {
    entry.users--;
    if (entry.users > 0) return;
    entry.idle = context.clock.after(IDLE_MS, () => {
      if (shared.get(key) === entry) shared.delete(key);
      void entry.connection.then((connection) => connection.close(context.limits.close_ms)).catch(() => {});
    });
  };

  /** Logs in to the last hop, through the ones before it. */
  const dial = async (link: Link, jumps: readonly SshHop[], credential: Credential): Promise<Connection> => {
    const hop = jumps[jumps.length - 1] as SshHop;
    const before = jumps.slice(0, -1);
    try {
      const through = before.length === 0 ? undefined : await openThrough(link, before, hop, credential);
      return await connect(context, link, {
        hop,
        credential,
        algorithms,
        ...(through === undefined ? {} : { through }),
      });
    } catch (failure) {
      if (!(failure instanceof RollcallError)) throw failure;
      const named = new RollcallError(failure.code, `Jump host ${hop.host}: ${failure.message}`, {
        hint: failure.hint,
        ...(failure.phase === undefined ? {} : { phase: failure.phase }),
        ...(failure.detail === undefined ? {} : { detail: failure.detail }),
      });
      link.fail(named);
      throw named;
    }
  };

  const openThrough = async (
    link: Link,
    jumps: readonly SshHop[],
    to: SshHop,
    credential: Credential,
  ): Promise<Duplex> => {
    const { key, entry } = acquire(jumps, credential);
    let released = false;
    const done = () => {
      if (!released) release(key, entry);
      released = true;
    };
    link.onFail(done);
    try {
      const connection = await link.orFailure(entry.connection);
      const stream = await forward(context, link, connection, to);
      const off = entry.link.onFail((failure) => link.fail(failure));
      stream.once('close', () => {
        off();
        done();
      });
      return stream;
    } catch (failure) {
      done();
      throw failure;
    }
  };

  return {
    open: openThrough,
    close: async () => {
      const entries = [...shared.values()];
      shared.clear();
      await Promise.all(
        entries.map(async (entry) => {
          entry.idle();
          // A login still under way is not waited for.
          if (!entry.opened) entry.link.fail(new RollcallError('CANCELLED', 'Closing.', { phase: 'local' }));
          await entry.connection.then((connection) => connection.close(context.limits.close_ms)).catch(() => {});
        }),
      );
    },
  };
}

/** RFC 4254 §5.1 reasons for a channel that did not open. */
const OPEN_FAILURES: Readonly<Record<number, ErrorCode>> = {
  1: 'CHANNEL_REFUSED',
  2: 'CONN_REFUSED',
  4: 'DEVICE_BUSY',
};

function forward(context: SshContext, link: Link, connection: Connection, to: SshHop): Promise<Duplex> {
  return link.within<Duplex>('tcp', context.limits.connect_ms, 'CONN_TIMEOUT', (done) => {
    connection.client.forwardOut('127.0.0.1', 0, to.host, to.port, (error, stream) => {
      // A stream that comes after the device was given up has nobody to close it.
      if (link.over) return void stream?.destroy();
      if (error === undefined || error === null) return done(stream);
      const { reason } = error as Error & { reason?: number };
      const timedOut = /timed out/i.test(error.message);
      link.fail(
        failureOf(
          timedOut ? 'CONN_TIMEOUT' : (OPEN_FAILURES[reason ?? 0] ?? 'CONN_REFUSED'),
          'tcp',
          error.message,
          error,
        ),
      );
    });
  });
}
