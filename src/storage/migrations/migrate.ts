/** Brings a database to this program's shape. Knows the list of migrations; never touches one it does not know. */
import { type Kysely, type Migration, Migrator } from 'kysely';
import { RollcallError } from '../../core/errors.ts';
import type { Schema } from '../schema.ts';
import { up as runs } from './001-runs.ts';
import { up as leases } from './002-leases.ts';
import { up as changes } from './003-changes.ts';

/** Every migration, in order; a name is never changed once released. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-runs': { up: runs },
  '002-leases': { up: leases },
  '003-changes': { up: changes },
};

/**
 * Applies what is missing, all or nothing, safely beside another process doing the same.
 * @throws {RollcallError} STORE_NEWER, STORE_UNREADABLE (a database of some other program); nothing was written then.
 */
export async function migrate(db: Kysely<Schema>, file: string): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  const isOurs = tables.some((table) => table.name === 'kysely_migration');
  if (!isOurs && tables.length > 0) {
    throw new RollcallError('STORE_UNREADABLE', `${file} is a database of another program.`);
  }
  const applied = isOurs ? await db.selectFrom('kysely_migration').select('name').execute() : [];
  const unknown = applied.find((row) => MIGRATIONS[row.name] === undefined);
  if (unknown !== undefined) {
    throw new RollcallError('STORE_NEWER', `${file} was written by a newer Rollcall (${unknown.name}).`);
  }
  if (applied.length === Object.keys(MIGRATIONS).length) return;
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
