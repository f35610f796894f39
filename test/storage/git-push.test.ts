import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../support/fake-clock.ts';
import { type BackupSetting, backUp, backupSetting, git, refusal } from './backup-setting.ts';

let setting: BackupSetting;
beforeEach(async () => {
  setting = await backupSetting();
});
afterEach(() => setting.remove());

describe('sending to a remote', () => {
  it('carries every commit, and never overwrites what is there', async () => {
    const mirror = join(setting.dataDir, 'mirror.git');
    await git(mirror, 'init', '--bare', '--quiet');
    for (const remote of [mirror, `file://${mirror}`]) {
      await backUp(setting.repo, { 'a/x': remote });
      await setting.repo.pushTo(remote);
      expect(await git(mirror, 'rev-parse', 'main')).toBe(await git(setting.folder, 'rev-parse', 'main'));
    }
    const other = await backupSetting();
    await backUp(other.repo, { 'a/x': 'of somebody else' });
    expect(await refusal(other.repo.pushTo(mirror))).toMatch(/^GIT_FAILED git push .*rejected/);
    await other.remove();
  });

  it('refuses what is no address', async () => {
    await backUp(setting.repo, { 'a/x': '1' });
    const marks = join(setting.dataDir, 'sprung');
    const remotes = [
      `ext::sh -c "touch ${marks}"`,
      '--receive-pack=touch',
      '-oProxyCommand=x:y',
      'mirror',
      'ftp://x/y',
      'git://x/y',
      '',
    ];
    for (const remote of remotes)
      expect(await refusal(setting.repo.pushTo(remote)), remote).toMatch(/^GIT_FAILED The remote/);
    expect(await readdir(setting.dataDir)).toEqual(['backups.git']);
  });

  it('asks nothing, gives a login to the server alone, and not to a command line or an error', async () => {
    await backUp(setting.repo, { 'a/x': '1' });
    const seen: (string | undefined)[] = [];
    let commandLines = '';
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      commandLines += execFileSync('sh', [
        '-c',
        'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " " || true',
      ]).toString();
      response.writeHead(403).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const said = await refusal(setting.repo.pushTo(`http://bob:hunt%40er2@127.0.0.1:${port}/x.git`));
    expect(said).toMatch(/^GIT_FAILED git push .*403/);
    expect(said).not.toMatch(/hunt/);
    expect(seen[0]).toBe(`Basic ${Buffer.from('bob:hunt@er2').toString('base64')}`);
    expect(commandLines).toContain(`127.0.0.1:${port}/x.git`);
    expect(commandLines).not.toMatch(/hunt%40er2|hunt@er2/);
    server.close();
  });

  it('ends when the remote never answers', async () => {
    await backUp(setting.repo, { 'a/x': '1' });
    const clock = createFakeClock();
    const server = createServer(() => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const asked = once(server, 'request');
    const push = refusal(
      setting.open(clock).pushTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x.git`),
    );
    await asked;
    await clock.advance(600_000);
    server.closeAllConnections();
    expect(await push).toMatch(/^GIT_FAILED git push ended with SIGKILL/);
    expect(clock.pending()).toBe(0);
    server.close();
  });
});
