/** Faults before SSH: addresses, silence, and things that are no SSH server. Knows sockets only. */
import type { Fault, RawVisit } from '../fault.ts';
import { numberOf } from '../fault.ts';

const IDENT = 'SSH-2.0-OpenSSH_9.2\r\n';
const FLOOD_CHUNK = Buffer.alloc(16_384, 'A');
/** A flood ends by itself here, so that a client that reads it all is not fed for ever. */
const FLOOD_CHUNKS = 1_024;
const GREETING_LINES = 100_000;

/** Says `text` and closes. */
const sayAndClose =
  (text: string) =>
  ({ socket }: RawVisit): void => {
    socket.resume();
    socket.end(text);
  };

/** Says `text` at once and is silent ever after. */
const sayAndStay =
  (text: string) =>
  ({ socket }: RawVisit): void => {
    socket.resume();
    socket.write(text);
  };

/** Says hello, waits until the client sent more than its own hello, then calls `then`. */
function afterHello({ socket }: RawVisit, then: () => void): void {
  let seen = '';
  socket.write(IDENT);
  socket.on('data', (bytes) => {
    seen += bytes.toString('latin1');
    const helloEnds = seen.indexOf('\n');
    if (helloEnds < 0 || seen.length <= helloEnds + 1) return;
    seen = '';
    then();
  });
  socket.resume();
}

function flood({ socket }: RawVisit): void {
  let left = FLOOD_CHUNKS;
  const more = (): void => {
    while (left-- > 0 && !socket.destroyed) if (!socket.write(FLOOD_CHUNK)) return;
  };
  socket.resume();
  socket.write('SSH-2.0-');
  socket.on('drain', more);
  more();
}

function dripIdent({ socket, timers }: RawVisit, everyMs: number): void {
  socket.resume();
  const ident = `SSH-2.0-${'slow'.repeat(60)}`;
  const next = (at: number): void => {
    if (socket.destroyed || at >= ident.length) return;
    socket.write(ident[at] ?? '');
    timers.after(everyMs, () => next(at + 1));
  };
  next(0);
}

/** Answers whatever it is sent like a web server. */
function answerLikeHttp({ socket }: RawVisit): void {
  socket.once('data', () => {
    const page = '<html><head><title>400 Bad Request</title></head></html>\r\n';
    socket.end(`HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Length: ${page.length}\r\n\r\n${page}`);
  });
  socket.resume();
}

export const reachFaults: readonly Fault[] = [
  {
    row: 1,
    name: 'conn-refused',
    expect: 'CONN_REFUSED',
    note: 'Nothing listens.',
    acts: () => ({ reach: 'refused' }),
  },
  {
    row: 2,
    name: 'blackhole',
    expect: 'CONN_TIMEOUT',
    note: 'Connection requests are dropped without a word.',
    acts: () => ({ reach: 'blackhole' }),
  },
  {
    row: 3,
    name: 'no-route',
    expect: 'NET_UNREACHABLE',
    note: 'The inventory names an address this machine will not route TCP to.',
    acts: () => ({ reach: 'no-route' }),
  },
  {
    row: 4,
    name: 'dns-nxdomain',
    expect: 'DNS_FAIL',
    note: 'The inventory names a host under .invalid.',
    acts: () => ({ reach: 'nxdomain' }),
  },
  {
    row: 5,
    name: 'mute-accept',
    expect: 'BANNER_TIMEOUT',
    note: 'Accepts and never speaks.',
    acts: () => ({ wire: ({ socket }) => void socket.resume() }),
  },
  {
    row: 6,
    name: 'close-at-once',
    expect: 'CONN_RESET',
    note: 'Accepts and closes.',
    acts: () => ({ wire: sayAndClose('') }),
  },
  {
    row: 6,
    name: 'reset-at-once',
    expect: 'CONN_RESET',
    note: 'Accepts and resets.',
    acts: () => ({ wire: ({ socket }) => void socket.resetAndDestroy() }),
  },
  {
    row: 7,
    name: 'vty-full',
    expect: 'DEVICE_BUSY',
    note: 'All terminal lines taken: one line of text, then closed.',
    acts: () => ({ wire: sayAndClose('% Too many sessions, try later\r\n') }),
  },
  {
    row: 7,
    name: 'max-startups',
    expect: 'DEVICE_BUSY',
    note: 'OpenSSH above MaxStartups.',
    acts: () => ({ wire: sayAndClose('Exceeded MaxStartups\r\n') }),
  },
  {
    row: 8,
    name: 'http-server',
    expect: 'PROTO_ERROR',
    note: 'A web server: answers our hello with an HTTP error.',
    acts: () => ({ wire: answerLikeHttp }),
  },
  {
    row: 8,
    name: 'garbage-ident',
    expect: 'PROTO_ERROR',
    note: 'Bytes that are no hello, then silence.',
    acts: () => ({
      wire: ({ socket, random }) => sayAndStay(random.text('\u0001\u0080\u00ffxyz\n', 600))({ socket } as RawVisit),
    }),
  },
  {
    row: 9,
    name: 'ssh1',
    expect: 'PROTO_UNSUPPORTED',
    note: 'Speaks SSH version 1 only.',
    acts: () => ({ wire: sayAndStay('SSH-1.5-Cisco-1.25\r\n') }),
  },
  {
    row: 10,
    name: 'ident-no-newline-flood',
    expect: 'PROTO_ERROR',
    note: 'A hello line that never ends, 16 MiB of it.',
    acts: () => ({ wire: flood }),
  },
  {
    row: 11,
    name: 'pre-ident-lines',
    expect: 'PROTO_ERROR',
    note: '100,000 lines before the hello.',
    acts: () => ({ wire: sayAndStay('Authorised access only.\r\n'.repeat(GREETING_LINES)) }),
  },
  {
    row: 12,
    name: 'slow-loris-ident',
    expect: 'BANNER_TIMEOUT',
    note: 'A hello of one byte each 100 ms, without end.',
    params: { every_ms: 100 },
    acts: (params) => ({ wire: (visit) => dripIdent(visit, numberOf(params, 'every_ms', 100)) }),
  },
  {
    row: 14,
    name: 'rst-mid-kex',
    expect: 'CONN_RESET',
    note: 'Resets when the key exchange begins.',
    acts: () => ({ wire: (visit) => afterHello(visit, () => visit.socket.resetAndDestroy()) }),
  },
  {
    row: 15,
    name: 'garbage-packets',
    expect: 'PROTO_ERROR',
    note: 'A good hello, then packets that are none.',
    acts: () => ({
      wire: (visit) =>
        afterHello(
          visit,
          () => void visit.socket.write(Buffer.from(visit.random.text('\u00f0\u00e1\u00ff', 1_024), 'latin1')),
        ),
    }),
  },
];
