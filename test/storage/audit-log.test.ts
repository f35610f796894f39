import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { headText } from '../../src/storage/audit-head-files.ts';
import type { StoredHead } from '../../src/storage/audit-head-row.ts';
import type { AuditHead, AuditLog } from '../../src/storage/audit-log.ts';
import { openAuditLog } from '../../src/storage/file-audit-log.ts';
import { openStore } from '../../src/storage/sqlite.ts';
import { verifyLines } from '../../src/storage/verify-audit.ts';
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

/** A log whose stored head the test can read and set, as a crash would leave it. */
function openWithHead(headFile?: string) {
  let stored: StoredHead | null = null;
  const auditHead = {
    read: async () => stored,
    advance: async (work: (head: StoredHead | null) => Promise<StoredHead | null>) => {
      stored = await work(stored);
    },
  };
  const log = openAuditLog({ dataDir, headFile, auditHead, clock, clean: plain });
  return { log, read: () => stored, set: (head: StoredHead | null) => (stored = head) };
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

/** What may happen to a file that somebody who may write it wants to change unseen. */
const MUTATIONS: Readonly<Record<string, (bytes: Buffer, random: (below: number) => number) => Buffer>> = {
  'a byte edited': (bytes, random) => {
    const copy = Buffer.from(bytes);
    const at = random(copy.length);
    copy[at] = ((copy[at] ?? 0) + 1 + random(255)) % 256;
    return copy;
  },
  'a bit flipped': (bytes, random) => {
    const copy = Buffer.from(bytes);
    const at = random(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random(8));
    return copy;
  },
  'a byte deleted': (bytes, random) => splice(bytes, random(bytes.length), 1),
  'a byte put in': (bytes, random) => splice(bytes, random(bytes.length + 1), 0, Buffer.from([random(256)])),
  'cut off at any byte': (bytes, random) => bytes.subarray(0, random(bytes.length)),
  'a line deleted': onLines((lines, random) => void lines.splice(random(lines.length), 1)),
  'a line repeated': onLines((lines, random) => {
    const at = random(lines.length);
    lines.splice(random(lines.length + 1), 0, lines[at] ?? '');
  }),
  'two lines exchanged': onLines((lines, random) => {
    const [a, b] = [random(lines.length), random(lines.length - 1)];
    const other = b >= a ? b + 1 : b;
    [lines[a], lines[other]] = [lines[other] ?? '', lines[a] ?? ''];
  }),
  'the last lines cut off': onLines((lines, random) => void lines.splice(random(lines.length))),
  'an entry rewritten with a hash that fits': onLines((lines, random) => {
    const at = random(lines.length);
    const { hash: _, ...fields } = JSON.parse(lines[at] ?? '') as Record<string, unknown>;
    const changed: Record<string, unknown> = { ...fields, device: 'sw-666' };
    const canonical = (value: Record<string, unknown>) => JSON.stringify(value, Object.keys(value).sort());
    changed['hash'] = createHash('sha256').update(canonical(changed)).digest('hex');
    lines[at] = canonical(changed);
  }),
};

function splice(bytes: Buffer, at: number, count: number, put: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + count)]);
}

function onLines(change: (lines: string[], random: (below: number) => number) => void) {
  return (bytes: Buffer, random: (below: number) => number) => {
    const lines = bytes.toString().split('\n').slice(0, -1);
    change(lines, random);
    return Buffer.from(lines.map((line) => `${line}\n`).join(''));
  };
}

