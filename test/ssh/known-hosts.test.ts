import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint, hostKeyName, keyType, openKnownHosts } from '../../src/ssh/known-hosts.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'known-hosts-'));
});
afterEach(() => rm(folder, { recursive: true }));

const keyBlob = (type: string, fill: number) => {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return Buffer.concat([length, name, Buffer.alloc(36, fill)]);
};
const ed = keyBlob('ssh-ed25519', 1);
const other = keyBlob('ssh-ed25519', 2);
const hop = (host: string, port = 22) => ({ host, port, identityFiles: [] });
const write = (lines: string[]) => writeFile(join(folder, 'known_hosts'), lines.join('\n'));
const open = () => openKnownHosts(join(folder, 'known_hosts'));
const line = (names: string, key: Buffer) => `${names} ${keyType(key)} ${key.toString('base64')}`;

test('a missing file knows nobody', async () => {
  expect((await open()).check(hop('sw1'), ed)).toBe('unknown');
});

test.each([
  ['a plain name', 'sw1', hop('sw1')],
  ['one of several names', 'core,sw1,10.0.0.1', hop('10.0.0.1')],
  ['a name with its port', '[sw1]:2222', hop('sw1', 2222)],
  ['another case', 'SW1', hop('sw1')],
  ['a wildcard', '*.example.net,!bad.example.net', hop('sw1.example.net')],
])('%s is found: the same key is known, another is changed', async (_name, names, target) => {
  await write(['# comment', '', line(names, ed)]);
  const hosts = await open();
  expect(hosts.check(target, ed)).toBe('known');
  expect(hosts.check(target, other)).toBe('changed');
  expect(hosts.typesFor(target)).toEqual(['ssh-ed25519']);
});

test('a negated wildcard, another port and a shorter name are not it', async () => {
  await write([line('*.example.net,!bad.example.net', ed), line('[sw1]:2222', ed)]);
  const hosts = await open();
  expect(hosts.check(hop('bad.example.net'), ed)).toBe('unknown');
  expect(hosts.check(hop('sw1'), ed)).toBe('unknown');
});

test('hashed names, as ssh-keygen -H writes them', async () => {
  const salt = randomBytes(20);
  const hash = createHmac('sha1', salt).update('[sw1]:2222').digest('base64');
  await write([line(`|1|${salt.toString('base64')}|${hash}`, ed)]);
  const hosts = await open();
  expect(hosts.check(hop('sw1', 2222), ed)).toBe('known');
  expect(hosts.check(hop('sw2', 2222), ed)).toBe('unknown');
});

test('a revoked key is barred even where it is also listed', async () => {
  await write([line('sw1', ed), `@revoked ${line('*', ed)}`, `@cert-authority ${line('*', other)}`]);
  const hosts = await open();
  expect(hosts.check(hop('sw1'), ed)).toBe('revoked');
  expect(hosts.check(hop('sw2'), other)).toBe('unknown');
});

test('an added key is known at once, is in a 0600 file after flush, and is written once', async () => {
  const hosts = await open();
  hosts.add(hop('sw1', 2222), ed);
  hosts.add(hop('sw1', 2222), ed);
  expect(hosts.check(hop('sw1', 2222), ed)).toBe('known');
  await hosts.flush();
  const file = join(folder, 'known_hosts');
  expect(await readFile(file, 'utf8')).toBe(`${line('[sw1]:2222', ed)}\n`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a host key alias is the name', () => {
  expect(hostKeyName({ ...hop('10.0.0.1', 2222), hostKeyAlias: 'core' })).toBe('core');
});

test('fingerprints look as ssh-keygen prints them', () => {
  expect(fingerprint(ed)).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
});
