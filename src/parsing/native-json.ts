/** Answers that are JSON already (`| json`, `| display json`, FRR's `json`). Knows their common wrappings only. */
import type { Rows } from './rows.ts';

type JsonObject = Readonly<Record<string, unknown>>;

// NX-OS and Junos wrap a table in at most six single-keyed objects.
const MOST_WRAPPINGS = 8;

/** The rows of a JSON answer, or null when the text is none. A map of objects becomes rows with its key as `key`. */
export function jsonRows(text: string): Rows | null {
  const json = text.trim();
  if (!/^[[{]/.test(json)) return null;
  const value = parsed(json);
  return value === undefined ? null : rowsOf(unwrapped(value));
}

/** A text that only looks like JSON is not an error: it is no JSON. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** What is inside the objects that hold one thing: `{"TABLE_x": {"ROW_x": […]}}` gives the list. */
function unwrapped(value: unknown): unknown {
  let inner = value;
  for (let depth = 0; depth < MOST_WRAPPINGS; depth++) {
    const items = Array.isArray(inner) ? inner : isObject(inner) ? Object.values(inner) : [];
    if (items.length !== 1 || typeof items[0] !== 'object' || items[0] === null) break;
    inner = items[0];
  }
  return inner;
}

function rowsOf(value: unknown): Rows {
  if (Array.isArray(value)) return value.map((item: unknown) => (isObject(item) ? item : { value: item }));
  if (!isObject(value)) return [{ value }];
  const entries = Object.entries(value);
  const isMap = entries.length > 1 && entries.every(([, item]) => isObject(item));
  return isMap ? entries.map(([key, item]) => ({ key, ...(item as JsonObject) })) : [value];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
