/**
 * How one host is reached, from what the inventory says and what `~/.ssh/config` says. Knows jumps, tokens and what is
 * not supported; opens no connection and reads no key.
 */
import { join } from 'node:path';
import { absolutePath, type Environment, homeFolder } from '../config/paths.ts';
import { RollcallError } from '../core/errors.ts';
import type { SshHop } from './device.ts';
import type { SshConfigFile, SshSettings } from './ssh-config-file.ts';

/** What the inventory says; it wins over the file. */
export interface SshWish {
  /** As it would be typed after `ssh`. */
  readonly host: string;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly identityFile?: string | undefined;
  /** As `ProxyJump` is written; `none` for a direct connection. */
  readonly jump?: string | undefined;
  /** The credential's user name, for `%r` and `Match user` where nobody else is named. */
  readonly fallbackUser: string;
}

export interface SshWay {
  readonly target: SshHop;
  /** Nearest to us first. */
  readonly jumps: readonly SshHop[];
}

export interface SshOptionsParts {
  /** Null when no file is honoured. */
  readonly sshConfig: SshConfigFile | null;
  readonly env: Environment;
  readonly warn: (message: string, host: string) => void;
}

/** Answers `resolve(wish)`. @throws {RollcallError} INVENTORY_INVALID for a circle of jumps or a bad jump */
export function createSshOptions(parts: SshOptionsParts): (wish: SshWish) => SshWay {
  const resolve = (wish: SshWish, outer: readonly string[]): SshWay => {
    if (outer.includes(wish.host)) {
      throw new RollcallError(
        'INVENTORY_INVALID',
        `The jump hosts go in a circle: ${[...outer, wish.host].join(' -> ')}.`,
        {
          hint: 'Exclude the jump host from the block that names it: `Host * !bastion`.',
        },
      );
    }
    const settings = parts.sshConfig?.lookup(wish.host, wish.user ?? wish.fallbackUser) ?? new Map();
    const target = hop(wish, settings, parts);
    const jump = wish.jump ?? jumpOf(settings, wish.host, parts);
    return { target, jumps: jumps(jump, wish, (next) => resolve(next, [...outer, wish.host])) };
  };
  return (wish) => resolve(wish, []);
}

function hop(wish: SshWish, settings: SshSettings, parts: SshOptionsParts): SshHop {
  const one = (keyword: string) => settings.get(keyword)?.[0];
  warnOfAlgorithms(settings, wish.host, parts);
  const user = wish.user ?? one('user');
  const host = (one('hostname') ?? wish.host).replace(/%[h%]/g, (token) => (token === '%%' ? '%' : wish.host));
  const port = wish.port ?? Number(one('port') ?? 22);
  const expand = (text: string) => expanded(text, { wish, host, port, user: user ?? wish.fallbackUser }, parts);
  const files = [
    ...(wish.identityFile === undefined ? [] : [wish.identityFile]),
    ...(settings.get('identityfile') ?? []),
  ];
  const agent = one('identityagent');
  // `SSH_AUTH_SOCK` and `$NAME` name a variable; anything else is a path.
  const variable = agent === 'SSH_AUTH_SOCK' ? agent : /^\$(\w+)$/.exec(agent ?? '')?.[1];
  const socket = variable === undefined ? agent && expand(agent) : parts.env[variable];
  const alias = one('hostkeyalias');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new RollcallError('INVENTORY_INVALID', `${wish.host}: its Port in the SSH configuration is not a port.`);
  }
  return {
    host,
    port,
    ...(user !== undefined && { user }),
    identityFiles: files.filter((file) => file !== 'none').map(expand),
    ...(socket && agent !== 'none' && { identityAgent: socket }),
    ...(alias !== undefined && { hostKeyAlias: alias }),
  };
}

/** The jump the file asks for. A ProxyCommand is a program to run for every device: not done, and said so. */
function jumpOf(settings: SshSettings, host: string, { warn }: SshOptionsParts): string {
  const jump = settings.get('proxyjump')?.[0];
  const command = settings.get('proxycommand')?.[0];
  if (jump === undefined && command !== undefined && command !== 'none') {
    warn('ProxyCommand is not run, the connection will be direct: write `ProxyJump bastion` in its place', host);
  }
  return jump ?? 'none';
}

/** The first hop is reached as the file says of it, each later one through the hop before it. */
function jumps(text: string, wish: SshWish, resolve: (wish: SshWish) => SshWay): readonly SshHop[] {
  if (text.toLowerCase() === 'none') return [];
  return text.split(',').flatMap((part, i) => {
    const parsed = { ...parseJump(part.trim(), wish.host), fallbackUser: wish.fallbackUser };
    const way = resolve(i === 0 ? parsed : { ...parsed, jump: 'none' });
    return [...way.jumps, way.target];
  });
}

/** `ops@b1:2222`, `b1`, `[2001:db8::1]:22`, `ssh://ops@b1:2222`. */
function parseJump(text: string, host: string): Pick<SshWish, 'host' | 'port' | 'user'> {
  const found = /^(?:ssh:\/\/)?(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^:@\s[\]]+))(?::(\d{1,5}))?\/?$/.exec(text);
  const [, user, bracketed, plain, port] = found ?? [];
  const name = bracketed ?? plain;
  if (name === undefined || name.startsWith('-') || Number(port ?? 22) > 65_535) {
    throw new RollcallError('INVENTORY_INVALID', `${host}: its jump host is not written as [user@]host[:port].`, {
      hint: 'Several hops are separated by commas, nearest first.',
    });
  }
  return { host: name, port: port === undefined ? undefined : Number(port), user };
}

interface TokenValues {
  readonly wish: SshWish;
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

/** An absolute path; `~`, `${VAR}` and OpenSSH's `%` tokens filled in. */
function expanded(text: string, { wish, host, port, user }: TokenValues, { env }: SshOptionsParts): string {
  const home = homeFolder(env);
  const tokens: Readonly<Record<string, string | undefined>> = {
    '%': '%',
    d: home,
    h: host,
    n: wish.host,
    p: String(port),
    r: user,
    u: env['USER'] ?? env['USERNAME'],
  };
  const filled = text
    .replace(/%([%dhnpru])/g, (all, token: string) => tokens[token] ?? all)
    .replace(/\$\{(\w+)\}/g, (all, name: string) => env[name] ?? all);
  return absolutePath(filled, join(home, '.ssh'), env);
}

function warnOfAlgorithms(settings: SshSettings, host: string, { warn }: SshOptionsParts): void {
  for (const keyword of ['kexalgorithms', 'hostkeyalgorithms', 'ciphers', 'macs', 'pubkeyacceptedalgorithms']) {
    const value = settings.get(keyword)?.[0] ?? '';
    if (/sha1|ssh-rsa|ssh-dss|-cbc/.test(value) && !value.startsWith('-')) {
      warn(
        'old algorithms in the SSH configuration are not taken from there: set `algorithms: legacy` in `devices`',
        host,
      );
    }
  }
}
