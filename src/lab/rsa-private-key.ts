/** A small RSA key from a seed, for gear of the SHA-1 days. Knows arithmetic; protects nothing, and is not meant to. */
import { checkPrimeSync, createHash, createPrivateKey, type KeyObject } from 'node:crypto';

const EXPONENT = 65_537n;
// 512-bit primes: old IOS made 1024-bit keys, and a weak key here keeps start-up short.
const PRIME_BYTES = 64;

/** The same 1024-bit key for the same words. */
export function rsaPrivateKey(words: string): KeyObject {
  const p = primeFrom(`${words} p`);
  const q = primeFrom(`${words} q`);
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  const jwk = {
    kty: 'RSA',
    e: base64url(EXPONENT),
    n: base64url(p * q),
    d: base64url(d),
    p: base64url(p),
    q: base64url(q),
    dp: base64url(d % (p - 1n)),
    dq: base64url(d % (q - 1n)),
    qi: base64url(inverse(q, p)),
  };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}

function primeFrom(words: string): bigint {
  const bytes = createHash('sha512').update(words).digest().subarray(0, PRIME_BYTES);
  // The two top bits make the product exactly 1024 bits long; the lowest makes it odd.
  bytes[0] = (bytes[0] ?? 0) | 0xc0;
  bytes[PRIME_BYTES - 1] = (bytes[PRIME_BYTES - 1] ?? 0) | 1;
  let candidate = BigInt(`0x${bytes.toString('hex')}`);
  while ((candidate - 1n) % EXPONENT === 0n || !checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

/** The number whose product with `value` leaves 1 when divided by `modulus`. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [r, nextR, t, nextT] = [modulus, value % modulus, 0n, 1n];
  while (nextR !== 0n) {
    const quotient = r / nextR;
    [r, nextR, t, nextT] = [nextR, r - quotient * nextR, nextT, t - quotient * nextT];
  }
  return ((t % modulus) + modulus) % modulus;
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}
