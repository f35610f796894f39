/** The door to the store. Knows how to open it, and loads the database only then: starting the server must not wait. */
import type { Clock } from '../core/clock.ts';
import type { DataStore } from './data-store.ts';

export interface OpenStoreOptions {
  /** Made with mode 0700 when missing; the database in it is `rollcall.db`, mode 0600. */
  readonly dataDir: string;
  readonly clock: Clock;
  /** Nothing is written, not even a missing folder; what has no database yet reads as empty. */
  readonly readOnly?: boolean;
}

/**
 * The store of a data folder. Runs whose process has died are written down as interrupted.
 * @throws {RollcallError} LOCAL_IO (the folder cannot be written), STORE_NEWER, STORE_UNREADABLE: the file is as it was.
 */
export async function openStore(options: OpenStoreOptions): Promise<DataStore> {
  const { openSqliteStore } = await import('./sqlite-store.ts');
  return openSqliteStore(options.dataDir, options.clock, options.readOnly ?? false);
}
