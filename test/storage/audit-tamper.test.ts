import { createHash } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { headText } from '../../src/storage/audit-head-files.ts';
import type { StoredHead } from '../../src/storage/audit-head-row.ts';
import type { AuditHead, AuditLog } from '../../src/storage/audit-log.ts';
import { openAuditLog } from '../../src/storage/file-audit-log.ts';
import { verifyLines } from '../../src/storage/verify-audit.ts';
import { handClock } from './contract.ts';

let folder = '';
let dataDir = '';
let file = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-audit-'));
  dataDir = join(folder, 'data');
  file = join(dataDir, 'audit.jsonl');
  await mkdir(dataDir);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const entry = (i: number) => ({ event: 'device', who: 'mcp', device: `sw-${i}` });

/** A log whose stored head the test can read and set, as a crash would leave it. */
function openWithHead(headFile?: string) {
  let stored: StoredHead | null = null;
  const auditHead = {
    read: async () => stored,
    advance: async (work: (head: StoredHead | null) => Promise<StoredHead | null>) => {
      stored = await work(stored);
    },
  };
  const log = openAuditLog({ dataDir, headFile, auditHead, clock: handClock(), clean: (text) => text });
  const set = (head: StoredHead | null) => {
    stored = head;
  };
  return { log, read: () => stored, set };
}

/** Fields as a line with a hash that fits them, as somebody who knows how it is made would write it. */
function forged(fields: Readonly<Record<string, unknown>>): string {
  const { hash: _, ...open } = fields;
  const canonical = (value: Record<string, unknown>) => JSON.stringify(value, Object.keys(value).sort());
  return canonical({ ...open, hash: createHash('sha256').update(canonical(open)).digest('hex') });
}

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
    lines[at] = forged({ ...JSON.parse(lines[at] ?? ''), device: 'sw-666' });
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

describe('a last line rewritten together with the head files', () => {
  it('is shown by the database', async () => {
    const opened = openWithHead();
    await opened.log.append(entry(1));
    const [last] = await opened.log.read(1);
    const line = forged({ ...last, device: 'sw-2' });
    await writeFile(file, `${line}\n`);
    await writeFile(join(dataDir, 'audit.head'), headText(JSON.parse(line)));
    expect(await opened.log.verify()).toMatchObject({ intact: false, line: 1 });
    await expect(opened.log.append(entry(3))).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
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
    for (const torn of [line.subarray(0, 1), line.subarray(0, -1), Buffer.alloc(5_000, 'x')]) {
      await appendFile(file, torn);
      expect(await opened.log.verify()).toMatchObject({ intact: false, problem: expect.stringMatching(/cut off/) });
      const { seq } = await opened.log.append(entry(2));
      expect(await opened.log.read(2)).toMatchObject([
        { ...entry(2), seq },
        { event: 'repair', who: 'rollcall', removed_bytes: torn.length, seq: seq - 1 },
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
    const [last] = await opened.log.read(1);
    const others = [
      Buffer.from(both.toString().replace('sw-2', 'sw-3')),
      first,
      both.subarray(0, -1),
      Buffer.concat([both, first]),
      Buffer.concat([both, Buffer.from('\n')]),
      Buffer.concat([first, Buffer.from(`${forged({ ...last, device: 'sw-3' })}\n`)]),
      Buffer.concat([both, Buffer.from(`${forged({ ...last, seq: 3 })}\n`)]),
      Buffer.concat([both, Buffer.from(`${forged({ ...last, seq: 4, prev: last?.hash })}\n`)]),
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
});
