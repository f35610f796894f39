/** Host keys from a seed: stable, distinct, and readable by ssh2 as ordinary key files. */
import { createPublicKey, verify } from 'node:crypto';
import ssh2 from 'ssh2';
import { describe, expect, test } from 'vitest';
import { ed25519HostKey, knownHostsLine, rsaHostKey, serverKey } from '../../src/lab/host-key.ts';

describe.each([
  ['ssh-ed25519', ed25519HostKey],
  ['ssh-rsa', rsaHostKey],
] as const)('%s', (type, make) => {
  const key = make('7/sw1/0');

  test('is the same for the same words and another for others', () => {
    expect(make('7/sw1/0').fingerprint).toBe(key.fingerprint);
    expect(make('7/sw1/1').fingerprint).not.toBe(key.fingerprint);
  });

  test('is a key file ssh2 reads', () => {
    const parsed = ssh2.utils.parseKey(key.pem());
    if (parsed instanceof Error) throw parsed;
    expect(parsed.type).toBe(type);
    expect(parsed.isPrivateKey()).toBe(true);
    expect(parsed.getPublicSSH()).toEqual(key.publicBlob);
  });

  test('signs what its public half verifies, without being read again', () => {
    const server = serverKey(key);
    const data = Buffer.from('exchange hash');
    const signature = server.sign(data) as Buffer;
    const algorithm = type === 'ssh-rsa' ? 'sha1' : null;
    expect(verify(algorithm, data, createPublicKey(key.privateKey), signature)).toBe(true);
    expect(server.getPublicSSH()).toEqual(key.publicBlob);
    expect(serverKey(make('other')).getPublicSSH()).not.toEqual(key.publicBlob);
  });

  test('makes a known_hosts line', () => {
    const blob = key.publicBlob.toString('base64');
    expect(knownHostsLine('127.0.0.1', 2222, key)).toBe(`[127.0.0.1]:2222 ${type} ${blob}`);
    expect(knownHostsLine('sw1', 22, key)).toBe(`sw1 ${type} ${blob}`);
  });
});
