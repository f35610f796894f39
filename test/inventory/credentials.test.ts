import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { Clock } from '../../src/core/clock.ts';
import { createCredentialSource } from '../../src/inventory/credentials.ts';
import { config, folderWith, rejection } from './support.ts';

const VALUE = 'p4ss-w0rd-value';

/** A source with one set, `lab`. */
function source(set: Record<string, unknown>, env: Record<string, string> = {}, clock?: Clock) {
  const parts = {
    config: config({ credentials: { lab: { username: 'ops', ...set } } }),
    env: { PATH: process.env['PATH'] ?? '', ...env },
  };
  return createCredentialSource(clock ? { ...parts, clock } : parts);
}
const password = async (reference: string, env: Record<string, string> = {}) =>
  (await source({ password: reference }, env).get('lab')).password?.reveal();
const refused = (reference: string, env: Record<string, string> = {}) =>
  rejection(source({ password: reference }, env).get('lab'), 'CREDENTIAL_UNAVAILABLE');

/** A file with this mode, as a reference. */
async function fileReference(text: string, mode = 0o600): Promise<string> {
  const file = join(await folderWith({ secret: text }), 'secret');
  await chmod(file, mode);
  return `file:${file}`;
}

test('a variable, a private file and a command give their value', async () => {
  expect(await password('env:PW', { PW: VALUE })).toBe(VALUE);
  expect(await password(await fileReference(`${VALUE}\n`))).toBe(VALUE);
  expect(await password(await fileReference(` ${VALUE} \r\n`))).toBe(` ${VALUE} `);
  expect(await password(`cmd:printf '%s\\nsecond line\\n' "${VALUE}"`)).toBe(VALUE);
});

test('a command is run without a shell', async () => {
  expect(await password('cmd:echo a;b $HOME "c  d" `e`')).toBe('a;b $HOME c  d `e`');
});

test('a command gets the environment, and no input to wait for', async () => {
  expect(await password('cmd:sh -c \'cat; echo "$PW"\'', { PW: VALUE })).toBe(VALUE);
});

test.each([0o640, 0o604, 0o660, 0o622])('a file of mode %o is refused with what to do', async (mode) => {
  const error = await refused(await fileReference(VALUE, mode));
  expect(error.message).toContain('credentials.lab.password');
  expect(error.hint).toContain('chmod 600');
});

test('a file of another user is refused', async ({ skip }) => {
  if (process.getuid?.() !== 0) skip('only root can give a file away');
  const reference = await fileReference(VALUE);
  await (await import('node:fs/promises')).chown(reference.slice(5), 65_534, 65_534);
  expect((await refused(reference)).hint).toContain('chown');
});

test.each([
  ['env:NOT_SET', 'NOT_SET'],
  ['env:EMPTY', 'is empty'],
  ['file:/nowhere/at/all', 'does not exist'],
  ['cmd:/nowhere/at/all x', 'does not exist'],
  [`cmd:sh -c "echo ${VALUE} >&2; exit 3"`, 'exit code 3'],
  ['cmd:true', 'is empty'],
  ['cmd:sh -c "yes secret"', 'printed too much'],
])('%s: %s', async (reference, message) => {
  const error = await refused(reference, { EMPTY: '' });
  expect(error.message).toContain('credentials.lab.password');
  expect(error.message).toContain(message);
  expect(inspect(error, { depth: 5 })).not.toContain(VALUE);
});

test('a folder is not a secret', async () => {
  const folder = await folderWith({});
  await mkdir(join(folder, 'd'), { mode: 0o700 });
  expect((await refused(`file:${folder}/d`)).message).toContain('not a file');
});

test('keys keep their lines, and share the passphrase', async () => {
  const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----';
  const reference = await fileReference(`${key}\n`);
  const set = { keys: [reference, `cmd:cat ${reference.slice(5)}`], passphrase: 'env:PP', enable: 'env:EN' };
  const credential = await source(set, { PP: 'pp', EN: 'en' }).get('lab');
  expect(credential.keys.map(({ key: held }) => held.reveal().trim())).toEqual([key, key]);
  expect(credential.keys.map(({ passphrase }) => passphrase?.reveal())).toEqual(['pp', 'pp']);
  expect(credential.enable?.reveal()).toBe('en');
  expect(credential).toMatchObject({ name: 'lab', username: 'ops', password: null, agentSocket: null });
});

test('an agent is the one of the environment, or a path', async () => {
  expect((await source({ agent: true }, { SSH_AUTH_SOCK: '/run/a' }).get('lab')).agentSocket).toBe('/run/a');
  expect((await source({ agent: '/run/b' }).get('lab')).agentSocket).toBe('/run/b');
  const error = await rejection(source({ agent: true }).get('lab'), 'CREDENTIAL_UNAVAILABLE');
  expect(error.message).toContain('SSH_AUTH_SOCK');
});

test('an unknown set is named with near matches', async () => {
  const error = await rejection(source({}).get('lap'), 'CREDENTIAL_UNAVAILABLE');
  expect(error.hint).toContain('lab');
  await rejection(source({}).get('constructor'), 'CREDENTIAL_UNAVAILABLE');
});

test('a set is fetched once, and never prints itself', async () => {
  const from = source({ password: 'cmd:sh -c "echo $RANDOM$$"', enable: 'env:EN' }, { EN: VALUE });
  const [first, second] = await Promise.all([from.get('lab'), from.get('lab')]);
  expect(first).toBe(second);
  expect(await from.get('lab')).toBe(first);
  expect(JSON.stringify(first) + inspect(first, { depth: 5 })).not.toContain(VALUE);
  expect(from.heldSecrets().map((secret) => secret.reveal())).toContain(VALUE);
});

test('a failure is kept for half a minute, then tried again', async () => {
  let nowMs = 0;
  const clock: Clock = { now: () => nowMs, monotonicMs: () => nowMs, after: () => () => {} };
  const reference = await fileReference(VALUE, 0o640);
  const from = source({ password: reference }, {}, clock);
  await rejection(from.get('lab'), 'CREDENTIAL_UNAVAILABLE');
  await chmod(reference.slice(5), 0o600);
  nowMs = 29_000;
  await rejection(from.get('lab'), 'CREDENTIAL_UNAVAILABLE');
  nowMs = 31_000;
  expect((await from.get('lab')).password?.reveal()).toBe(VALUE);
});

test('what is at hand is held before it is needed, without running a program or failing', async () => {
  const set = { password: 'env:PW', enable: 'env:NOT_SET', passphrase: 'cmd:echo fetched' };
  const credentials = source(set, { PW: VALUE });
  await credentials.holdAtHand();
  expect(credentials.heldSecrets().map((secret) => secret.reveal())).toEqual([VALUE]);
});
