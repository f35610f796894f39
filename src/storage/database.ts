/**
 * One SQLite file, opened safely: rights, pragmas, and the driver's errors in our words. The only file that knows the
 * driver. Knows no tables.
 */
import { chmod, constants, mkdir, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely';
import { RollcallError } from '../core/errors.ts';
import { migrate } from './migrations/migrate.ts';
import type { Schema } from './schema.ts';

const FILE_NAME = 'rollcall.db';

/** Page cache, KiB: the indexes of a run over 10,000 devices; SQLite's own 2,000 reads pages again and again. */
const CACHE_KIB = 8_000;

/** Waiting for another process's transaction; ours last milliseconds, so this is for a machine that is swamped. */
const BUSY_MS = 5_000;

/**
 * The database of a data folder, migrated. With `readOnly` nothing is made: a missing file reads as an empty store.
 * @throws {RollcallError} LOCAL_IO, STORE_NEWER, STORE_UNREADABLE; the message names the file or folder.
 */
export async function openDatabase(dataDir: string, readOnly: boolean): Promise<Kysely<Schema>> {
  const file = join(dataDir, FILE_NAME);
  const path = readOnly && !(await exists(file)) ? ':memory:' : file;
  if (!readOnly) await makePrivateFile(file);
  const { default: Libsql } = await import('libsql');
  const driver = translated(file, () => new Libsql(path));
  const database = {
    close: () => void driver.close(),
    prepare: (text: string) => {
      // Every transaction here writes: taking the lock at `begin` waits for others; taking it later could only fail.
      const statement = translated(file, () => driver.prepare(text === 'begin' ? 'begin immediate' : text));
      return {
        reader: statement.reader,
        all: (parameters: readonly unknown[]) => translated(file, () => statement.all([...parameters])),
        run: (parameters: readonly unknown[]) => translated(file, () => statement.run([...parameters])),
        iterate: (parameters: readonly unknown[]) => statement.iterate([...parameters]) as IterableIterator<unknown>,
      };
    },
  };
  const pragma = (text: string) => database.prepare(`pragma ${text}`).all([]) as Record<string, unknown>[];
  const db = new Kysely<Schema>({ dialect: new TransactionalDialect({ database }) });
  try {
    pragma(`busy_timeout = ${BUSY_MS}`);
    pragma('foreign_keys = on');
    // A change's intent must be on disk before its first byte is sent.
    pragma('synchronous = full');
    pragma(`cache_size = -${CACHE_KIB}`);
    await migrate(db, file);
    if (pragma('journal_mode')[0]?.['journal_mode'] !== 'wal' && !readOnly) pragma('journal_mode = wal');
    if (readOnly) pragma('query_only = on');
    else if (((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600);
    return db;
  } catch (error) {
    driver.close();
    throw error;
  }
}

/** SQLite takes back a half-made table with its transaction; Kysely, left alone, migrates outside of any. */
class TransactionalDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new (class extends SqliteAdapter {
      override get supportsTransactionalDdl(): boolean {
        return true;
      }
    })();
  }
}

/** Makes the folder (0700) and an empty file (0600) where there is none; what exists is left as it is. */
async function makePrivateFile(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await (await open(file, constants.O_RDWR | constants.O_CREAT, 0o600)).close();
  } catch (cause) {
    throw new RollcallError('LOCAL_IO', `Cannot write to the data folder ${dirname(file)}: ${codeOf(cause)}.`, {
      cause,
    });
  }
}

const exists = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );

const codeOf = (error: unknown) => String((error as { code?: unknown }).code ?? error);

/** Runs `work`; what SQLite says about the file becomes our error. Faults of ours (bad SQL) pass as they are. */
function translated<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const code = codeOf(cause);
    if (/^SQLITE_(?:NOTADB|CORRUPT)/.test(code)) {
      throw new RollcallError('STORE_UNREADABLE', `${file} is damaged or not a database.`, { cause });
    }
    if (/^SQLITE_(?:FULL|IOERR|CANTOPEN|READONLY|BUSY|LOCKED|PERM|AUTH|NOLFS)/.test(code)) {
      throw new RollcallError('LOCAL_IO', `The database ${file} could not be used: ${code}.`, { cause });
    }
    throw cause;
  }
}