describe('a log of thirty entries', () => {
  const write = async (head: ReturnType<typeof openWithHead>) => {
    for (let i = 0; i < 30; i++) await head.log.append({ ...entry(i), detail: 'ü ‘x’ "y" \\ \n', ok: i % 2 === 0 });
    return readFile(file);
  };

  it.each(Object.entries(MUTATIONS))('shows %s, a thousand ways', async (_kind, mutate) => {
    const opened = openWithHead();
    const bytes = await write(opened);
    const stored = opened.read() as StoredHead;
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (numbers) => {
        const mutated = mutate(bytes, (below) => (numbers.next().value as number) % below);
        if (mutated.equals(bytes)) return;
        // The database's knowledge alone, and an exported head alone, must each be enough.
        const known = { where: 'a test', head: { seq: stored.seq, hash: stored.hash } };
        for (const one of [known, { ...known, endAt: stored.endAt }]) {
          expect(await verifyLines([mutated], [one])).toMatchObject({ intact: false });
        }
      }),
      { numRuns: 1_000 },
    );
    expect(await verifyLines([bytes.subarray(0, 99), bytes.subarray(99)], [{ where: 'a test', head: stored }])).toEqual(
      {
        intact: true,
        head: { seq: stored.seq, hash: stored.hash },
      },
    );
  });

  it('shows every change of a head file, byte by byte, and its going', async () => {
    const opened = openWithHead(join(folder, 'exported.head'));
    await write(opened);
    for (const headFile of [join(dataDir, 'audit.head'), join(folder, 'exported.head')]) {
      const head = await readFile(headFile);
      const isFound = async () => {
        expect(await opened.log.verify()).toMatchObject({ intact: false });
        await expect(opened.log.append(entry(31))).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
      };
      for (let at = 0; at < head.length; at++) {
        const edited = Buffer.from(head);
        edited[at] = (edited[at] ?? 0) ^ 1;
        for (const changed of [edited, head.subarray(0, at), splice(head, at, 1)]) {
          await writeFile(headFile, changed);
          await isFound();
        }
      }
      const [, older] = (await opened.log.read(2)) as [unknown, AuditHead];
      await writeFile(headFile, headText(older));
      await isFound();
      await rm(headFile);
      await isFound();
      await writeFile(headFile, head);
      expect(await opened.log.verify()).toMatchObject({ intact: true });
    }
    expect(await opened.log.append(entry(31))).toMatchObject({ seq: 31 });
  });

  it('cut back together with the database is shown by the head files', async () => {
    const opened = openWithHead();
    await opened.log.append(entry(1));
    const [bytes, stored] = [await readFile(file), opened.read()];
    await opened.log.append(entry(2));
    for (const earlier of [stored, null]) {
      await writeFile(file, earlier === null ? '' : bytes);
      opened.set(earlier);
      expect(await opened.log.verify()).toMatchObject({ intact: false });
      await expect(opened.log.append(entry(3))).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
    }
  });
});

describe('an append after something happened to the end', () => {
  const unchangedAfterRefusal = async (log: AuditLog) => {
    const before = await readFile(file).catch(() => null);
    await expect(log.append(entry(9))).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
    expect(await readFile(file).catch(() => null)).toEqual(before);
  };

  it('takes over whole lines that a crash kept from being stored', async () => {
    for (const kept of [0, 1, 3]) {
      const opened = openWithHead();
      const heads = [null, opened.read()];
      for (let i = 1; i <= 5; i++) {
        await opened.log.append(entry(i));
        heads[i] = opened.read();
      }
      opened.set(heads[kept] ?? null);
      expect(await opened.log.verify()).toMatchObject({ intact: true, head: { seq: 5 } });
      expect(await opened.log.append(entry(6))).toMatchObject({ seq: 6 });
      expect(await opened.log.verify()).toMatchObject({ intact: true, head: { seq: 6 } });
      await rm(dataDir, { recursive: true });
      await mkdir(dataDir);
    }
  });

  it('cuts off the beginning of a line, and says how many bytes', async () => {
    const opened = openWithHead();
    await opened.log.append(entry(1));
    const line = await readFile(file);
    for (const length of [1, 10, line.length - 1]) {
      await appendFile(file, line.subarray(0, length));
      expect(await opened.log.verify()).toMatchObject({ intact: false, problem: expect.stringMatching(/cut off/) });
      const { seq } = await opened.log.append(entry(2));
      expect(await opened.log.read(2)).toMatchObject([
        { ...entry(2), seq },
        { event: 'repair', who: 'rollcall', removed_bytes: length, seq: seq - 1 },
      ]);
      expect(await opened.log.verify()).toMatchObject({ intact: true });
    }
  });

  it('begins with a torn first line too', async () => {
    const opened = openWithHead();
    await writeFile(file, '{"at":"20');
    expect(await opened.log.append(entry(1))).toMatchObject({ seq: 2 });
    expect(await opened.log.read(9)).toMatchObject([entry(1), { event: 'repair', removed_bytes: 9 }]);
  });

  it('refuses, and leaves as it is, whatever else is there', async () => {
    const opened = openWithHead();
    await opened.log.append(entry(1));
    const first = await readFile(file);
    await opened.log.append(entry(2));
    const both = await readFile(file);
    const edited = Buffer.from(both.toString().replace('sw-2', 'sw-3'));
    const others = [
      edited,
      first,
      both.subarray(0, -1),
      Buffer.concat([both, first]),
      Buffer.concat([both, Buffer.from('\n')]),
    ];
    for (const bytes of others) {
      await writeFile(file, bytes);
      await unchangedAfterRefusal(opened.log);
      expect(await opened.log.verify()).toMatchObject({ intact: false });
    }
    await rm(file);
    await unchangedAfterRefusal(opened.log);
    await writeFile(file, both);
    expect(await opened.log.append(entry(3))).toMatchObject({ seq: 3 });
  });

  it('goes on where another configuration exported the head for a while', async () => {
    const headFile = join(folder, 'exported.head');
    const [here, elsewhere] = [await open(headFile), await open()];
    await here.append(entry(1));
    await elsewhere.append(entry(2));
    expect(await here.verify()).toMatchObject({ intact: true });
    expect(await here.append(entry(3))).toMatchObject({ seq: 3 });
    expect(await here.verify()).toMatchObject({ intact: true });
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
