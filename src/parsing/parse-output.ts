/**
 * Device text to rows: native JSON, then our templates, then the user's. Knows the order and the merging; what the
 * rows mean is the reader's business.
 */
import { jsonRows } from './native-json.ts';
import { ownTemplate } from './own-templates.ts';
import type { Rows } from './rows.ts';
import { folderTemplates } from './template-folder.ts';
import { type FsmRow, ParseRefusal, runTemplate } from './textfsm.ts';
import type { Template, TemplateValue } from './textfsm-template.ts';

/** Ours to the names ntc-templates uses, where they differ. */
const NTC_PLATFORMS: Readonly<Record<string, string>> = { cisco_iosxe: 'cisco_ios', cisco_iosxr: 'cisco_xr' };

// No table of a real device is larger, and what is larger would hold up everything else.
const MOST_CHARS = 4_000_000;

/**
 * The rows of `text`, or null when nothing here understands it. Column names are in lower case. A filtered answer
 * (`show version | include x`) is no longer the table a template was written for, so only its JSON is read. Never throws.
 */
export function parseOutput(source: {
  readonly platform: string;
  readonly command: string;
  readonly text: string;
  /** The value of `NET_TEXTFSM`: a folder with an `index`. */
  readonly templatesDir?: string;
}): Rows | null {
  const { platform, text, templatesDir } = source;
  if (text.length > MOST_CHARS) return null;
  const json = jsonRows(text);
  const command = source.command.trim().replace(/\s+/g, ' ');
  if (json !== null || command.includes('|')) return json;
  const own = ownTemplate(platform, command);
  const rows = own && tableOf([own], text);
  if (rows || templatesDir === undefined) return rows ?? null;
  const templates = folderTemplates(templatesDir, NTC_PLATFORMS[platform] ?? platform, command);
  return templates.length === 0 ? null : tableOf(templates, text);
}

/** Null when a template refuses the text or finds nothing in it: an empty table says more than we know. */
function tableOf(templates: readonly Template[], text: string): Rows | null {
  const tables = templates.map((template) => rowsOf(template, text));
  const [first, ...others] = tables.filter((table) => table !== null);
  if (first === undefined || first.length === 0 || others.length < templates.length - 1) return null;
  const columns = templates.flatMap((template) => template.values);
  return others.reduce((rows, more) => joined(rows, more, columns), first).map(lowerCased);
}

function rowsOf(template: Template, text: string): readonly FsmRow[] | null {
  try {
    return runTemplate(template, text);
  } catch (error) {
    if (error instanceof ParseRefusal) return null;
    throw error;
  }
}

/** Each row with the columns of the row that has the same keys; without keys, of the row at the same place. */
function joined(
  rows: readonly FsmRow[],
  more: readonly FsmRow[],
  columns: readonly TemplateValue[],
): readonly FsmRow[] {
  const keys = columns.filter((value) => value.options.has('Key'));
  const keyOf = (row: FsmRow) => JSON.stringify(keys.map(({ name }) => row[name]));
  const byKey = new Map([...more].reverse().map((row) => [keyOf(row), row]));
  const empty = Object.fromEntries(columns.map(({ name }) => [name, '']));
  return rows.map((row, index) => {
    const match = keys.length === 0 ? more[index] : byKey.get(keyOf(row));
    return { ...empty, ...match, ...row };
  });
}

function lowerCased(row: FsmRow): Rows[number] {
  return Object.fromEntries(Object.entries(row).map(([name, cell]) => [name.toLowerCase(), cell]));
}
