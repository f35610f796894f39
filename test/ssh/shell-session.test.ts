import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFakeTerminal, openReadySession } from '../support/fake-terminal.ts';

/** The failure of a promise, as its code. */
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (failure: { code?: string }) => failure.code,
  );

const ios = (line: string) => (line === '' ? undefined : `${line}\r\nsw1#`);

describe('reaching the read mode', () => {
  test('types only what the platform says, each line after a prompt', async () => {
    const terminal = openFakeTerminal({ greeting: 'Welcome\r\n\r\nsw1#', reply: ios });
    await terminal.clock.advance(100);
    const session = await terminal.opening;
    expect(terminal.typed).toEqual(['terminal length 0']);
    expect(session.hostname).toBe('sw1');
  });

  test('the second way to switch paging off is used when the first is refused', async () => {
    const terminal = openFakeTerminal({
      greeting: 'sw1#',
      reply: (line) => (line === 'terminal length 0' ? `${line}\r\n% Invalid input\r\nsw1#` : ios(line)),
    });
    await terminal.clock.advance(200);
    await terminal.opening;
    expect(terminal.typed).toEqual(['terminal length 0', 'screen-length 0']);
  });

  test('enable sends the enable secret at its prompt and nowhere else', async () => {
    const terminal = openFakeTerminal({
      greeting: 'sw1>',
      reply: (line) => (line === 'enable' ? 'enable\r\nPassword: ' : line === 'lab-enable' ? '\r\nsw1#' : ios(line)),
    });
    await terminal.clock.advance(300);
    await terminal.opening;
    expect(terminal.typed).toEqual(['enable', 'lab-enable', 'terminal length 0']);
  });

  test.each([
    ['refused', { credential: {} }, 'lab-enable'],
    ['missing', { credential: { enable: null } }, null],
  ])('a %s enable secret is PRIV_DENIED after one try', async (_name, options, sent) => {
    const terminal = openFakeTerminal({
      ...options,
      greeting: 'sw1>',
      reply: (line) => (line === 'enable' ? 'enable\r\nPassword: ' : '\r\n% Bad secrets\r\n\r\nsw1>'),
    });
    const failed = codeOf(terminal.opening);
    await terminal.clock.advance(300);
    expect(await failed).toBe('PRIV_DENIED');
    expect(terminal.typed).toEqual(['enable', ...(sent === null ? [] : [sent])]);
  });

  test('a known mode is left, an unknown one is not touched', async () => {
    const known = openFakeTerminal({ greeting: 'sw1(config)#', reply: ios });
    await known.clock.advance(300);
    await known.opening;
    expect(known.typed[0]).toBe('end');
    const unknown = openFakeTerminal({ greeting: 'rommon 1 >' });
    const failed = codeOf(unknown.opening);
    await unknown.clock.advance(300);
    expect(await failed).toBe('MODE_UNEXPECTED');
    expect(unknown.typed).toEqual([]);
  });

  test('a known interstitial is answered, a question is not', async () => {
    const known = openFakeTerminal({
      greeting: 'Press RETURN to get started',
      reply: (line) => (line === '' ? '\r\nsw1#' : ios(line)),
    });
    await known.clock.advance(300);
    await known.opening;
    const question = openFakeTerminal({
      greeting: 'Would you like to enter the initial configuration dialog? [yes/no]: ',
    });
    const failed = codeOf(question.opening);
    await question.clock.advance(300);
    expect(await failed).toBe('LOGIN_INTERSTITIAL');
    expect(question.typed).toEqual([]);
  });

  test.each([
    ['a password to change', 'Your password has expired\r\nNew password: ', 'AUTH_PASSWORD_EXPIRED'],
    ['no prompt at all', 'hello', 'PROMPT_TIMEOUT'],
  ])('%s is named, and nothing is typed', async (_name, greeting, code) => {
    const terminal = openFakeTerminal({ greeting });
    const failed = codeOf(terminal.opening);
    await terminal.clock.advance(16_000);
    expect(await failed).toBe(code);
    expect(terminal.typed).toEqual([]);
  });

  test('a terminal that closes without a word is SHELL_CLOSED, with "too many sessions" DEVICE_BUSY', async () => {
    const silent = openFakeTerminal();
    const failed = codeOf(silent.opening);
    await silent.clock.advance(10);
    silent.closeChannel();
    expect(await failed).toBe('SHELL_CLOSED');
    const busy = openFakeTerminal({ greeting: '% Too many sessions\r\n' });
    const refused = codeOf(busy.opening);
    await busy.clock.advance(10);
    busy.closeChannel();
    expect(await refused).toBe('DEVICE_BUSY');
  });
});

