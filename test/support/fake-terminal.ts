/** A device's terminal in memory: answers lines from a script, cut into chunks as the test says. No sockets, no time. */
import { EventEmitter } from 'node:events';
import { defaultLimits, type Limits } from '../../src/config/limits.ts';
import { silentLog } from '../../src/core/log.ts';
import { Secret } from '../../src/core/secret.ts';
import type { ChangeSession } from '../../src/core/session.ts';
import type { WritePermit } from '../../src/core/write-permit.ts';
import type { Credential } from '../../src/inventory/device.ts';
import { definePlatform, type PlatformDefinition } from '../../src/platforms/define.ts';
import type { Connection, SshContext } from '../../src/ssh/connect.ts';
import { Link } from '../../src/ssh/link.ts';
import { openShellSession } from '../../src/ssh/shell-session.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

/** A small IOS-like system, so that the session is tested apart from the real platform files. */
export const toyPlatform: PlatformDefinition = definePlatform({
  id: 'toy',
  title: 'Toy',
  modes: {
    exec: {
      prompt: /^(?<host>[\w.-]{1,63})>\s?$/,
      ways: [
        {
          to: 'privileged',
          send: 'enable',
          password: { prompt: /^Password:\s?$/, key: 'enable' },
          refused: [/^% Bad secrets/],
        },
      ],
    },
    privileged: { prompt: /^(?<host>[\w.-]{1,63})#\s?$/, ways: [] },
    config: { prompt: /^(?<host>[\w.-]{1,63})\(config\)#\s?$/, hostCut: 20, ways: [{ to: 'privileged', send: 'end' }] },
    rommon: { prompt: /^rommon \d+ > ?$/, ways: [] },
  },
  readMode: 'privileged',
  open: [{ purpose: 'paging', send: ['terminal length 0', 'screen-length 0'] }],
  close: ['exit'],
  interstitials: [{ pattern: /^Press RETURN to get started/, answer: '' }, { pattern: /\[yes\/no\]:?\s*$/ }],
  pager: [{ pattern: /^ ?--More--\s*$/, answer: ' ' }],
  refusals: [
    { pattern: /^% (?:Invalid|Ambiguous|Incomplete|Unknown)/, code: 'CMD_REJECTED' },
    { pattern: /^% Authorization failed/, code: 'CMD_UNAUTHORIZED' },
    { pattern: /^% Too many sessions/, code: 'DEVICE_BUSY' },
  ],
  asyncLines: [/^\*?\w{3} +\d+ [\d:.]+: %[A-Z_]+-\d-[A-Z_]+:/],
  reads: { verbs: [{ words: ['show'] }], pipes: [] },
  facts: { commands: ['show version'], read: () => ({}) },
  config: {
    read: 'show running-config',
    syntax: {
      form: 'indent',
      comment: /^!/,
      verbatim: [],
      orderedBlocks: [],
      orderedLines: [],
      settings: [],
      interfaceTypes: [],
      numberLists: [],
      negation: 'no',
    },
    volatile: [],
    complete: { end: /^end$/, balancedBraces: false, leastLines: 2 },
  },
});

export interface FakeTerminal {
  readonly clock: FakeClock;
  readonly link: Link;
  /** Every line typed so far, without its line feed. */
  readonly typed: string[];
  /** The device says this, in one piece. */
  say(text: string | Buffer): void;
  /** The device says this one chunk a millisecond. */
  sayInPieces(pieces: readonly Buffer[]): Promise<void>;
  closeChannel(): void;
  /** The session being opened; awaits nothing. */
  readonly opening: Promise<ChangeSession>;
}

export interface FakeTerminalOptions {
  /** Called with each typed line; what it returns is said at once. Undefined: the test speaks itself. */
  readonly reply?: (line: string) => string | undefined;
  readonly greeting?: string;
  readonly limits?: Partial<Limits>;
  readonly credential?: Partial<Credential>;
  readonly platform?: PlatformDefinition;
  readonly spillFolder?: string | null;
  /** Absent: a session that may only read. */
  readonly permit?: WritePermit;
}

export function openFakeTerminal(options: FakeTerminalOptions = {}): FakeTerminal {
  const clock = createFakeClock();
  const link = new Link(clock);
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const typed: string[] = [];
  const channel = Object.assign(new EventEmitter(), {
    stderr: new EventEmitter(),
    write: (text: string) => {
      for (const line of text.split(/(?<=\n)/)) {
        typed.push(line.replace(/\n$/, ''));
        const reply = options.reply?.(line.replace(/\n$/, ''));
        if (reply !== undefined) queueMicrotask(() => say(reply));
      }
    },
  });
  const say = (text: string | Buffer) => void channel.emit('data', Buffer.from(text as string));
  const context: SshContext = {
    limits,
    clock,
    log: silentLog,
    knownHosts: { check: () => 'known', typesFor: () => [], add: () => {}, flush: async () => {} },
    hostKeys: 'strict',
    permits: { permit: async () => () => {} },
    identityFiles: async () => [],
    enterGate: async () => () => {},
  };
  const connection = {
    client: {
      shell: (_window: unknown, opened: (error: undefined, stream: unknown) => void) => opened(undefined, channel),
    },
    hostKey: 'SHA256:none',
    close: async () => {},
  } as unknown as Connection;
  const credential: Credential = {
    name: 'lab',
    username: 'lab',
    password: new Secret('lab-password'),
    enable: new Secret('lab-enable'),
    keys: [],
    agentSocket: null,
    ...options.credential,
  };
  const platform = options.platform ?? toyPlatform;
  const opening = openShellSession(
    context,
    link,
    connection,
    { link, platform, credential, limits, permits: context.permits },
    {
      spill: {
        folder: options.spillFolder ?? null,
        keepBytes: limits.output_mb * 1_048_576,
        spillBytes: limits.spill_mb * 1_048_576,
      },
      linkFacts: () => ({ hostKey: null, algorithms: 'modern', loginMs: 0 }),
      ...(options.permit && { permit: options.permit }),
    },
  );
  opening.catch(() => {});
  if (options.greeting !== undefined) queueMicrotask(() => say(options.greeting as string));
  return {
    clock,
    link,
    typed,
    say,
    async sayInPieces(pieces) {
      for (const piece of pieces) {
        channel.emit('data', piece);
        await clock.advance(1);
      }
    },
    closeChannel: () => void channel.emit('close'),
    opening,
  };
}

/** A session that is open and waits for its first command; `answers` maps typed lines to raw terminal text. */
export async function openReadySession(
  options: FakeTerminalOptions = {},
): Promise<FakeTerminal & { readonly session: ChangeSession }> {
  let opened = false;
  const terminal = openFakeTerminal({
    greeting: '\r\nsw1#',
    ...options,
    reply: (line) => (opened ? options.reply?.(line) : line === '' ? undefined : `${line}\r\nsw1#`),
  });
  await terminal.clock.advance(5);
  await terminal.clock.advance(200);
  const session = await terminal.opening;
  opened = true;
  terminal.typed.length = 0;
  return { ...terminal, session };
}
