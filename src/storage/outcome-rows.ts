/** Outcomes as rows: written in batches, read in pages. Knows filters; knows nothing of what an outcome means. */
import { type Kysely, type Selectable, sql } from 'kysely';
import type { ErrorCode, Phase } from '../core/errors.ts';
import { RollcallError } from '../core/errors.ts';
import type { GroupMark } from '../core/run-state.ts';
import { breathe, jsonRows } from './json-rows.ts';
import { runSeq } from './run-rows.ts';
import type { OutcomeTable, Schema } from './schema.ts';
import type { AnswerRecord, OutcomeFilter, OutcomePage, OutcomeRecord, Store } from './store.ts';

/** About 5 ms of reading and parsing. */
const CHUNK = 250;

export function outcomeRows(db: Kysely<Schema>): Pick<Store, 'recordOutcomes' | 'outcomes' | 'allOutcomes'> {
  return {
    recordOutcomes: async (runId, outcomes) => {
      if (outcomes.length > 0) await recordOutcomes(db, runId, outcomes);
    },
    outcomes: (runId, filter) => pageOf(db, runId, filter),
    async *allOutcomes(runId) {
      let after: string | undefined;
      do {
        const filter = after === undefined ? { limit: CHUNK } : { limit: CHUNK, after };
        const rows = await rowsOf(db, await runSeq(db, runId), filter);
        if (rows.length > 0) yield rows;
        after = rows.length < CHUNK ? undefined : rows.at(-1)?.device;
        await breathe();
      } while (after !== undefined);
    },
  };
}

async function recordOutcomes(db: Kysely<Schema>, runId: string, batch: readonly OutcomeRecord[]): Promise<void> {
  const run = await runSeq(db, runId);
  const marks = batch.flatMap((outcome) => outcome.marks.map((mark) => [mark.key, outcome.device]));
  const spills = batch.flatMap((outcome) => outcome.answers.flatMap((answer) => answer.spillFile ?? []));
  await db.transaction().execute(async (trx) => {
    const { numAffectedRows } = await sql`
      insert or ignore into outcome (run, device, status, attention, code, phase, message, detail, started_at,
        duration_ms, attempts, marks, answers, value)
      select member.run, member.device, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
        value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12
      from ${jsonRows(batch.map(cellsOf))} cross join member on member.run = ${run} and member.device = value ->> 0
    `.execute(trx);
    if (Number(numAffectedRows) !== batch.length) {
      throw new RollcallError('INTERNAL', `Run ${runId}: a batch holds a second outcome or a device not selected.`);
    }
    await sql`insert or ignore into mark select ${run}, value ->> 0, value ->> 1 from ${jsonRows(marks)}`.execute(trx);
    const uses = jsonRows([...outputsOf(batch)].map((hash) => [hash]));
    await sql`
      insert or ignore into output_use select ${run}, output.id from ${uses} cross join output on hash = value ->> 0
    `.execute(trx);
    if (spills.length > 0) {
      const files = jsonRows(spills.map((file) => [file]));
      await sql`insert or ignore into spill select ${run}, value ->> 0 from ${files}`.execute(trx);
    }
  });
}

function cellsOf(outcome: OutcomeRecord): (string | number | null)[] {
  return [
    outcome.device,
    outcome.status,
    outcome.attention ? 1 : 0,
    outcome.code,
    outcome.phase,
    outcome.message,
    outcome.detail,
    outcome.startedAt,
    outcome.durationMs,
    outcome.attempts,
    JSON.stringify(outcome.marks),
    JSON.stringify(outcome.answers),
    JSON.stringify(outcome.value ?? null),
  ];
}

function outputsOf(batch: readonly OutcomeRecord[]): Set<string> {
  const hashes = new Set<string>();
  for (const { answers, marks } of batch) {
    for (const answer of answers) hashes.add(answer.outputHash);
    for (const mark of marks) if (mark.bodyHash !== null) hashes.add(mark.bodyHash);
  }
  return hashes;
}

async function pageOf(db: Kysely<Schema>, runId: string, filter: OutcomeFilter): Promise<OutcomePage> {
  const run = await runSeq(db, runId);
  const rows = await rowsOf(db, run, { ...filter, limit: filter.limit + 1 });
  const { total } = await matching(db, run, filter)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const page = rows.slice(0, filter.limit);
  return { rows: page, total, next: rows.length > page.length ? (page.at(-1)?.device ?? null) : null };
}

async function rowsOf(db: Kysely<Schema>, run: number, filter: OutcomeFilter): Promise<OutcomeRecord[]> {
  let query = matching(db, run, filter).orderBy('member.device').limit(filter.limit);
  if (filter.after !== undefined) query = query.where('member.device', '>', filter.after);
  const rows = await query.selectAll('outcome').select(['member.device as name', 'member.platform']).execute();
  return rows.map(recordOf);
}

/** Members of the run that the filter lets through, each with its outcome; without one only for `pending`. */
function matching(db: Kysely<Schema>, run: number, filter: OutcomeFilter) {
  const { status, code, groupKey, device } = filter;
  let query = db
    .selectFrom('member')
    .leftJoin('outcome', (join) =>
      join.onRef('outcome.run', '=', 'member.run').onRef('outcome.device', '=', 'member.device'),
    )
    .where('member.run', '=', run)
    .where('outcome.id', status === 'pending' ? 'is' : 'is not', null);
  if (status === 'ok' || status === 'attention') {
    query = query.where('outcome.status', '=', 'ok').where('outcome.attention', '=', status === 'ok' ? 0 : 1);
  } else if (status === 'failed' || status === 'skipped') {
    query = query.where('outcome.status', '=', status);
  }
  if (code !== undefined) query = query.where('outcome.code', '=', code);
  if (device !== undefined) query = query.where('member.device', '=', device);
  if (groupKey !== undefined) {
    query = query.where('member.device', 'in', (eb) =>
      eb.selectFrom('mark').select('mark.device').where('mark.run', '=', run).where('mark.key', '=', groupKey),
    );
  }
  return query;
}

type JoinedRow = { [K in keyof Selectable<OutcomeTable>]: Selectable<OutcomeTable>[K] | null } & {
  name: string;
  platform: string;
};

/** A device without an outcome yet reads as skipped, with no code and no attempts. */
function recordOf(row: JoinedRow): OutcomeRecord {
  return {
    device: row.name,
    platform: row.platform,
    status: row.status ?? 'skipped',
    attention: row.attention === 1,
    code: row.code as ErrorCode | null,
    phase: row.phase as Phase | null,
    message: row.message,
    detail: row.detail,
    startedAt: row.started_at ?? '',
    durationMs: row.duration_ms ?? 0,
    attempts: row.attempts ?? 0,
    marks: JSON.parse(row.marks ?? '[]') as GroupMark[],
    answers: JSON.parse(row.answers ?? '[]') as AnswerRecord[],
    value: JSON.parse(row.value ?? 'null'),
  };
}
