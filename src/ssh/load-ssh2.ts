/**
 * ssh2, loaded so that a device cannot freeze the process. Knows two costs of ssh2 and their mend; nothing of sessions.
 *
 * ssh2 takes functions of `crypto` once, while it loads; for that moment we lend it others with the same results.
 *
 * ssh2 answers `diffie-hellman-group-exchange-*` with `crypto.createDiffieHellman(prime, generator)`, which tests the
 * server's prime for primality: 1.7 s of blocked event loop for 3,072 bits, 33 s for 8,192. Ours makes no primality
 * test (OpenSSH does not either) and bounds the sizes. The exchange stays authenticated by the host key.
 *
 * ssh2 checks a host key's signature with the key as PEM text, which costs as much to read as the check itself. Ours
 * takes an Ed25519 key out of its fixed 44-byte envelope instead.
 */
import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { createRequire } from 'node:module';

/** Smaller primes are broken; larger ones cost over a third of a second each even without the test. */
const PRIME_BITS = { least: 2048, most: 8192 };

/** The part of node's `DiffieHellman` that ssh2 uses. */
interface GroupExchange {
  generateKeys(): Buffer;
  getPublicKey(): Buffer;
  getPrime(): Buffer;
  getGenerator(): Buffer;
  computeSecret(theirs: Buffer): Buffer;
}

function groupExchange(prime: Buffer, generator: Buffer): GroupExchange {
  const modulus = withoutLeadingZeros(prime);
  const bits = modulus.length * 8;
  if (bits < PRIME_BITS.least || bits > PRIME_BITS.most)
    throw new Error(`Group exchange with a ${bits}-bit prime refused`);
  const base = withoutLeadingZeros(generator);
  if (base.length > 4) throw new Error('Group exchange with an oversized generator refused');
  let pair: { publicKey: KeyObject; privateKey: KeyObject } | undefined;
  const keys = () => {
    // The typings know no 'dh' key pairs; Node's documentation does.
    const generate = generateKeyPairSync as unknown as (type: 'dh', options: object) => NonNullable<typeof pair>;
    pair ??= generate('dh', { prime: modulus, generator: base.readUIntBE(0, base.length) });
    return pair;
  };
  const publicValue = () => publicValueOf(keys().publicKey.export({ type: 'spki', format: 'der' }));
  return {
    generateKeys: publicValue,
    getPublicKey: publicValue,
    getPrime: () => modulus,
    getGenerator: () => base,
    computeSecret: (theirs) =>
      diffieHellman({
        privateKey: keys().privateKey,
        publicKey: createPublicKey({ key: spki(modulus, base, theirs), format: 'der', type: 'spki' }),
      }),
  };
}

function withoutLeadingZeros(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  return bytes.subarray(start);
}

/** One DER element: tag, length, content. */
function der(tag: number, content: Buffer): Buffer {
  const length = content.length;
  const head =
    length < 0x80
      ? Buffer.from([tag, length])
      : length < 0x100
        ? Buffer.from([tag, 0x81, length])
        : Buffer.from([tag, 0x82, length >> 8, length & 0xff]);
  return Buffer.concat([head, content]);
}

function derInteger(value: Buffer): Buffer {
  const plain = withoutLeadingZeros(value);
  return der(0x02, (plain[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), plain]) : plain);
}

/** PKCS #3 dhKeyAgreement, 1.2.840.113549.1.3.1. */
const DH_OID = Buffer.from('06092a864886f70d010301', 'hex');

function spki(prime: Buffer, generator: Buffer, publicValue: Buffer): Buffer {
  const algorithm = der(
    0x30,
    Buffer.concat([DH_OID, der(0x30, Buffer.concat([derInteger(prime), derInteger(generator)]))]),
  );
  const key = der(0x03, Buffer.concat([Buffer.from([0]), derInteger(publicValue)]));
  return der(0x30, Buffer.concat([algorithm, key]));
}

/** The integer inside the bit string that ends an SPKI document. */
function publicValueOf(document: Buffer): Buffer {
  const outer = element(document, 0);
  const algorithm = element(document, outer.start);
  const bits = element(document, algorithm.end);
  const integer = element(document, bits.start + 1);
  return withoutLeadingZeros(document.subarray(integer.start, integer.end));
}

function element(bytes: Buffer, at: number): { start: number; end: number } {
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  const start = at + 2 + count;
  return { start, end: start + bytes.readUIntBE(at + 2, count) };
}

/** RFC 8410: the bytes before the 32 of an Ed25519 public key, as the base64 of its PEM begins. */
const ED25519_PEM = /^-----BEGIN PUBLIC KEY-----\s{1,2}(MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=)\s/;

function quickVerify(...[algorithm, data, key, signature]: Parameters<typeof verify>): boolean {
  const envelope = typeof key === 'string' ? ED25519_PEM.exec(key)?.[1] : undefined;
  if (envelope === undefined) return verify(algorithm, data, key, signature);
  const x = Buffer.from(envelope, 'base64').subarray(12).toString('base64url');
  return verify(null, data, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), signature);
}

function load(): typeof import('ssh2') {
  const require = createRequire(import.meta.url);
  const crypto = require('node:crypto') as { createDiffieHellman: unknown; verify: unknown };
  const { createDiffieHellman: ownExchange, verify: ownVerify } = crypto;
  Object.assign(crypto, { createDiffieHellman: groupExchange, verify: quickVerify });
  try {
    return require('ssh2') as typeof import('ssh2');
  } finally {
    Object.assign(crypto, { createDiffieHellman: ownExchange, verify: ownVerify });
  }
}

/** The library, with the mends in place; tests run real exchanges against it. */
export const ssh2: typeof import('ssh2') = load();
