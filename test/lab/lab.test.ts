/** The lab as a whole: what it writes, what a seed fixes, latency, counting, changes behind one's back, tidiness. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Lab, type LabOptions, startLab } from '../../src/lab/lab.ts';
import { runLabCommand } from '../../src/lab/lab-command.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { logIn, openShell } from './plain-client.ts';

const labs: Lab[] = [];
const folders: string[] = [];
async function start(options: Partial<LabOptions> = {}): Promise<Lab> {
  const lab = await startLab({ devices: 3, mix: { cisco_ios: 1 }, seed: 7, outDir: null, ...options });
  labs.push(lab);
  return lab;
}
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'rollcall-lab-'));
  folders.push(path);
  return path;
}
afterEach(async () => {
  for (const lab of labs.splice(0)) {
    await lab.stop();
    expect(lab.leftovers()).toEqual({ timers: 0, sockets: 0 });
  }
  for (const path of folders.splice(0)) await rm(path, { recursive: true });
});

describe('a seed', () => {
  test('makes the same devices, keys and configurations', async () => {
    const [one, same, other] = [await start(), await start(), await start({ seed: 8 })];
    const view = (lab: Lab) =>
      lab.devices.map((device) => [device.name, device.fingerprint, device.runningConfig.replace(/^!.*$/gm, '')]);
    expect(view(same)).toEqual(view(one));
    expect(view(other)).not.toEqual(view(one));
  });

  test('gives a fleet variety: versions, uptimes, unsaved configurations, both login levels', async () => {
    const lab = await start({ devices: 300, mix: { cisco_ios: 60, arista_eos: 20, juniper_junos: 20 } });
    const ios = lab.devices.filter((device) => device.platform === 'cisco_ios');
    expect(new Set(ios.map((device) => device.facts.version)).size).toBeGreaterThan(3);
    expect(new Set(lab.devices.map((device) => device.facts.serial)).size).toBe(300);
    expect(new Set(lab.devices.map((device) => device.site)).size).toBeGreaterThan(5);
    const unsaved = ios.filter((device) => !device.isConfigSaved);
    expect(unsaved.length).toBeGreaterThan(0);
    expect(unsaved[0]?.runningConfig).toContain('ntp server 10.0.0.123');
    const levels = ios.map((device) => device.facts.landsUnprivileged);
    expect(levels).toContain(true);
    expect(levels).toContain(false);
  });
});

describe('addresses', () => {
  test('one port and an address each, or a port each', async () => {
    const own = await start({ ownAddresses: true });
    expect(new Set(own.devices.map((device) => device.port)).size).toBe(1);
    expect(new Set(own.devices.map((device) => device.host)).size).toBe(3);
    const ports = await start({ ownAddresses: false, faults: { faults: [{ fault: 'conn-refused', devices: 1 }] } });
    expect(new Set(ports.devices.map((device) => device.port)).size).toBe(3);
    expect(ports.devices.every((device) => device.host === '127.0.0.1')).toBe(true);
    for (const lab of [own, ports]) {
      const device = lab.devices.find((one) => one.fault === null);
      if (device === undefined) throw new Error('no healthy device');
      const { client, fingerprint } = await logIn(lab, device);
      client.end();
      expect(fingerprint).toBe(device.fingerprint);
    }
  });
});

describe('latency', () => {
  test('holds back the hello, the answer of a show command and the end; set-up lines answer at once', async () => {
    const clock = createFakeClock();
    const lab = await start({ clock, latency: { connectMs: 2_000, commandMs: 3_000, closeMs: 1_000 } });
    const [device] = lab.devices;
    if (device === undefined) throw new Error('no device');
    const opening = openShell(lab, device, { config: { readyTimeout: 0 } });
    await expect.poll(() => lab.leftovers()).toEqual({ timers: 1, sockets: 1 });
    await clock.advance(1_999);
    expect(lab.counters().logins).toBe(0);
    await clock.advance(1);
    const shell = await opening;
    await shell.until(/[>#]$/);
    await shell.ask('terminal length 0', /[>#]$/);
    const answer = shell.ask('show version', /register[\s\S]*[>#]$/);
    await expect.poll(() => clock.pending()).toBe(1);
    await clock.advance(2_999);
    expect(shell.text).not.toContain('Cisco');
    await clock.advance(1);
    await answer;
    shell.channel.write('exit\n');
    await expect.poll(() => clock.pending()).toBe(1);
    expect(shell.isClosed).toBe(false);
    await clock.advance(1_000);
    await shell.closed();
    expect(lab.counters()).toMatchObject({ connections: 1, logins: 1, failedLogins: 0, commands: 1 });
    shell.client.end();
  });

  test('jitter stays in its range and follows the seed', async () => {
    const delays: number[][] = [];
    for (let round = 0; round < 2; round++) {
      const clock = createFakeClock();
      const seen: number[] = [];
      const spy = {
        ...clock,
        after: (delayMs: number, fire: () => void) => {
          seen.push(delayMs);
          return clock.after(delayMs, fire);
        },
      };
      const lab = await start({ clock: spy, latency: { connectMs: 100, commandMs: 0, closeMs: 0, jitter: 50 } });
      for (const { host, port } of lab.devices) connect({ host, port }).on('error', () => {});
      await expect.poll(() => seen.length).toBe(3);
      delays.push([...seen].sort());
    }
    expect(delays[0]).toEqual(delays[1]);
    expect(delays[0]?.every((delay) => delay >= 100 && delay < 150)).toBe(true);
    expect(new Set(delays[0]).size).toBeGreaterThan(1);
  });
});

describe('counting and changing', () => {
  test('wrong passwords are counted; a changed password is the only right one', async () => {
    const lab = await start();
    const [device] = lab.devices;
    if (device === undefined) throw new Error('no device');
    const authHandler = [{ type: 'password' as const, username: lab.username, password: 'wrong' }];
    await expect(logIn(lab, device, { authHandler })).rejects.toThrow();
    expect(lab.counters().failedLogins).toBe(1);
    device.setPassword('wrong');
    const { client } = await logIn(lab, device, { authHandler });
    client.end();
    expect(device.counters()).toMatchObject({ logins: 1, failedLogins: 1 });
    expect(lab.counters()).toMatchObject({ logins: 1, failedLogins: 1 });
  });

  test('configuration, name and host key change behind everybody’s back, and are recorded as the lab’s', async () => {
    const lab = await start();
    const device = lab.device(lab.devices[0]?.name ?? '');
    const before = device.fingerprint;
    device.configure('ntp server 10.9.9.9');
    device.rename('neu');
    device.replaceHostKey();
    expect(device.runningConfig).toContain('\nntp server 10.9.9.9\n');
    expect(device.hostname).toBe('neu');
    expect(device.isConfigSaved).toBe(false);
    const { client, fingerprint } = await logIn(lab, device);
    client.end();
    expect(fingerprint).toBe(device.fingerprint);
    expect(fingerprint).not.toBe(before);
    expect(lab.writes().map((entry) => [entry.line, entry.session])).toEqual([
      ['ntp server 10.9.9.9', 'lab'],
      ['hostname neu', 'lab'],
    ]);
    expect(() => lab.device('nobody')).toThrow(RangeError);
  });

  test('a fault that strikes once is gone at the second connection', async () => {
    const lab = await start({ faults: { faults: [{ fault: 'close-at-once', devices: 3, once: true }] } });
    const [device] = lab.devices;
    if (device === undefined) throw new Error('no device');
    await expect(logIn(lab, device)).rejects.toThrow();
    (await logIn(lab, device)).client.end();
    expect(device.counters().connections).toBe(2);
  });
});

describe('old gear', () => {
  test('identifies itself as IOS does and wants SHA-1', async () => {
    const lab = await start({ legacy: 100 });
    const [device] = lab.devices;
    if (device === undefined) throw new Error('no device');
    await expect(logIn(lab, device)).rejects.toThrow(/no matching/);
    const { client, fingerprint } = await logIn(lab, device, {
      algorithms: {
        kex: ['diffie-hellman-group14-sha1'],
        serverHostKey: ['ssh-rsa'],
        cipher: ['aes128-cbc'],
        hmac: ['hmac-sha1'],
      },
    });
    client.end();
    expect(device.hostKey.type).toBe('ssh-rsa');
    expect(fingerprint).toBe(device.fingerprint);
  });
});

describe('files', () => {
  test('are what rollcall reads: configuration, inventory, secrets for the owner alone, writes as they happen', async () => {
    const outDir = await folder();
    const lab = await start({
      outDir,
      legacy: 100,
      faults: {
        faults: [
          { fault: 'hostkey-changed', devices: 1 },
          { fault: 'dns-nxdomain', devices: 1 },
        ],
      },
    });
    expect(lab.configFile).toBe(join(outDir, 'rollcall.yaml'));
    const config = parse(await readFile(join(outDir, 'rollcall.yaml'), 'utf8'));
    expect(config.credentials.default).toEqual({
      username: lab.username,
      password: 'file:secrets/password',
      enable: 'file:secrets/enable',
    });
    for (const name of ['password', 'enable'])
      expect((await stat(join(outDir, 'secrets', name))).mode & 0o777).toBe(0o600);
    const hosts = parse(await readFile(join(outDir, 'inventory', 'hosts.yaml'), 'utf8'));
    const groups = parse(await readFile(join(outDir, 'inventory', 'groups.yaml'), 'utf8'));
    for (const device of lab.devices) {
      const host = hosts[device.name];
      expect(host).toMatchObject({ hostname: device.inventoryHost, port: device.port });
      expect(host.data.rollcall_algorithms).toBe('legacy');
      const inherited = Object.assign(
        {},
        ...host.groups.map((group: string) => ({ ...groups[group].data, ...groups[group] })),
      );
      expect(inherited).toMatchObject({ platform: device.platform, site: device.site, role: device.role });
    }
    const changed = lab.devices.find((device) => device.fault === 'hostkey-changed');
    const known = await readFile(join(outDir, 'data', 'known_hosts'), 'utf8');
    expect(known).toBe(
      `[${changed?.host}]:${changed?.port} ssh-rsa ${changed?.enrolledHostKey.publicBlob.toString('base64')}\n`,
    );
    changed?.configure('ntp server 10.9.9.9');
    const [written] = (await readFile(join(outDir, 'writes.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(JSON.parse(written ?? '')).toEqual({
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      device: changed?.name,
      line: 'ntp server 10.9.9.9',
      mode: 'config',
      session: 'lab',
    });
  });
});

describe('the command', () => {
  test('prints one line when ready, runs until told to stop, and closes its port', async () => {
    const out = await folder();
    const lines: string[] = [];
    const stopping = new AbortController();
    const options = { devices: 4, mix: 'cisco_ios=1,frr=1', latency: 'connect=1,command=2', seed: 7, out };
    const running = runLabCommand(options, (line) => lines.push(line), stopping.signal);
    await expect.poll(() => lines).toHaveLength(1);
    const ready = JSON.parse(lines[0] ?? '');
    expect(ready).toMatchObject({ ready: true, devices: 4, config: join(out, 'rollcall.yaml'), seed: 7, faults: {} });
    const hosts = parse(await readFile(join(out, 'inventory', 'hosts.yaml'), 'utf8'));
    const [{ hostname, port }] = Object.values(hosts) as [{ hostname: string; port: number }];
    stopping.abort();
    await running;
    const refused = await new Promise((resolve) => connect({ host: hostname, port }).once('error', resolve));
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test.each([
    [{ mix: 'cisco_ios' }, /--mix/],
    [{ mix: 'cisco_ois=1' }, /cisco_ois/],
    [{ latency: 'conect=5' }, /conect/],
    [{ faults: '/nowhere/faults.yaml' }, /cannot be read/],
  ])('refuses %j', async (wrong, message) => {
    const options = { devices: 1, mix: 'cisco_ios=1', seed: 7, out: await folder(), ...wrong };
    await expect(runLabCommand(options, () => {}, AbortSignal.abort())).rejects.toThrow(message);
  });
});

describe('size', () => {
  test('2,500 devices are up, spread over platforms, and gone again', async () => {
    const lab = await start({
      devices: 2_500,
      mix: { cisco_ios: 60, cisco_nxos: 10, arista_eos: 15, juniper_junos: 10, cisco_iosxr: 5 },
      faults: { faults: [{ fault: 'blackhole', devices: '1%' }] },
    });
    const { host, port } = lab.devices.find((device) => device.fault === null) ?? { host: '', port: 0 };
    await new Promise<void>((resolve) => {
      const socket = connect({ host, port }, () => {
        socket.destroy();
        resolve();
      });
    });
    await lab.stop();
    const again = await new Promise((resolve) => connect({ host, port }).once('error', resolve));
    expect(again).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
