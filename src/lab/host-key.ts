/**
 * A device's SSH identity, the same for the same seed. Knows key derivation and the openssh-key-v1 file; knows
 * nothing of who presents the key.
 */
import { createHash, createPrivateKey, createPublicKey, sign as cryptoSign, type KeyObject } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { rsaPrivateKey } from './rsa-private-key.ts';

export interface HostKey {
  readonly type: 'ssh-ed25519' | 'ssh-rsa';
  readonly privateKey: KeyObject;
  /** The private key as an OpenSSH (ed25519) or PKCS#1 (RSA) text file. */
  readonly pem: () => string;
  /** The public key as it goes over the wire. */
  readonly publicBlob: Buffer;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
}

// The PKCS#8 header of a bare 32-byte ed25519 seed (RFC 8410).
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An ed25519 key made from `words`: no randomness, so a restarted lab is the same lab. */
export function ed25519HostKey(words: string): HostKey {
  const seed = createHash('sha256').update(`host key of ${words}`).digest();
  const privateKey = ed25519FromSeed(seed);
  const point = Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url');
  const publicBlob = Buffer.concat([sshString('ssh-ed25519'), sshString(point)]);
  return {
    type: 'ssh-ed25519',
    privateKey,
    pem: () => opensshKeyFile(publicBlob, Buffer.concat([sshString(point), sshString(Buffer.concat([seed, point]))])),
    publicBlob,
    fingerprint: fingerprintOf(publicBlob),
  };
}

/** As a JWK it is read ten times faster; `x` is derived from `d`, and a runtime that insists on it gets the other form. */
function ed25519FromSeed(seed: Buffer): KeyObject {
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: seed.toString('base64url'), x: '' };
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' });
  } catch {
    return createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });
  }
}

/** A 1024-bit RSA key made from `words`, as boxes of the SHA-1 days carry. About 30 ms. */
export function rsaHostKey(words: string): HostKey {
  const privateKey = rsaPrivateKey(words);
  const { n = '', e = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const publicBlob = Buffer.concat([sshString('ssh-rsa'), sshNumber(e), sshNumber(n)]);
  return {
    type: 'ssh-rsa',
    privateKey,
    pem: () => privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
    publicBlob,
    fingerprint: fingerprintOf(publicBlob),
  };
}

/** One key of each type as ssh2 reads it from a file: reading one costs more than a login, and thousands are needed. */
const models = new Map<HostKey['type'], ParsedKey>();

/** The key as ssh2's server wants it: like one it parsed, but signing with the key object kept in memory. */
export function serverKey(hostKey: HostKey): ParsedKey {
  let model = models.get(hostKey.type);
  if (model === undefined) {
    const parsed = ssh2.utils.parseKey(hostKey.pem());
    if (parsed instanceof Error) throw parsed;
    model = parsed;
    models.set(hostKey.type, model);
  }
  const algorithm = hostKey.type === 'ssh-rsa' ? 'sha1' : null;
  return Object.assign(Object.create(model) as ParsedKey, {
    getPublicSSH: () => hostKey.publicBlob,
    sign: (data: Buffer, wanted?: string) => cryptoSign(wanted ?? algorithm, data, hostKey.privateKey),
  });
}

/** One line for a known_hosts file. `port` other than 22 puts the host in brackets. */
export function knownHostsLine(host: string, port: number, hostKey: HostKey): string {
  return `${port === 22 ? host : `[${host}]:${port}`} ${hostKey.type} ${hostKey.publicBlob.toString('base64')}`;
}

function fingerprintOf(publicBlob: Buffer): string {
  return `SHA256:${createHash('sha256').update(publicBlob).digest('base64').replace(/=$/, '')}`;
}

/** The openssh-key-v1 container, unencrypted: magic, cipher, kdf, options, count, public, private (padded to 8). */
function opensshKeyFile(publicBlob: Buffer, privateParts: Buffer): string {
  const check = createHash('sha256').update(publicBlob).digest().subarray(0, 4);
  const bare = Buffer.concat([check, check, sshString('ssh-ed25519'), privateParts, sshString('')]);
  const padding = Buffer.from(Array.from({ length: (8 - (bare.length % 8)) % 8 }, (_, i) => i + 1));
  const count = Buffer.from([0, 0, 0, 1]);
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    sshString('none'),
    sshString('none'),
    sshString(''),
    count,
    sshString(publicBlob),
    sshString(Buffer.concat([bare, padding])),
  ]);
  const lines = file.toString('base64').match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function sshString(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A positive number from JWK's base64url, with the zero byte that keeps its sign. */
function sshNumber(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return sshString((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}
