/** Our camelCase to the snake_case of every answer that leaves. Knows names only; values stay as they are. */

type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : S;

/** `T` with every key in snake_case, at any depth: `{ runId: string }` becomes `{ run_id: string }`. */
export type ToWire<T> = T extends readonly (infer Item)[]
  ? ToWire<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T as Key extends string ? SnakeCase<Key> : Key]: ToWire<T[Key]> }
    : T;

/**
 * A copy of a plain JSON value with snake_case keys, in the same order; `deviceP50Ms` becomes `device_p50_ms`. Fields
 * that are undefined are left out, as JSON does.
 */
export function toWire<T>(value: T): ToWire<T> {
  return walk(value) as ToWire<T>;
}

function walk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walk);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(fields.map(([key, item]) => [snakeCase(key), walk(item)]));
}

const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
