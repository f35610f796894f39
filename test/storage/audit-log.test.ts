import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditLog } from '../../src/storage/audit-log.ts';
import { openAuditLog } from '../../src/storage/file-audit-log.ts';
import { openStore } from '../../src/storage/sqlite.ts';
import { createFakeAuditLog } from '../support/fake-audit-log.ts';
import { auditContract } from './audit-contract.ts';
import { handClock } from './contract.ts';
import { plainScript } from './plain-scripts.ts';

let folder = '';
let dataDir = '';
let file = '';
const clock = handClock();
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-audit-'));
  dataDir = join(folder, 'data');
  file = join(dataDir, 'audit.jsonl');
  await mkdir(dataDir);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await rm(folder, { recursive: true, force: true });
});

const plain = (text: string) => text;
const entry = (i: number) => ({ event: 'device', who: 'mcp', device: `sw-${i}` });

async function open(headFile?: string): Promise<AuditLog> {
  const store = await openStore({ dataDir, clock });
  closing.push(() => store.close());
  return openAuditLog({ dataDir, headFile, auditHead: store.auditHead, clock, clean: plain });
}

auditContract('file', () => open());
auditContract('fake', async () => createFakeAuditLog());

describe('the files of an audit log', () => {
  it('are private, whatever they were before, and none is made before the first entry', async () => {
    const log = await open(join(folder, 'exported.head'));
    await log.verify();
    await log.read(1);
    expect((await readdir(folder)).concat(await readdir(dataDir)).filter((name) => /audit|head/.test(name))).toEqual(
      [],
    );
    await log.append(entry(1));
    await chmod(file, 0o644);
    await log.append(entry(2));
    for (const name of [file, join(dataDir, 'audit.head'), join(folder, 'exported.head')]) {
      expect([name, (await stat(name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  it('hold the head of every append when it answers', async () => {
    const log = await open(join(folder, 'exported.head'));
    for (let i = 0; i < 3; i++) {
      const { seq, hash } = await log.append(entry(i));
      const text = `{"hash":"${hash}","seq":${seq}}\n`;
      expect(await readFile(join(dataDir, 'audit.head'), 'utf8')).toBe(text);
      expect(await readFile(join(folder, 'exported.head'), 'utf8')).toBe(text);
    }
  });

  it('hold only what was cleaned', async () => {
    const store = await openStore({ dataDir, clock });
    closing.push(() => store.close());
    const clean = (text: string) => text.replaceAll('hunter2', '<secret>');
    const log = openAuditLog({ dataDir, auditHead: store.auditHead, clock, clean });
    await log.append({ event: 'push', who: 'cli:hunter2', text: 'a hunter2', list: ['hunter2 b'] });
    expect(await readFile(file, 'utf8')).not.toContain('hunter2');
    expect(await log.read(1)).toMatchObject([{ who: 'cli:<secret>', text: 'a <secret>', list: ['<secret> b'] }]);
    expect(await log.verify()).toMatchObject({ intact: true });
  });

  it('that cannot be written reject the append, which the next one takes over', async () => {
    const headFile = join(folder, 'away', 'exported.head');
    const log = await open(headFile);
    await expect(log.append(entry(1))).rejects.toMatchObject({ code: 'LOCAL_IO' });
    await mkdir(join(folder, 'away'));
    expect(await log.append(entry(2))).toMatchObject({ seq: 2 });
    expect(await log.verify()).toMatchObject({ intact: true, head: { seq: 2 } });
  });

  it('outside the data folder may be out of date where another configuration was used for a while', async () => {
    const headFile = join(folder, 'exported.head');
    const [here, elsewhere] = [await open(headFile), await open()];
    await here.append(entry(1));
    await elsewhere.append(entry(2));
    expect(await here.verify()).toMatchObject({ intact: true });
    expect(await here.append(entry(3))).toMatchObject({ seq: 3 });
    expect(await here.verify()).toMatchObject({ intact: true });
  });

  it('are read by a store opened for reading only', async () => {
    await (await open()).append(entry(1));
    const store = await openStore({ dataDir, clock, readOnly: true });
    closing.push(() => store.close());
    const log = openAuditLog({ dataDir, auditHead: store.auditHead, clock, clean: plain });
    expect(await log.verify()).toMatchObject({ intact: true, head: { seq: 1 } });
    expect(await log.read(1)).toMatchObject([entry(1)]);
    await expect(log.append(entry(2))).rejects.toMatchObject({ code: 'LOCAL_IO' });
    await truncate(file, 10);
    expect(await log.verify()).toMatchObject({ intact: false, line: 1 });
  });
});

describe('beside other processes', () => {
  it('every entry that was answered is in the log, whole and in order, whoever is killed when', async () => {
    const script = await plainScript(join(folder, 'plain'), new URL('audit-process.ts', import.meta.url), [
      'src/core',
      'src/storage',
    ]);
    await (await open()).verify();
    const said = new Map<number, { seq: number; hash: string; i: number }>();
    const start = (name: string) => {
      const child = spawn(process.execPath, [script, dataDir, name], { stdio: ['ignore', 'pipe', 'inherit'] });
      closing.push(async () => void child.kill('SIGKILL'));
      let rest = '';
      let count = 0;
      const counts = new Map<number, () => void>();
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const head = JSON.parse(line);
          said.set(head.seq, head);
          counts.get(++count)?.();
        }
      });
      const reached = (wanted: number) => new Promise<void>((resolve) => counts.set(wanted, resolve));
      return async (wanted: number) => {
        await reached(wanted);
        child.kill('SIGKILL');
        await once(child, 'close');
      };
    };
    for (let round = 0; round < 4; round++) {
      const [one, other] = [start(`a${round}`), start(`b${round}`)];
      await Promise.all([one(3 + 7 * round), other(9 + round)]);
    }
    const log = await open(join(folder, 'exported.head'));
    await log.append(entry(1));
    const verdict = await log.verify();
    expect(verdict).toMatchObject({ intact: true });
    const bySeq = new Map((await log.read(100_000)).map((one) => [one.seq, one]));
    for (const { seq, hash, i } of said.values()) expect(bySeq.get(seq)).toMatchObject({ hash, i });
    expect(said.size).toBeGreaterThan(90);
  }, 60_000);
});
