/**
 * From a device's address to a logged-in SSH connection. Knows the order of phases and the deadline of each: TCP,
 * identification, key exchange (at the gate), host key, login. Knows no prompts and no platforms.
 */
import type { Duplex } from 'node:stream';
import type { AuthHandlerMiddleware, Client } from 'ssh2';
import type { Limits } from '../config/limits.ts';
import type { Clock } from '../core/clock.ts';
import { RollcallError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Secret } from '../core/secret.ts';
import type { Credential, SshHop } from '../inventory/device.ts';
import { algorithmsFor } from './algorithms.ts';
import { failureFromClose, failureFromError, failureFromThrown } from './failure.ts';
import type { IdentityFiles } from './identity-files.ts';
import { fingerprint, type KnownHosts } from './known-hosts.ts';
import type { Link } from './link.ts';
import { ssh2 } from './load-ssh2.ts';
import { createLogin } from './login.ts';
import type { LoginPermits } from './login-permit.ts';
import { type Lookup, openSocket } from './open-socket.ts';
import { readIdent } from './read-ident.ts';
import { IDENT, sendIdent } from './send-ident.ts';

/** What every connection of a process shares. */
export interface SshContext {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: Log;
  readonly knownHosts: KnownHosts;
  /** `strict` refuses keys it has never seen; `accept-new` remembers them once the handshake proved them. */
  readonly hostKeys: 'strict' | 'accept-new';
  readonly permits: LoginPermits;
  readonly identityFiles: IdentityFiles;
  /** Resolves with a place for one key exchange; call the answer to give it back. */
  readonly enterGate: () => Promise<() => void>;
  readonly lookup?: Lookup;
}

export interface Connection {
  readonly client: Client;
  /** `SHA256:…` of the proved host key. */
  readonly hostKey: string;
  /** Ends the connection; resolves when the socket is gone, at the latest after `closeMs`. */
  close(closeMs: number): Promise<void>;
}

export interface ConnectTarget {
  readonly hop: SshHop;
  readonly credential: Credential;
  readonly algorithms: 'modern' | 'legacy';
  /** A stream through a jump host; absent: a TCP connection of our own. */
  readonly through?: Duplex;
}

/** A place at the gate is lent for this long at most: an exchange that waits for a slow peer uses none of our CPU. */
const GATE_HOLD_MS = 1_000;

/** Logs in. @throws {RollcallError} any code of the groups reach, protocol, identity and auth */
export async function connect(context: SshContext, link: Link, target: ConnectTarget): Promise<Connection> {
  const { limits } = context;
  const stream = target.through ?? (await openSocket(link, target.hop, limits.connect_ms, context.lookup));
  link.onFail(() => stream.destroy());
  // ssh2 listens only from its own start on; a peer that leaves before it would go unnoticed.
  stream.once('close', () => link.over || link.fail(failureFromClose(link.phase)));
  sendIdent(stream);
  await readIdent(link, stream, limits.banner_ms);
  const identities = await context.identityFiles(target.hop.identityFiles);
  return shakeHands(context, link, target, stream, identities);
}

async function shakeHands(
  context: SshContext,
  link: Link,
  target: ConnectTarget,
  stream: Duplex,
  identities: readonly Secret[],
): Promise<Connection> {
  const { limits } = context;
  const client = new ssh2.Client();
  client.on('error', (error) => link.over || link.fail(failureFromError(error, link.phase)));
  client.on('close', () => link.over || link.fail(failureFromClose(link.phase)));
  const key = createHostKeyCheck(context, link, target.hop);
  const login = createLogin(link, client, {
    username: target.hop.user ?? target.credential.username,
    credential: target.credential,
    identities,
    agentSocket: target.hop.identityAgent ?? target.credential.agentSocket,
    permits: context.permits,
  });
  const leaveGate = await context.enterGate();
  const lent = context.clock.after(GATE_HOLD_MS, leaveGate);
  let askForLogin: () => void = () => {};
  const mayLogIn = new Promise<void>((resolve) => {
    askForLogin = resolve;
  });
  try {
    await link.within<void>('kex', limits.kex_ms, 'BANNER_TIMEOUT', (done) => {
      client.once('handshake', () => done());
      client.connect({
        sock: stream as never,
        ident: IDENT,
        username: target.hop.user ?? target.credential.username,
        algorithms: algorithmsFor(target.algorithms, context.knownHosts.typesFor(target.hop)),
        hostVerifier: key.verify,
        // Our own deadlines bound every phase; ssh2's would fire late and twice.
        readyTimeout: 0,
        keepaliveInterval: limits.keepalive_ms,
        keepaliveCountMax: 3,
        // ssh2 waits for `next` when the handler answers nothing; its typings know only the older form.
        authHandler: ((...asked: Parameters<typeof login.authHandler>) => {
          mayLogIn
            .then(() => login.authHandler(...asked))
            .catch((thrown: unknown) => link.fail(failureFromThrown(thrown, 'auth')));
        }) as unknown as AuthHandlerMiddleware,
      });
    });
  } finally {
    lent();
    leaveGate();
  }
  key.remember();
  await link.within<void>('auth', limits.auth_ms, 'AUTH_TIMEOUT', (done) => {
    client.once('ready', () => {
      login.accepted();
      done();
    });
    askForLogin();
  });
  return {
    client,
    hostKey: key.fingerprint(),
    close: (closeMs) => closeConnection(context, link, client, stream, closeMs),
  };
}

/** Checks the key when the server shows it; remembers a new one only after the handshake has proved it. */
function createHostKeyCheck(context: SshContext, link: Link, hop: SshHop) {
  let shown: Buffer = Buffer.alloc(0);
  let isNew = false;
  const refuse = (code: 'HOSTKEY_UNKNOWN' | 'HOSTKEY_MISMATCH', message: string) => {
    link.fail(new RollcallError(code, message, { phase: 'hostkey', detail: fingerprint(shown) }));
    return false;
  };
  return {
    verify: (key: Buffer): boolean => {
      shown = Buffer.from(key);
      switch (context.knownHosts.check(hop, shown)) {
        case 'known':
          return true;
        case 'changed':
          return refuse('HOSTKEY_MISMATCH', 'The device shows another host key than the one on file.');
        case 'revoked':
          return refuse('HOSTKEY_MISMATCH', 'The device shows a host key that is marked as revoked.');
        case 'unknown':
          isNew = true;
          return (
            context.hostKeys === 'accept-new' || refuse('HOSTKEY_UNKNOWN', 'The device’s host key is not on file.')
          );
      }
    },
    remember: () => {
      if (!isNew) return;
      context.knownHosts.add(hop, shown);
      context.log.debug('hostkey_added', { host: hop.host, port: hop.port, fingerprint: fingerprint(shown) });
    },
    fingerprint: () => fingerprint(shown),
  };
}

/** ssh2's `destroy()` does nothing after `end()`, so the stream is destroyed by us when the peer does not close. */
function closeConnection(
  context: SshContext,
  link: Link,
  client: Client,
  stream: Duplex,
  closeMs: number,
): Promise<void> {
  link.leave();
  return new Promise((resolve) => {
    const cancel = context.clock.after(closeMs, () => stream.destroy());
    if (stream.closed || stream.destroyed) {
      cancel();
      resolve();
      return;
    }
    stream.once('close', () => {
      cancel();
      resolve();
    });
    client.end();
  });
}