describe('a command', () => {
  test('gives the output without echo and prompt', async () => {
    const { session, clock } = await openReadySession({
      reply: (line) => `${line}\r\nCisco IOS\r\nuptime 1 day\r\nsw1#`,
    });
    const answering = session.run('show version');
    await clock.advance(100);
    expect(await answering).toMatchObject({ output: 'Cisco IOS\nuptime 1 day', error: null, truncated: false });
  });

  test('however the bytes are cut, the answer is the same', async () => {
    const body =
      'Gi1/0/1  “Büro” sw1# in a description\r\n--More-- \b\b\b\b\b\b\b\b\b         \b\b\b\b\b\b\b\b\bsw2#\r\nsw1#not the prompt\r\nend\r\n';
    const raw = Buffer.from(`show run\r\n${body}sw1#`);
    const whole = async (cuts: number[]) => {
      const { session, clock, sayInPieces } = await openReadySession();
      const answering = session.run('show run');
      const at = [0, ...[...new Set(cuts.map((cut) => cut % raw.length))].sort((a, b) => a - b), raw.length];
      await sayInPieces(at.slice(1).map((end, index) => raw.subarray(at[index], end)));
      await clock.advance(100);
      return (await answering).output;
    };
    const expected = 'Gi1/0/1  “Büro” sw1# in a description\nsw2#\nsw1#not the prompt\nend';
    expect(await whole([])).toBe(expected);
    expect(await whole(Array.from({ length: raw.length }, (_, i) => i))).toBe(expected);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(raw.length - 1)), async (cuts) => {
        expect(await whole(cuts)).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });

  test('the own prompt on a line of its own in the output does not end it while more follows', async () => {
    const { session, clock, say } = await openReadySession();
    const answering = session.run('show run');
    say('show run\r\nbanner motd ^C\r\nsw1#');
    await clock.advance(10);
    say('\r\n^C\r\nend\r\nsw1#');
    await clock.advance(100);
    expect((await answering).output).toBe('banner motd ^C\nsw1#\n^C\nend');
  });

  test('another device’s prompt is text, even after silence in the middle', async () => {
    const { session, clock, say } = await openReadySession();
    const answering = session.run('show run');
    say('show run\r\nsw99#');
    await clock.advance(500);
    say(' was here\r\nsw1#');
    await clock.advance(100);
    expect((await answering).output).toBe('sw99# was here');
  });

  test('a device that was renamed meanwhile is followed', async () => {
    const { session, clock, say } = await openReadySession();
    const answering = session.run('show clock');
    say('show clock\r\n12:00\r\nnewname#');
    await clock.advance(2_500);
    expect((await answering).output).toBe('12:00');
    expect(session.hostname).toBe('newname');
  });

  test('syslog printed behind the prompt neither hides it nor enters the answer', async () => {
    const { session, clock, say } = await openReadySession();
    const answering = session.run('show clock');
    say('show clock\r\n12:00\r\nsw1#\r\n*Mar  1 00:00:01: %SYS-5-CONFIG_I: Configured from console\r\n');
    await clock.advance(2_500);
    expect((await answering).output).toBe('12:00');
  });

  test('a pager that appears all the same is given blanks, and leaves no trace', async () => {
    const { session, clock, say, typed } = await openReadySession({
      reply: (line) => (line === ' ' ? '\r        \rpage two\r\nsw1#' : undefined),
    });
    const answering = session.run('show run');
    say(`show run\r\n${'page one\r\n'.repeat(40)}--More--`);
    await clock.advance(200);
    expect((await answering).output).toBe(`${'page one\n'.repeat(40)}page two`);
    expect(typed).toEqual(['show run', ' ']);
  });

  test('a pager that does not move is PAGER_STUCK, after blanks only', async () => {
    const { session, clock, say, typed } = await openReadySession();
    const failed = codeOf(session.run('show run'));
    say('show run\r\nline\r\n--More--');
    await clock.advance(7_000);
    expect(await failed).toBe('PAGER_STUCK');
    expect(typed).toEqual(['show run', ' ']);
    expect(session.usable).toBe(false);
  });

  test.each([
    ['show vresion', '             ^\r\n% Invalid input detected', 'CMD_REJECTED'],
    ['show secret', '% Authorization failed', 'CMD_UNAUTHORIZED'],
  ])('%s: the refusal is named, the session stays usable', async (command, words, code) => {
    const { session, clock } = await openReadySession({ reply: (line) => `${line}\r\n${words}\r\nsw1#` });
    const answering = session.run(command);
    await clock.advance(100);
    expect((await answering).error?.code).toBe(code);
    expect(session.usable).toBe(true);
  });

  test('a line that reads like a refusal deep in the output is content', async () => {
    const body = ['a', 'b', 'c', 'd', '% Invalid input detected', 'e'].join('\r\n');
    const { session, clock } = await openReadySession({ reply: (line) => `${line}\r\n${body}\r\nsw1#` });
    const answering = session.run('show logging');
    await clock.advance(100);
    expect((await answering).error).toBeNull();
  });

  test.each([
    ['the terminal closes', 100, 'OUTPUT_INCOMPLETE'],
    ['nothing more comes', 31_000, 'CMD_TIMEOUT'],
  ])('%s: never a success, and what came is kept', async (name, waitMs, code) => {
    const { session, clock, say, closeChannel } = await openReadySession();
    const failed = codeOf(session.run('show run'));
    say('show run\r\nhalf an answer\r\n');
    await clock.advance(waitMs);
    if (name === 'the terminal closes') closeChannel();
    expect(await failed).toBe(code);
    expect(session.partial).toMatchObject({ output: 'half an answer', error: { code } });
  });

  test('an answer over the cap keeps head and tail, and the whole in a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spill-'));
    const { session, clock, sayInPieces } = await openReadySession({ limits: { output_mb: 0.1 }, spillFolder: folder });
    const answering = session.run('show tech');
    const lines = Array.from({ length: 30_000 }, (_, i) => Buffer.from(`line ${i}\r\n`));
    await sayInPieces([
      Buffer.from('show tech\r\n'),
      Buffer.concat(lines.slice(0, 10_000)),
      Buffer.concat(lines.slice(10_000)),
      Buffer.from('sw1#'),
    ]);
    await clock.advance(100);
    const answer = await answering;
    expect(answer).toMatchObject({ truncated: true, error: { code: 'OUTPUT_TRUNCATED' } });
    expect(answer.output.startsWith('line 0\n')).toBe(true);
    expect(answer.output.endsWith('line 29999')).toBe(true);
    expect((await readFile(answer.spillFile as string)).length).toBe(answer.sizeBytes);
    await rm(folder, { recursive: true });
  });
});

test('log lines that are the answer stay, also when they are its last', async () => {
  const log = '*Mar  1 00:00:01: %SYS-5-CONFIG_I: Configured from console';
  const { session, clock } = await openReadySession({ reply: (line) => `${line}\r\nLog Buffer:\r\n${log}\r\nsw1#` });
  const answering = session.run('show logging');
  await clock.advance(100);
  expect((await answering).output).toBe(`Log Buffer:\n${log}`);
});
