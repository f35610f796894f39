/** Typing what changes a device: only with a permit, one line at a time, and not on when the device is elsewhere. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { issueWritePermit } from '../../src/core/write-permit.ts';
import { type FakeTerminalOptions, openReadySession } from '../support/fake-terminal.ts';

const permit = issueWritePermit('sw1', 'sha256:a', 'sha256:a');
const IN_CONFIG = { expect: ['config'] };
const ready = (options: FakeTerminalOptions = {}) => openReadySession({ permit, ...options });
const codeOf = (failing: Promise<unknown>) =>
  failing.then(
    () => 'none',
    (failure: { code?: string }) => failure.code,
  );

test('without a permit nothing is typed', async () => {
  const { session, typed } = await openReadySession();
  expect(await codeOf(session.type('configure terminal', IN_CONFIG))).toBe('NEEDS_APPROVAL');
  expect(typed).toEqual([]);
  expect(session.usable).toBe(true);
});

test('a line gives what the device says to it, and where it leads', async () => {
  const { session, clock, typed } = await ready({ reply: (line) => `${line}\r\nmind the gap\r\nsw1(config)#` });
  const typing = session.type('interface Gi1', IN_CONFIG);
  await clock.advance(100);
  expect(await typing).toMatchObject({
    command: 'interface Gi1',
    output: 'mind the gap',
    error: null,
    mode: 'config',
    prompt: 'sw1(config)#',
  });
  expect(typed).toEqual(['interface Gi1']);
});

test('a refusal is a value, and the session goes on', async () => {
  const { session, clock } = await ready({ reply: (line) => `${line}\r\n% Invalid input\r\nsw1(config)#` });
  const typing = session.type('intreface', IN_CONFIG);
  await clock.advance(100);
  expect((await typing).error).toMatchObject({ code: 'CMD_REJECTED', detail: '% Invalid input' });
  expect(session.usable).toBe(true);
});

test('a body goes with its line, in one piece', async () => {
  const { session, clock, typed, say } = await ready();
  const typing = session.type('banner motd #', { ...IN_CONFIG, verbatim: ['sw1#', ' two', '#'] });
  expect(typed).toEqual(['banner motd #', 'sw1#', ' two', '#']);
  say('banner motd #\r\nEnter TEXT message.\r\nsw1#\r\n two\r\n#\r\nsw1(config)#');
  await clock.advance(100);
  expect((await typing).output).toBe('Enter TEXT message.\nsw1#\n two\n#');
});

describe('where it must not be, it ends', () => {
  test.each([
    ['a mode that was not expected', 'sw1#', 100],
    ['another device’s prompt', 'sw2(config)#', 3_000],
  ])('%s', async (_name, prompt, waitMs) => {
    const { session, clock, typed } = await ready({ reply: (line) => `${line}\r\n${prompt}` });
    const failed = codeOf(session.type('no feature x', IN_CONFIG));
    await clock.advance(waitMs);
    expect(await failed).toBe('MODE_UNEXPECTED');
    expect(session.usable).toBe(false);
    expect(await codeOf(session.type('next', IN_CONFIG))).not.toBe('none');
    expect(typed).toEqual(['no feature x']);
  });

  test.each([
    ['the terminal closes', 100, 'OUTPUT_INCOMPLETE'],
    ['nothing more comes', 61_000, 'CMD_TIMEOUT'],
  ])('%s: never a success, and what came is kept', async (name, waitMs, code) => {
    const { session, clock, say, closeChannel } = await ready();
    const failed = codeOf(session.type('commit', IN_CONFIG));
    say('commit\r\nworking\r\n');
    await clock.advance(waitMs);
    if (name === 'the terminal closes') closeChannel();
    expect(await failed).toBe(code);
    expect(session.partial).toMatchObject({ output: 'working', error: { code } });
  });
});

describe('a name', () => {
  test('that the line sets is followed, and belongs to the device from then on', async () => {
    let name = 'sw1';
    const { session, clock } = await ready({
      reply: (line) => {
        if (line.startsWith('hostname ')) name = line.slice('hostname '.length);
        return `${line}\r\n${name}(config)#`;
      },
    });
    const renaming = session.type('hostname core-9', { ...IN_CONFIG, renamesTo: 'core-9' });
    await clock.advance(100);
    expect((await renaming).prompt).toBe('core-9(config)#');
    expect(session.hostname).toBe('core-9');
    const next = session.type('ntp server 10.0.0.1', IN_CONFIG);
    await clock.advance(100);
    expect((await next).error).toBeNull();
  });

  test('that the device did not take changes nothing', async () => {
    const { session, clock } = await ready({ reply: (line) => `${line}\r\nsw1(config)#` });
    const renaming = session.type('hostname core-9', { ...IN_CONFIG, renamesTo: 'core-9' });
    await clock.advance(100);
    await renaming;
    expect(session.hostname).toBe('sw1');
  });

  test('too long for the prompt is known by what is shown of it', async () => {
    const long = 'a-name-that-is-longer-than-twenty';
    const { session, clock } = await ready({ reply: (line) => `${line}\r\n${long.slice(0, 20)}(config)#` });
    const renaming = session.type(`hostname ${long}`, { ...IN_CONFIG, renamesTo: long });
    await clock.advance(100);
    await renaming;
    expect(session.hostname).toBe(long);
  });
});

describe('a question', () => {
  const dialogs = [{ pattern: /^Overwrite\? ?\[confirm\] ?$/, answer: '' }];

  test('that was foreseen gets its answer, once', async () => {
    const { session, clock, typed } = await ready({
      reply: (line) =>
        line === 'save' ? 'save\r\nOverwrite? [confirm]' : line === '' ? '\r\n[OK]\r\nsw1#' : undefined,
    });
    const typing = session.type('save', { expect: ['privileged'], dialogs });
    await clock.advance(200);
    expect((await typing).output).toContain('[OK]');
    expect(typed).toEqual(['save', '']);
  });

  test('that was not foreseen is left unanswered', async () => {
    const { session, clock, typed } = await ready({ reply: (line) => `${line}\r\nErase all of flash? [confirm]` });
    const failed = codeOf(session.type('save', { expect: ['privileged'], dialogs }));
    await clock.advance(61_000);
    expect(await failed).toBe('CMD_TIMEOUT');
    expect(typed).toEqual(['save']);
  });
});

test('a step may take longer than a command', async () => {
  const { session, clock, say } = await ready();
  const typing = session.type('commit', { ...IN_CONFIG, timeoutMs: 300_000 });
  say('commit\r\n');
  await clock.advance(200_000);
  say('sw1(config)#');
  await clock.advance(100);
  expect((await typing).error).toBeNull();
});

test('however the bytes are cut, the answer is the same', async () => {
  const raw = Buffer.from(
    'router bgp 1\r\nBGP is already running\r\nsw1(config)#not yet\r\n % Warning\r\nsw1(config)#',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(raw.length - 1)), async (cuts) => {
      const { session, clock, sayInPieces } = await ready();
      const typing = session.type('router bgp 1', IN_CONFIG);
      const at = [0, ...[...new Set(cuts)].sort((a, b) => a - b), raw.length];
      await sayInPieces(at.slice(1).map((end, index) => raw.subarray(at[index], end)));
      await clock.advance(100);
      expect((await typing).output).toBe('BGP is already running\nsw1(config)#not yet\n % Warning');
    }),
    { numRuns: 50 },
  );
});
