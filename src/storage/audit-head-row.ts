/** Where the audit log ends, in the database: the mutex of those who append, and the measure of what the file must hold. */
import type { Kysely } from 'kysely';
import type { AuditHead } from './audit-log.ts';
import type { Schema } from './schema.ts';

/** The last entry that an append answered for. */
export interface StoredHead extends AuditHead {
  /** Where its line begins, and where it ends with its line feed, bytes from the file's start. */
  readonly lineAt: number;
  readonly endAt: number;
  /** The files this head was exported to. */
  readonly files: readonly string[];
}

export interface AuditHeadRow {
  /** Null before the first entry. */
  read(): Promise<StoredHead | null>;
  /** Stores what `work` answers. Nobody else, in no process, reads or stores a head meanwhile; when it throws, nothing is stored. */
  advance(work: (stored: StoredHead | null) => Promise<StoredHead | null>): Promise<void>;
}

export function auditHeadRow(db: Kysely<Schema>): AuditHeadRow {
  return {
    read: () => readHead(db),
    advance: (work) =>
      db.transaction().execute(async (trx) => {
        const stored = await readHead(trx);
        const head = await work(stored);
        if (head === null || head === stored) return;
        const { seq, hash, lineAt, endAt, files } = head;
        const row = { seq, hash, line_at: lineAt, end_at: endAt, files: JSON.stringify(files) };
        await trx
          .insertInto('audit_head')
          .values({ id: 1, ...row })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
          .execute();
      }),
  };
}

async function readHead(db: Kysely<Schema>): Promise<StoredHead | null> {
  const row = await db.selectFrom('audit_head').selectAll().executeTakeFirst();
  if (row === undefined) return null;
  const { seq, hash, line_at: lineAt, end_at: endAt, files } = row;
  return { seq, hash, lineAt, endAt, files: JSON.parse(files) as string[] };
}
