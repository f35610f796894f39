/** The last pass over what leaves: every string of a JSON value. Knows the walk; what clean means is the caller's. */

// Our own field names, such as `run_id`; any other key may be a device's word.
const OWN_KEY = /^[a-z][a-z0-9_]*$/;

/** A copy of `value` with `clean` applied to every string in it, and to keys that are not ours. */
export function cleanJson<T>(value: T, clean: (text: string) => string): T {
  return walk(value, clean) as T;
}

function walk(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, clean));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [OWN_KEY.test(key) ? key : clean(key), walk(item, clean)]),
  );
}
