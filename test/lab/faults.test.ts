/** Each fault of the catalogue, as a plain client meets it: the device misbehaves in just the way its name says. */
import { connect, type Socket } from 'node:net';
import type { AuthMethod, Prompt } from 'ssh2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultCatalogue } from '../../src/lab/faults.ts';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import type { LabDevice } from '../../src/lab/lab-device.ts';
import { logIn, openShell, type Shell, type ShellOptions } from './plain-client.ts';

type Answer = (answers: string[]) => void;

const PARAMS: Readonly<Record<string, Record<string, number>>> = {
  'huge-output': { size_mb: 5 },
  'slow-drip': { every_ms: 1, bytes: 20 },
  'slow-command': { gap_ms: 30 },
  'slow-loris-ident': { every_ms: 5 },
};

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({
    devices: faultCatalogue.length,
    // One platform, so that one prompt and one set of words serve all.
    mix: { cisco_ios: 1 },
    seed: 21,
    outDir: null,
    faults: { faults: faultCatalogue.map(({ name }) => ({ fault: name, devices: 1, params: PARAMS[name] ?? {} })) },
  });
});
afterAll(async () => {
  await lab.stop();
  expect(lab.leftovers()).toEqual({ timers: 0, sockets: 0 });
});

const tried = new Set<string>();
function struck(name: string): LabDevice {
  tried.add(name);
  const device = lab.devices.find((one) => one.fault === name);
  if (device === undefined) throw new Error(`nothing has the fault ${name}`);
  return device;
}

/** A terminal past login: paging off, enabled. */
async function ready(name: string, options: ShellOptions = {}): Promise<Shell> {
  const shell = await openShell(lab, struck(name), options);
  const first = await shell.until(/[>#]$/);
  if (first.endsWith('>')) {
    await shell.ask('enable', 'Password: ');
    await shell.ask(lab.enableSecret, '#');
  }
  await shell.ask('terminal length 0', /#$/);
  return shell;
}

/** What the first command brings up to its prompt, in a healthy session otherwise. */
async function answerOf(name: string, line = 'show version'): Promise<string> {
  const shell = await ready(name);
  const text = await shell.ask(line, new RegExp(`\\n${struck(name).hostname}#$`));
  shell.client.end();
  return text;
}

interface Raw {
  readonly bytes: string;
  readonly end: 'open' | 'closed' | 'reset';
}

/** What the port says to `hello`: until it closes, resets, or `enough` says so. */
function raw(name: string, hello: string, enough: (bytes: string) => boolean): Promise<Raw> {
  const { host, port } = struck(name);
  return new Promise((resolve) => {
    let bytes = '';
    const socket: Socket = connect({ host, port }, () => socket.write(hello));
    const done = (end: Raw['end']) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ bytes, end });
    };
    // Silence is what some faults are: this long without a byte is taken for it.
    const timer = setTimeout(() => done('open'), 150);
    socket.on('data', (chunk) => {
      bytes += chunk.toString('latin1');
      if (enough(bytes)) done('open');
    });
    socket.on('error', () => done('reset'));
    socket.on('end', () => done('closed'));
  });
}

const HELLO = 'SSH-2.0-test\r\n';
const never = () => false;

