import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { desktopConfigFile, registerWithDesktop, withServer } from '../../src/cli/claude-desktop.ts';

const entry = { command: '/usr/bin/node', args: ['/opt/rollcall/dist/main.js', 'mcp', '--config', '/x/rollcall.yaml'] };

describe('the list of servers', () => {
  it('is made when there is none, and otherwise keeps everything else', () => {
    expect(JSON.parse(withServer(null, entry, 'f'))).toEqual({ mcpServers: { rollcall: entry } });
    expect(JSON.parse(withServer('\ufeff{"theme":"dark","mcpServers":{"other":{"command":"x"}}}', entry, 'f'))).toEqual(
      {
        theme: 'dark',
        mcpServers: { other: { command: 'x' }, rollcall: entry },
      },
    );
  });

  it.each(['{"mcpServers":', '[]', '"x"', '{"mcpServers":[]}', '{"mcpServers":"x"}', '// comment\n{}'])(
    'is refused when it is %s',
    (text) => {
      expect(() => withServer(text, entry, '/c.json')).toThrowError(/\/c\.json was left as it is/);
    },
  );

  it('is where each system keeps it', () => {
    const env = { HOME: '/home/a', APPDATA: 'C:\\Users\\a\\AppData\\Roaming' };
    expect(desktopConfigFile(env, 'darwin')).toBe(
      '/home/a/Library/Application Support/Claude/claude_desktop_config.json',
    );
    expect(desktopConfigFile({ HOME: '/home/a' }, 'linux')).toBe('/home/a/.config/Claude/claude_desktop_config.json');
    expect(desktopConfigFile(env, 'win32')).toContain('Roaming');
  });
});

describe('registering', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-desktop-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps what was there as .bak, and does nothing the second time', async () => {
    const file = join(folder, 'c.json');
    await writeFile(file, '{"theme":"dark"}');
    expect(await registerWithDesktop(file, entry)).toBe('written');
    expect(await readFile(`${file}.bak`, 'utf8')).toBe('{"theme":"dark"}');
    expect(await registerWithDesktop(file, entry)).toBe('unchanged');
    expect(await readFile(`${file}.bak`, 'utf8')).toBe('{"theme":"dark"}');
    expect(await readdir(folder)).toEqual(['c.json', 'c.json.bak']);
  });

  it('leaves a file it does not understand as it is', async () => {
    const file = join(folder, 'c.json');
    await writeFile(file, 'oops');
    await expect(registerWithDesktop(file, entry)).rejects.toMatchObject({ code: 'LOCAL_IO' });
    expect(await readdir(folder)).toEqual(['c.json']);
    expect(await readFile(file, 'utf8')).toBe('oops');
  });
});
