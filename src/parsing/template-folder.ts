/** The user's own templates: a folder with an `index`, as `NET_TEXTFSM` names it. Knows files; trusts their author. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { findRow, type IndexRow, readIndex } from './template-index.ts';
import { readTemplate, type Template, TemplateError } from './textfsm-template.ts';

interface Folder {
  readonly path: string;
  readonly rows: readonly IndexRow[];
  readonly templates: Map<string, Template | null>;
}

// Where a checkout of ntc-templates keeps its index, beside the folder itself.
const PLACES = ['', 'templates', join('ntc_templates', 'templates')];

/** Read once per process: a thousand index rows take a quarter of a second to compile. */
const folders = new Map<string, Folder | null>();

/**
 * The templates for the command, or an empty list: no folder, no row, or a template that does not compile. `platform`
 * is ntc-templates' name, e.g. `cisco_xr`.
 */
export function folderTemplates(directory: string, platform: string, command: string): readonly Template[] {
  const known = folders.get(directory);
  const folder = known === undefined ? openFolder(directory) : known;
  folders.set(directory, folder);
  const row = folder && findRow(folder.rows, platform, command);
  if (!folder || !row) return [];
  const templates = row.templates.map((name) => templateOf(folder, name));
  return templates.every((template) => template !== null) ? templates : [];
}

function openFolder(directory: string): Folder | null {
  const root = directory.replace(/^~(?=$|[\\/])/, homedir());
  for (const place of PLACES) {
    const path = join(root, place);
    const index = readText(join(path, 'index'));
    if (index !== null) return { path, rows: readIndex(index), templates: new Map() };
  }
  return null;
}

function templateOf(folder: Folder, name: string): Template | null {
  const known = folder.templates.get(name);
  if (known !== undefined) return known;
  const text = readText(join(folder.path, basename(name)));
  const template = text === null ? null : compiled(text);
  folder.templates.set(name, template);
  return template;
}

function compiled(text: string): Template | null {
  try {
    return readTemplate(text);
  } catch (error) {
    if (error instanceof TemplateError) return null;
    throw error;
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
