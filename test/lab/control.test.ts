/** The control socket of a lab in a process of its own: what it tells, what it does, who may open it. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Control, openControl } from '../../src/lab/control.ts';
import { type Lab, startLab } from '../../src/lab/lab.ts';

// Windows has no such sockets in its file system.
describe.skipIf(process.platform === 'win32')('the control socket', () => {
  let folder: string;
  let path: string;
  let lab: Lab;
  let control: Control;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-control-'));
    path = join(folder, 'control.sock');
    lab = await startLab({ devices: 2, mix: { cisco_ios: 1 }, seed: 7, outDir: null });
    control = await openControl(path, lab);
  });
  afterAll(async () => {
    await control.close();
    await lab.stop();
    await rm(folder, { recursive: true });
  });

  /** One request, one answer. */
  function ask(line: string): Promise<{ ok: boolean; devices?: Record<string, unknown>; error?: string }> {
    return new Promise((resolve, reject) => {
      const socket = connect(path, () => socket.write(`${line}\n`));
      socket.once('error', reject);
      createInterface({ input: socket }).once('line', (answer) => {
        socket.destroy();
        resolve(JSON.parse(answer));
      });
    });
  }

  test('is its owner’s alone', async () => {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('tells hashes and what is pending, changes and restarts devices', async () => {
    const [one, two] = lab.devices;
    if (one === undefined || two === undefined) throw new Error('no devices');
    const { devices: hashes } = await ask('{"do":"hash","device":"all"}');
    expect(hashes).toEqual({ [one.name]: one.configHash(), [two.name]: two.configHash() });
    expect(await ask(`{"do":"pending","device":"${one.name}"}`)).toEqual({ ok: true, devices: { [one.name]: null } });
    const startup = one.startupConfig;
    await ask(`{"do":"configure","device":"${one.name}","line":"ntp server 10.9.9.9"}`);
    expect(one.runningConfig).toContain('ntp server 10.9.9.9');
    expect(one.configHash()).not.toBe(hashes?.[one.name]);
    expect(await ask(`{"do":"saved","device":"${one.name}"}`)).toMatchObject({ devices: { [one.name]: false } });
    const config = await ask(`{"do":"config","device":"${one.name}"}`);
    expect(config.devices?.[one.name]).toContain('\nhostname ');
    await ask(`{"do":"reboot","device":"${one.name}"}`);
    expect(one.runningConfig).not.toContain('ntp server 10.9.9.9');
    expect(one.startupConfig).toBe(startup);
  });

  test.each(['not json', '{"do":"explode","device":"all"}', '{"do":"hash","device":"nobody"}'])(
    'refuses %s',
    async (line) => {
      expect(await ask(line)).toMatchObject({ ok: false, error: expect.any(String) });
    },
  );

  test('a path that cannot be opened is an error of ours', async () => {
    await expect(openControl(join(folder, 'no', 'such', 'folder'), lab)).rejects.toMatchObject({
      code: 'LOCAL_RESOURCE',
    });
  });
});