describe('before SSH', () => {
  test('conn-refused', async () => {
    await expect(logIn(lab, struck('conn-refused'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test.runIf(process.platform === 'linux')('blackhole', async () => {
    const { host, port } = struck('blackhole');
    const socket = connect({ host, port });
    const outcome = await new Promise((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('error', () => resolve('error'));
      setTimeout(() => resolve('nothing'), 300);
    });
    socket.destroy();
    expect(outcome).toBe('nothing');
  });

  test('no-route and dns-nxdomain are what the inventory says, and nothing is sent anywhere', async () => {
    expect(struck('dns-nxdomain').inventoryHost).toMatch(/\.invalid$/);
    expect(struck('no-route').inventoryHost).toBe('255.255.255.255');
    const socket = connect({ host: '255.255.255.255', port: struck('no-route').port });
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
    if (process.platform === 'linux') expect(error.code).toBe('ENETUNREACH');
  });

  test.each([
    ['mute-accept', 'open', /^$/],
    ['close-at-once', 'closed', /^$/],
    ['reset-at-once', 'reset', /^$/],
    ['vty-full', 'closed', /Too many sessions/],
    ['max-startups', 'closed', /^Exceeded MaxStartups/],
    ['http-server', 'closed', /^HTTP\/1\.1 400 /],
    ['garbage-ident', 'open', /\n/],
    ['ssh1', 'open', /^SSH-1\.5-/],
  ] as const)('%s', async (name, end, bytes) => {
    const seen = await raw(name, HELLO, never);
    expect(seen.end).toBe(end);
    expect(seen.bytes).toMatch(bytes);
    if (name === 'garbage-ident') expect(seen.bytes).not.toMatch(/^SSH-/m);
  });

  test('ident-no-newline-flood', async () => {
    const { bytes } = await raw('ident-no-newline-flood', HELLO, (seen) => seen.length > 1_000_000);
    expect(bytes).toMatch(/^SSH-2\.0-A+$/);
  });

  test('pre-ident-lines', async () => {
    const { bytes } = await raw('pre-ident-lines', HELLO, (seen) => seen.length >= 2_500_000);
    expect(bytes.split('\r\n').length).toBeGreaterThan(100_000);
    expect(bytes).not.toContain('SSH-');
  });

  test('slow-loris-ident', async () => {
    const { bytes } = await raw('slow-loris-ident', HELLO, (seen) => seen.length >= 12);
    expect(bytes).toMatch(/^SSH-2\.0-slow$/);
  });

  test('rst-mid-kex and garbage-packets strike once the key exchange began', async () => {
    expect(await raw('rst-mid-kex', HELLO, never)).toMatchObject({ end: 'open', bytes: /^SSH-2\.0-.*\r\n$/ });
    expect((await raw('rst-mid-kex', `${HELLO}packet`, never)).end).toBe('reset');
    await expect(logIn(lab, struck('rst-mid-kex'))).rejects.toThrow(/ECONNRESET|before handshake/);
    await expect(logIn(lab, struck('garbage-packets'))).rejects.toThrow('Bad packet length');
  });
});

describe('at login', () => {
  test('huge-banner', async () => {
    const { client, banner } = await logIn(lab, struck('huge-banner'));
    client.end();
    expect(banner.length).toBeGreaterThanOrEqual(32_000);
    expect(banner).toContain('\u001b[2J');
  });

  test.each(['algo-mismatch', 'cipher-mismatch'])('%s', async (name) => {
    await expect(logIn(lab, struck(name))).rejects.toThrow(/no matching/);
  });

  test('hostkey-changed differs from the enrolled key, hostkey-unknown does not', async () => {
    const changed = struck('hostkey-changed');
    const { client, fingerprint } = await logIn(lab, changed);
    client.end();
    expect(fingerprint).toBe(changed.fingerprint);
    expect(fingerprint).not.toBe(changed.enrolledHostKey.fingerprint);
    const unknown = struck('hostkey-unknown');
    expect(unknown.fingerprint).toBe(unknown.enrolledHostKey.fingerprint);
  });

  test.each(['auth-denied', 'auth-locked'])('%s counts one failed login for one password', async (name) => {
    const device = struck(name);
    const authHandler = [{ type: 'password', username: lab.username, password: lab.password }] as const;
    await expect(logIn(lab, device, { authHandler: [...authHandler] })).rejects.toThrow(
      /authentication methods failed/,
    );
    expect(device.counters()).toMatchObject({ failedLogins: 1, logins: 0 });
  });

  test('auth-hang', async () => {
    await expect(logIn(lab, struck('auth-hang'), { readyTimeout: 200 })).rejects.toThrow(/Timed out/);
    expect(struck('auth-hang').counters().failedLogins).toBe(0);
  });

  test('kbd-only takes the password in a dialogue, and no other way', async () => {
    const device = struck('kbd-only');
    await expect(logIn(lab, device)).rejects.toThrow(/authentication methods failed/);
    const { client } = await answering(device, [lab.password]);
    client.end();
    expect(device.counters().failedLogins).toBe(0);
  });

  test('kbd-otp asks two things', async () => {
    const asked: string[] = [];
    await expect(answering(struck('kbd-otp'), [lab.password, '123456'], asked)).rejects.toThrow();
    expect(asked).toEqual(['Password: ', 'One-time code: ']);
  });

  test('password-expired demands a new password, and records one that is given', async () => {
    const device = struck('password-expired');
    const attempt = logIn(lab, device, { readyTimeout: 300 });
    await expect(attempt).rejects.toThrow();
    expect(lab.writes().some((entry) => entry.device === device.name)).toBe(false);
  });

  test('disconnect-after-auth', async () => {
    const { client } = await logIn(lab, struck('disconnect-after-auth'));
    await new Promise<void>((resolve) => client.once('close', () => resolve()));
  });

  test.each(['channel-refused', 'pty-refused', 'shell-refused'])('%s', async (name) => {
    await expect(openShell(lab, struck(name))).rejects.toThrow(/open failure|Unable to/);
  });

  test('shell-closes', async () => {
    const shell = await openShell(lab, struck('shell-closes'));
    await shell.closed();
    expect(shell.text).toBe('');
    shell.client.end();
  });

  test.each([
    ['no-prompt', /\n$/],
    ['login-interstitial', /\[y\/n\]: $/],
    ['password-expired-shell', /New password: $/],
  ])('%s shows no prompt and takes no input', async (name, ending) => {
    const shell = await openShell(lab, struck(name));
    await shell.until(ending);
    shell.channel.write('show version\n');
    await expect(shell.until('#', 60)).rejects.toThrow('waited');
    shell.client.end();
  });

  test('enable-wrong', async () => {
    const shell = await openShell(lab, struck('enable-wrong'));
    await shell.until(/>$/);
    for (const prompt of ['Password: ', 'Password: '])
      await shell.ask('enable', prompt).then(() => shell.ask(lab.enableSecret, /: $|>$/));
    shell.client.end();
    expect(struck('enable-wrong').facts.landsUnprivileged).toBe(true);
  });

  test('wrong-mode cannot be left, config-mode-login can', async () => {
    const stuck = await openShell(lab, struck('wrong-mode'));
    await stuck.until('(config)#');
    expect(await stuck.ask('end', /#$/)).toContain('(config)#');
    stuck.client.end();
    const other = await openShell(lab, struck('config-mode-login'));
    await other.until('(config)#');
    expect(await other.ask('end', /#$/)).not.toContain('(config)#');
    other.client.end();
  });
});

function answering(device: LabDevice, answers: readonly string[], asked: string[] = []) {
  return logIn(lab, device, {
    authHandler: [
      {
        type: 'keyboard-interactive',
        username: lab.username,
        prompt: (_name: string, _instructions: string, _language: string, prompts: Prompt[], finish: Answer) => {
          asked.push(...prompts.map((one) => one.prompt));
          finish([...answers]);
        },
      } as AuthMethod,
    ],
  });
}

describe('in the terminal', () => {
  const VERSION = /Cisco IOS Software[\s\S]*Configuration register/;

  test('prompt-lookalike', async () => {
    const device = struck('prompt-lookalike');
    const shell = await ready('prompt-lookalike');
    shell.channel.write('show version\n');
    await shell.until(`\n${device.hostname}#`);
    await shell.until(`\n${device.hostname}#show clock`);
    await shell.until(/Configuration register[\s\S]*#$/);
    shell.client.end();
  });

  test('hostname-change', async () => {
    const shell = await ready('hostname-change');
    await shell.ask('show version', '\nrenamed-meanwhile#');
    expect(await shell.ask('show version', '\nrenamed-meanwhile#')).toMatch(VERSION);
    expect(struck('hostname-change').hostname).toBe('renamed-meanwhile');
    shell.client.end();
  });

  test('echo-off, echo-redraw, echo-wrap, echo-quirks', async () => {
    expect(await answerOf('echo-off')).toMatch(/^\r\nCisco/);
    expect(await answerOf('echo-redraw')).toMatch(/^show version\x08+show version\r\n/);
    const shell = await ready('echo-wrap');
    await shell.ask('terminal width 511', /#$/);
    expect(await shell.ask(`show running-config | include ${'x'.repeat(60)}`, /#$/)).toContain(' \r');
    shell.client.end();
    expect(await answerOf('echo-quirks')).toMatch(VERSION);
  });

  test('pager goes on with a blank, pager-stuck never', async () => {
    const shell = await ready('pager');
    shell.channel.write('show running-config\n');
    await shell.until('--More-- ');
    shell.channel.write(' ');
    await shell.until('--More-- ');
    shell.client.end();
    const stuck = await ready('pager-stuck');
    const first = await stuck.ask('show running-config', '--More-- ');
    stuck.channel.write(' ');
    const again = await stuck.until('--More-- ');
    expect(first.length).toBeGreaterThan(200);
    expect(again.replaceAll('\b', '').trim()).toBe('--More--');
    stuck.client.end();
  });

  test('ansi-noise', async () => {
    const shell = await ready('ansi-noise');
    const text = await shell.ask('show version', /register[^#]*#$/);
    shell.client.end();
    expect(text).toContain('\u0000\u0000');
    expect(text).toContain('\u001b[K\r\n');
    expect(text).toContain('\u001b]0;title\u0007');
    expect(text).toMatch(/\xff\xfb\x01/);
  });

  test('utf8-split', async () => {
    const text = await answerOf('utf8-split');
    expect(Buffer.from(text, 'latin1').toString('utf8')).toContain('Zürich – 東京 – 🛰');
    expect(text).toContain('caf\xe9');
  });

  test('slow-drip and slow-command bring the whole answer', async () => {
    expect(await answerOf('slow-drip')).toMatch(VERSION);
    expect(await answerOf('slow-command')).toMatch(VERSION);
  });

  test('huge-output', async () => {
    const shell = await ready('huge-output');
    let bytes = 0;
    shell.channel.removeAllListeners('data');
    shell.channel.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      shell.text = (shell.text + chunk.toString('latin1')).slice(-100);
      if (shell.text.endsWith('#')) shell.client.end();
    });
    shell.channel.write('show version\n');
    await shell.closed();
    expect(bytes).toBeGreaterThan(5 * 1_048_576);
  });

  test('syslog-interleaved', async () => {
    const shell = await ready('syslog-interleaved');
    const { hostname } = struck('syslog-interleaved');
    const text = await shell.ask('show version', new RegExp(`${hostname}#\\r\\n\\*Nov.*LINK[^\\n]*\\n${hostname}#$`));
    expect(text.match(/%LINK-3-UPDOWN/g)).toHaveLength(2);
    shell.client.end();
  });

  test.each([
    ['cmd-rejected', /\^\r\n% Invalid input detected/],
    ['cmd-incomplete', /% Incomplete command/],
    ['cmd-ambiguous', /% Ambiguous command/],
    ['cmd-unauthorized', /authorization failed/],
  ])('%s', async (name, words) => {
    const text = await answerOf(name);
    expect(text).toMatch(words);
    expect(text).not.toMatch(VERSION);
  });

  test('fin-mid-command and rst-mid-command break off amid the answer', async () => {
    for (const name of ['fin-mid-command', 'rst-mid-command']) {
      const shell = await ready(name);
      shell.channel.write('show version\n');
      await shell.closed();
      expect(shell.text).toMatch(/Cisco IOS Software/);
      expect(shell.text).not.toMatch(/Configuration register/);
    }
  });

  test('mute-mid-command stays up and answers nothing, command-hangs still answers keepalives', async () => {
    for (const [name, isAlive] of [
      ['mute-mid-command', false],
      ['command-hangs', true],
    ] as const) {
      const shell = await ready(name, { config: { keepaliveInterval: 40, keepaliveCountMax: 3 } });
      shell.channel.write('show version\n');
      await shell.until('Cisco IOS Software');
      const isDeclaredDead = new Promise<boolean>((resolve) => {
        shell.client.once('error', () => resolve(true));
        // Five times what it takes to find three keepalives unanswered.
        setTimeout(() => resolve(false), 800);
      });
      expect(await isDeclaredDead, name).toBe(!isAlive);
      shell.client.destroy();
    }
  });
});

describe('of its configuration', () => {
  const RUNNING = 'show running-config';

  test('config-cut shows half of it, config-empty nothing, and both all of any other answer', async () => {
    const cut = await answerOf('config-cut', RUNNING);
    expect(cut).toContain('service password-encryption');
    expect(cut).not.toMatch(/^end\r?$/m);
    expect(await answerOf('config-cut')).toMatch(/Configuration register/);
    expect(await answerOf('config-empty', RUNNING)).not.toContain('service');
  });

  test('config-lost breaks off amid it', async () => {
    const shell = await ready('config-lost');
    shell.channel.write(`${RUNNING}\n`);
    await shell.closed();
    expect(shell.text).toContain('service password-encryption');
    expect(shell.text).not.toMatch(/^end\r?$/m);
  });
});

test('every fault of the catalogue was met above', () => {
  expect(faultCatalogue.map((fault) => fault.name).filter((name) => !tried.has(name))).toEqual([]);
});
