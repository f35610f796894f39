/**
 * ssh2, loaded so that a device cannot freeze the process. Knows one fault of ssh2 and its mend; nothing of sessions.
 *
 * ssh2 answers `diffie-hellman-group-exchange-*` with `crypto.createDiffieHellman(prime, generator)`, which tests the
 * server's prime for primality: 1.7 s of blocked event loop for 3,072 bits, 33 s for 8,192. ssh2 takes that function
 * from `crypto` once, while it loads, so we lend it another one for that moment: same result, no primality test
 * (OpenSSH does not test either), sizes bounded by us. The exchange stays authenticated by the host key.
 */
import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
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

function load(): typeof import('ssh2') {
  const require = createRequire(import.meta.url);
  const crypto = require('node:crypto') as { createDiffieHellman: unknown };
  const original = crypto.createDiffieHellman;
  crypto.createDiffieHellman = groupExchange;
  try {
    return require('ssh2') as typeof import('ssh2');
  } finally {
    crypto.createDiffieHellman = original;
  }
}

/** The library, with the mend in place; a test runs a real group exchange against it. */
export const ssh2: typeof import('ssh2') = load();
