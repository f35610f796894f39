/** What a simulated SSH server offers. Knows algorithm names; modern order is by what costs the lab least. */
import type { Algorithms } from 'ssh2';
import type { FaultActs } from './fault.ts';

const MODERN: Algorithms = {
  kex: ['ecdh-sha2-nistp256', 'curve25519-sha256', 'curve25519-sha256@libssh.org', 'diffie-hellman-group14-sha256'],
  serverHostKey: ['ssh-ed25519'],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
};

/** As an IOS of the SHA-1 days; group exchange is left out because clients drop it for this identification anyway. */
const LEGACY: Algorithms = {
  kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'],
  serverHostKey: ['ssh-rsa'],
  cipher: ['aes128-cbc', '3des-cbc', 'aes256-cbc'],
  hmac: ['hmac-sha1', 'hmac-sha1-96', 'hmac-md5'],
  compress: ['none'],
};

/** The offer of a device, with what its fault takes away. */
export function algorithmsFor(legacy: boolean, fault: FaultActs['algorithms']): Algorithms {
  const offer = legacy ? LEGACY : MODERN;
  if (fault === 'sha1-only') return { ...offer, kex: ['diffie-hellman-group1-sha1'] };
  if (fault === 'old-ciphers-only') return { ...offer, cipher: ['3des-cbc'] };
  return offer;
}
