/** Each fault of a device that is being changed, as its lines and connections show it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { changeFaultCatalogue, faultNamed } from '../../src/lab/faults.ts';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import type { LabDevice } from '../../src/lab/lab-device.ts';
import { createRandom } from '../../src/lab/random.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { openShell, type Shell } from './plain-client.ts';
import { type Powered, power } from './powered.ts';

const met = new Set<string>();

/** A device of `platform` with the fault. */
function faulty(name: string, platform: string, params: Record<string, number> = {}, times?: number): Powered {
  met.add(name);
  const fault = faultNamed(name);
  expect(fault.platforms ?? [platform]).toContain(platform);
  const flaws = fault.acts({ ...fault.params, ...params }, createRandom(1)).change ?? {};
  return power(platform, { flaws: times === undefined ? flaws : { ...flaws, times } });
}

const LINES = Array.from({ length: 5 }, (_, i) => `ntp server 10.9.9.${i + 1}`);
const there = (device: Powered) => LINES.filter((line) => device.config().includes(`\n${line}\n`));

describe('lines', () => {
  test('line-refused turns down that line and no other', () => {
    const device = faulty('line-refused', 'cisco_ios', { line: 3 });
    const said = device.login().type('configure terminal', ...LINES, 'end');
    expect(said.match(/% Invalid input detected/g)).toHaveLength(1);
    expect(there(device)).toEqual(LINES.filter((_, i) => i !== 2));
  });

  test('line-refused-unmarked has no mark; line-ignored says nothing', () => {
    const unmarked = faulty('line-refused-unmarked', 'cisco_nxos', { line: 3 });
    expect(unmarked.login().type('configure terminal', ...LINES)).toMatch(/# The resource is in use and was left\.\n/);
    const ignored = faulty('line-ignored', 'frr', { line: 3 });
    expect(ignored.login().type('configure terminal', ...LINES)).toBe('sw-1(config)# '.repeat(6));
    expect([there(unmarked).length, there(ignored).length]).toEqual([4, 4]);
  });

  test('lines-ignored drops every nth', () => {
    const device = faulty('lines-ignored', 'cisco_ios', { line: 2 });
    device.login().type('configure terminal', ...LINES, 'end');
    expect(there(device)).toEqual([LINES[0], LINES[2], LINES[4]]);
  });

  test('a line is counted from the entry to configuration, and entries may pass unharmed', () => {
    const device = faulty('line-refused', 'arista_eos', { line: 2, skip: 1 });
    expect(device.login().type('configure session a', ...LINES, 'abort')).not.toContain('% Invalid');
    expect(device.login().type('configure session b', ...LINES)).toContain('% Invalid');
  });

  test('the count begins anew at each entry', () => {
    const device = faulty('line-refused', 'cisco_ios', { line: 3 });
    const shell = device.login();
    const said = shell.type(
      'configure terminal',
      ...LINES.slice(0, 2),
      'end',
      'configure terminal',
      ...LINES.slice(2, 4),
    );
    expect(said).not.toContain('% Invalid');
    expect(shell.type(LINES[4] as string)).toContain('% Invalid');
  });

  test('slow-lines takes its time', () => {
    const { cli } = faulty('slow-lines', 'cisco_ios', { line_ms: 250 }).login();
    expect(cli.run('configure terminal').delayMs).toBeUndefined();
    expect(cli.run('ntp server 10.9.9.9').delayMs).toBe(250);
  });
});

describe('cuts', () => {
  test.each([
    ['cut-before-line', 2],
    ['cut-after-line', 3],
  ])('%s leaves %i lines', (name, count) => {
    const device = faulty(name, 'cisco_ios', { line: 3 });
    const shell = device.login();
    expect(shell.type('configure terminal', ...LINES.slice(0, 2))).not.toContain('cut');
    expect(shell.type(LINES[2] as string)).toBe('<cut rst>');
    expect(there(device)).toHaveLength(count);
  });

  test.each([
    ['cut-before-commit', 'arista_eos', 'configure session a', 'commit', false, 'rst'],
    ['cut-after-commit', 'arista_eos', 'configure session a', 'commit', true, 'rst'],
    ['mute-after-commit', 'cisco_iosxr', 'configure exclusive', 'commit', true, 'mute'],
    ['cut-after-commit', 'cisco_ios', 'configure terminal', 'end', true, 'rst'],
  ])('%s on %s', (name, platform, enter, commit, isThere, how) => {
    const device = faulty(name, platform);
    const line = platform === 'cisco_iosxr' ? 'domain name neu.example.net' : 'ntp server 10.9.9.9';
    const shell = device.login();
    shell.type(enter, line);
    expect(shell.type(commit)).toBe(`<cut ${how}>`);
    expect(device.config().includes(line)).toBe(isThere);
  });

  test('cut-after-confirm has confirmed', async () => {
    const device = faulty('cut-after-confirm', 'juniper_junos');
    const shell = device.login();
    shell.type('configure exclusive', 'set system host-name neu', 'commit confirmed 1', 'exit');
    expect(device.login().type('configure', 'commit')).toContain('<cut rst>');
    await device.clock.advance(120_000);
    expect(device.machine.os.hostname()).toBe('neu');
  });

  test('a fault dealt once strikes once', () => {
    const device = faulty('cut-after-line', 'cisco_ios', { line: 1 }, 1);
    expect(device.login().type('configure terminal', LINES[0] as string)).toContain('<cut');
    expect(device.login().type('configure terminal', ...LINES)).not.toContain('<cut');
  });
});

describe('restarts', () => {
  test('reboot-at-line loses what was typed, reboot-at-commit keeps what was committed', () => {
    const ios = faulty('reboot-at-line', 'cisco_ios', { line: 2 });
    const before = ios.hash();
    expect(ios.login().type('configure terminal', ...LINES.slice(0, 2))).toContain('<cut rst>');
    expect(ios.hash()).toBe(before);
    expect(ios.writes.map(([mode]) => mode)).toEqual(['config', 'config', 'reboot']);
    const junos = faulty('reboot-at-commit', 'juniper_junos');
    junos.login().type('configure exclusive', 'set system host-name neu', 'commit');
    expect(junos.machine.os.hostname()).toBe('neu');
  });
});

test.each([
  ['config-locked', 'cisco_iosxr', ['configure exclusive'], /locked exclusively/],
  ['config-locked', 'juniper_junos', ['configure exclusive'], /configuration database locked by:/],
  ['config-locked', 'cisco_iosxe', ['configure terminal'], /Configuration mode is locked/],
  ['config-sessions-full', 'arista_eos', ['configure session a'], /Maximum number of pending sessions/],
  ['candidate-dirty', 'juniper_junos', ['configure exclusive'], /error: configuration database modified/],
  [
    'candidate-dirty',
    'juniper_junos',
    ['configure', 'show | compare'],
    /not committed[\s\S]*\+ {2}server 10\.0\.0\.99/,
  ],
  ['commit-fails', 'arista_eos', ['configure session a', 'ntp server 10.9.9.9', 'commit'], /% Cannot commit/],
  ['save-fails', 'cisco_nxos', ['copy running-config startup-config'], /aborted/],
  ['save-fails', 'frr', ['write memory'], /Can't save/],
  [
    'rollback-aborted',
    'cisco_nxos',
    ['checkpoint a', 'configure terminal', 'ntp server 10.9.9.9', 'end', 'rollback running-config checkpoint a atomic'],
    /Rollback failed/,
  ],
])('%s on %s', (name, platform, lines, words) => {
  expect(
    faulty(name, platform)
      .login()
      .type(...lines),
  ).toMatch(words);
});

test('timer-dead never goes back; commit-undone goes back by itself', async () => {
  const dead = faulty('timer-dead', 'cisco_iosxr');
  dead.login().type('configure exclusive', 'domain name neu.example.net', 'commit confirmed 30');
  await dead.clock.advance(60_000);
  expect(dead.config()).toContain('neu.example.net');
  const undone = faulty('commit-undone', 'arista_eos');
  const before = undone.hash();
  undone.login().type('configure session a', 'ntp server 10.9.9.9', 'commit');
  expect(undone.hash()).not.toBe(before);
  await undone.clock.advance(1_000);
  expect(undone.hash()).toBe(before);
});

test('every fault of the catalogue was met above', () => {
  expect(changeFaultCatalogue.map(({ name }) => name).filter((name) => !met.has(name))).toEqual([]);
});

describe('over SSH', () => {
  const clock = createFakeClock();
  let lab: Lab;
  const shells: Shell[] = [];
  beforeAll(async () => {
    lab = await startLab({
      devices: 3,
      mix: { frr: 1 },
      seed: 3,
      outDir: null,
      clock,
      faults: {
        faults: [
          { fault: 'cut-after-line', devices: 1, params: { line: 2 }, once: true },
          { fault: 'reboot-at-line', devices: 1, params: { line: 2 } },
        ],
      },
    });
  });
  afterEach(() => {
    for (const shell of shells.splice(0)) shell.client.destroy();
  });
  afterAll(async () => {
    await lab.stop();
    expect(lab.leftovers()).toEqual({ timers: 0, sockets: 0 });
  });

  const of = (fault: string | null): LabDevice => lab.devices.find((device) => device.fault === fault) as LabDevice;
  async function configuring(device: LabDevice): Promise<Shell> {
    const shell = await openShell(lab, device);
    shells.push(shell);
    await shell.until('# ');
    await shell.ask('configure terminal', '(config)# ');
    await shell.ask('ip route 10.9.9.0/24 10.0.0.1', '(config)# ');
    return shell;
  }

  test('a cut breaks the connection without an answer, and the line is there', async () => {
    const device = of('cut-after-line');
    const shell = await configuring(device);
    shell.channel.write('ip route 10.9.8.0/24 10.0.0.1\n');
    await shell.closed();
    expect(device.runningConfig).toContain('ip route 10.9.8.0/24');
    await expect.poll(() => device.sessions()).toBe(0);
  });

  test('a restart breaks every connection; while it is down nobody gets in', async () => {
    const device = of('reboot-at-line');
    const [shell, other] = [await configuring(device), await openShell(lab, device)];
    shells.push(other);
    shell.channel.write('ip route 10.9.8.0/24 10.0.0.1\n');
    await Promise.all([shell.closed(), other.closed()]);
    expect(device.runningConfig).not.toContain('10.9.9.0');
    device.reboot({ downMs: 1_000 });
    await expect(openShell(lab, device)).rejects.toThrow();
    await clock.advance(1_000);
    (await openShell(lab, device)).client.end();
  });

  test('a device that nobody touched hashes the same in every lab of the seed', async () => {
    const device = of(null);
    const again = await startLab({ devices: 3, mix: { frr: 1 }, seed: 3, outDir: null });
    expect(again.device(device.name).configHash()).toBe(device.configHash());
    expect(device.pendingRevert).toBeNull();
    await again.stop();
  });
});

describe('a Junos login over SSH', () => {
  test('loads text until Ctrl-D, and gives its lock back when the connection is gone', async () => {
    const lab = await startLab({ devices: 1, mix: { juniper_junos: 1 }, seed: 3, outDir: null });
    const [device] = lab.devices as [LabDevice];
    const [holder, other] = [await openShell(lab, device), await openShell(lab, device)];
    for (const shell of [holder, other]) await shell.until('> ');
    await holder.ask('configure exclusive', '# ');
    holder.channel.write('load set terminal\n');
    await holder.until('to end input]\r\n');
    holder.channel.write('set system ntp server 10.9.9.9\n\u0004');
    await holder.until(/load complete[\s\S]*# $/);
    expect(await holder.ask('show | compare', '# ')).toContain('+  server 10.9.9.9;');
    expect(await other.ask('configure exclusive', '> ')).toContain('database locked by:');
    holder.client.destroy();
    await expect.poll(() => device.sessions()).toBe(1);
    expect(await other.ask('configure exclusive', /[>#] $/)).toMatch(/# $/);
    expect(await other.ask('show | compare', '# ')).not.toContain('10.9.9.9');
    other.client.destroy();
    await lab.stop();
  });
});

describe('a device that cut itself off, over SSH', () => {
  test('drops its sessions, answers nobody, and is back when its timer has run', async () => {
    const clock = createFakeClock();
    const lab = await startLab({ devices: 1, mix: { juniper_junos: 1 }, seed: 3, outDir: null, clock });
    const [device] = lab.devices as [LabDevice];
    const before = device.configHash();
    const shell = await openShell(lab, device);
    await shell.until('> ');
    await shell.ask('configure exclusive', '# ');
    await shell.ask('set interfaces em0 disable', '# ');
    shell.channel.write('commit confirmed 5\n');
    await shell.closed();
    expect(device.pendingRevert).toBe(300_000);
    await expect(openShell(lab, device, { config: { readyTimeout: 100 } })).rejects.toThrow(/handshake/);
    await clock.advance(300_000);
    expect(device.configHash()).toBe(before);
    (await openShell(lab, device)).client.end();
    await lab.stop();
    expect(lab.leftovers()).toEqual({ timers: 0, sockets: 0 });
  });

  test('refuses connections, or knows no login', async () => {
    const lab = await startLab({ devices: 1, mix: { juniper_junos: 1 }, seed: 3, outDir: null });
    const [device] = lab.devices as [LabDevice];
    device.configure('delete system services ssh');
    await expect(openShell(lab, device)).rejects.toThrow();
    device.configure('set system services ssh');
    device.configure('delete system login user netops');
    await expect(openShell(lab, device)).rejects.toThrow(/authentication methods failed/);
    device.configure('set system login user netops class super-user');
    (await openShell(lab, device)).client.end();
    await lab.stop();
  });
});
