/** Many rows in one statement: an array of tuples as one parameter. Knows SQLite's json_each; knows no table. */
import { type RawBuilder, sql } from 'kysely';

type Cell = string | number | null;

/** A `from` source whose `value ->> 0` is each tuple's first cell. One parse and one bind, whatever the number of rows. */
export function jsonRows(rows: readonly (readonly Cell[])[]): RawBuilder<unknown> {
  return sql`json_each(${JSON.stringify(rows)})`;
}

/** A subquery of plain values, for `in`. */
export function jsonValues(values: readonly Cell[]): RawBuilder<unknown> {
  return sql`(select value from json_each(${JSON.stringify(values)}))`;
}

/** Lets sockets, timers and signals have their turn between two slices of work. */
export const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
