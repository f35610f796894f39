/** Texts kept once per content, small on disk. Knows hashes and deflate; knows nothing of whose text it is. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRaw } from 'node:zlib';
import { type Kysely, sql } from 'kysely';
import type { Clock } from '../core/clock.ts';
import { breathe, jsonValues } from './json-rows.ts';
import type { Schema } from './schema.ts';

/** Below it deflate saves less than a database page. */
const PACK_BYTES = 1_024;
/**
 * Up to here deflate on this thread (25 µs for 2 KB, 70 µs for 64 KB) is cheaper than handing the text to the thread
 * pool (50 µs, and a stream object each); above it the pool keeps the thread free.
 */
const PACK_HERE_BYTES = 65_536;
/** Level 1: device output shrinks to a seventh, half a point worse than level 6 at a third of its time. */
const LEVEL = { level: 1 };
/** Texts handled before others get a turn: about 5 ms. */
const CHUNK = 100;
/** How stale `touched_ms` may get; far below what `prune` spares, so that a text in use is never taken for an orphan. */
const TOUCH_MS = 600_000;

/** `output`: answers of devices; `image`: configurations around a change. */
export type TextTable = 'output' | 'image';

const pack = promisify(deflateRaw);
const unpack = promisify(inflateRaw);

export interface TextRows {
  /** The SHA-256 of each text, in order; texts known already are not written again. */
  put(texts: readonly string[]): Promise<readonly string[]>;
  get(hash: string): Promise<string | undefined>;
}

/** The texts of one table; what is in one is not found through the other. */
export function textRows(db: Kysely<Schema>, clock: Clock, table: TextTable): TextRows {
  return {
    put: async (texts) => {
      const bodies = texts.map((text) => Buffer.from(text));
      const hashes = bodies.map((body) => createHash('sha256').update(body).digest('hex'));
      const byHash = new Map(hashes.map((hash, i) => [hash, bodies[i] as Buffer]));
      const wanted = [...byHash];
      for (let from = 0; from < wanted.length; from += CHUNK) {
        if (from > 0) await breathe();
        await keep(db, table, clock.now(), wanted.slice(from, from + CHUNK));
      }
      return hashes;
    },
    get: async (hash) => {
      const row = await db.selectFrom(table).select(['packed', 'body']).where('hash', '=', hash).executeTakeFirst();
      if (row === undefined) return undefined;
      return (row.packed === 1 ? await unpack(row.body) : Buffer.from(row.body)).toString('utf8');
    },
  };
}

async function keep(
  db: Kysely<Schema>,
  table: TextTable,
  nowMs: number,
  wanted: readonly (readonly [string, Buffer])[],
): Promise<void> {
  const hashes = wanted.map(([hash]) => hash);
  const known = await db.transaction().execute(async (trx) => {
    const isWanted = sql<boolean>`hash in ${jsonValues(hashes)}`;
    await trx
      .updateTable(table)
      .set({ touched_ms: nowMs })
      .where('touched_ms', '<', nowMs - TOUCH_MS)
      .where(isWanted)
      .execute();
    return trx.selectFrom(table).select('hash').where(isWanted).execute();
  });
  const present = new Set(known.map((row) => row.hash));
  const rows = [];
  for (const [hash, body] of wanted) {
    if (present.has(hash)) continue;
    const packed = body.length > PACK_BYTES ? 1 : 0;
    rows.push({ hash, packed: packed as 0 | 1, touched_ms: nowMs, body: packed ? await packOne(body) : body });
  }
  if (rows.length === 0) return;
  await db
    .insertInto(table)
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const packOne = (body: Buffer) => (body.length > PACK_HERE_BYTES ? pack(body, LEVEL) : deflateRawSync(body, LEVEL));
