/**
 * Which host keys belong to which device: an OpenSSH `known_hosts` file. Knows its format (plain, `[host]:port`,
 * wildcards, hashed names, `@revoked`); does not know what a connection is.
 */
import { createHash, createHmac } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RollcallError } from '../core/errors.ts';
import type { SshHop } from '../inventory/device.ts';

/** `known`: this very key. `changed`: other keys are on file for the device. `unknown`: none. `revoked`: barred. */
export type KeyVerdict = 'known' | 'changed' | 'unknown' | 'revoked';

export interface KnownHosts {
  check(hop: SshHop, key: Buffer): KeyVerdict;
  /** Key types on file for the device, e.g. `['ssh-ed25519']`. */
  typesFor(hop: SshHop): readonly string[];
  /** Remembers a key that a finished handshake proved, in memory at once and in the file soon after. */
  add(hop: SshHop, key: Buffer): void;
  /** Resolves when everything added is in the file. @throws {RollcallError} LOCAL_IO */
  flush(): Promise<void>;
}

interface Entry {
  readonly revoked: boolean;
  readonly type: string;
  readonly key: string;
}

interface PatternEntry extends Entry {
  readonly matches: (name: string) => boolean;
}

/** The name a key is filed under: `HostKeyAlias`, else `host`, else `[host]:port` when the port is not 22. */
export function hostKeyName(hop: SshHop): string {
  if (hop.hostKeyAlias !== undefined) return hop.hostKeyAlias;
  const host = hop.host.toLowerCase();
  return hop.port === 22 ? host : `[${host}]:${hop.port}`;
}

/** `SHA256:…`, as `ssh-keygen -l` prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256')
    .update(key)
    .digest('base64')
    .replace(/={1,2}$/, '')}`;
}

/** The type inside an SSH public key blob: its first string. */
export function keyType(key: Buffer): string {
  return key.length < 4 ? '' : key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

/** Reads `file`; a missing one is empty. @throws {RollcallError} LOCAL_IO when it exists and cannot be read */
export async function openKnownHosts(file: string): Promise<KnownHosts> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw new RollcallError('LOCAL_IO', `Cannot read known_hosts file ${file}.`, { cause });
  });
  const plain = new Map<string, Entry[]>();
  const patterns: PatternEntry[] = [];
  for (const line of text.split('\n')) readLine(line, plain, patterns);

  const entriesFor = (hop: SshHop): Entry[] => {
    const name = hostKeyName(hop);
    return [...(plain.get(name) ?? []), ...patterns.filter((entry) => entry.matches(name))];
  };
  let pending: string[] = [];
  let writing: Promise<void> = Promise.resolve();
  const write = async () => {
    const lines = pending.join('');
    pending = [];
    if (lines === '') return;
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await appendFile(file, lines, { mode: 0o600 });
    } catch (cause) {
      throw new RollcallError('LOCAL_IO', `Cannot write known_hosts file ${file}.`, { cause });
    }
  };
  return {
    check(hop, key) {
      const entries = entriesFor(hop);
      const encoded = key.toString('base64');
      const same = entries.filter((entry) => entry.key === encoded);
      if (same.some((entry) => entry.revoked)) return 'revoked';
      if (same.length > 0) return 'known';
      return entries.some((entry) => !entry.revoked) ? 'changed' : 'unknown';
    },
    typesFor: (hop) => entriesFor(hop).map((entry) => entry.type),
    add(hop, key) {
      const name = hostKeyName(hop);
      const entry = { revoked: false, type: keyType(key), key: key.toString('base64') };
      const already = plain.get(name);
      if (already?.some((known) => known.key === entry.key)) return;
      plain.set(name, [...(already ?? []), entry]);
      pending.push(`${name} ${entry.type} ${entry.key}\n`);
    },
    flush() {
      writing = writing.then(write, write);
      return writing;
    },
  };
}

function readLine(line: string, plain: Map<string, Entry[]>, patterns: PatternEntry[]): void {
  const words = line.trim().split(/[ \t]+/);
  if (words[0] === undefined || words[0] === '' || words[0].startsWith('#')) return;
  const marker = words[0].startsWith('@') ? words.shift() : undefined;
  const [names, type, key] = words;
  // Certificate authorities are not accepted as host keys; a line we do not understand is no reason to trust less or more.
  if (marker === '@cert-authority' || names === undefined || type === undefined || key === undefined) return;
  const entry = { revoked: marker === '@revoked', type, key };
  if (names.startsWith('|1|')) {
    patterns.push({ ...entry, matches: hashedName(names) });
  } else if (/[*?!]/.test(names)) {
    patterns.push({ ...entry, matches: wildcardName(names) });
  } else {
    for (const name of names.toLowerCase().split(',')) plain.set(name, [...(plain.get(name) ?? []), entry]);
  }
}

/** `|1|salt|hash`: HMAC-SHA1 of the name. */
function hashedName(names: string): (name: string) => boolean {
  const [, , salt = '', hash = ''] = names.split('|');
  const secret = Buffer.from(salt, 'base64');
  return (name) => createHmac('sha1', secret).update(name).digest('base64') === hash;
}

function wildcardName(names: string): (name: string) => boolean {
  const parts = names
    .toLowerCase()
    .split(',')
    .map((part) => ({ negated: part.startsWith('!'), glob: part.replace(/^!/, '') }));
  return (name) =>
    !parts.some((part) => part.negated && globMatches(part.glob, name)) &&
    parts.some((part) => !part.negated && globMatches(part.glob, name));
}

/** `*` any run, `?` any one; linear in `name` for each star. */
function globMatches(glob: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let from = 0;
  while (at < name.length) {
    if (from < glob.length && (glob[from] === '?' || glob[from] === name[at])) {
      at++;
      from++;
    } else if (glob[from] === '*') {
      star = from++;
      resume = at;
    } else if (star >= 0) {
      from = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (glob[from] === '*') from++;
  return from === glob.length;
}
