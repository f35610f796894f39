/**
 * Which template reads which command: the `index` format of ntc-templates. Knows the table and its abbreviations;
 * opens no file.
 */
import { compileLinePattern, type LinePattern } from './line-pattern.ts';

export interface IndexRow {
  /** Template file names; the rows of the second and later ones add columns to the first's. */
  readonly templates: readonly string[];
  readonly platform: LinePattern;
  readonly command: LinePattern;
}

/** `sh[[ow]] ver[[sion]]` accepts every abbreviation down to `sh ver`: `[[ow]]` means `(o(w)?)?`. */
export function expandAbbreviations(pattern: string): string {
  return pattern.replace(
    /\[\[([^[\]]{1,64})\]\]/g,
    (_, word: string) => `(${[...word].join('(')}${')?'.repeat([...word].length)}`,
  );
}

/** The rows of an index, in file order. A row whose patterns do not compile is left out; the others still serve. */
export function readIndex(text: string): readonly IndexRow[] {
  const [header, ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !/^\s*#/.test(line))
    .map((line) => line.split(',').map((cell) => cell.trim()));
  const column = (name: string) => header?.indexOf(name) ?? -1;
  const [template, platform, command] = [column('Template'), column('Platform'), column('Command')];
  return rows.flatMap((cells) => {
    const templates = (cells[template] ?? '').split(':').filter((name) => name !== '');
    // A pattern may hold commas: the command is the last column.
    const commandPattern = cells.slice(command).join(', ');
    if (templates.length === 0 || command === -1 || platform === -1 || commandPattern === '') return [];
    const compiled = compileBoth(cells[platform] ?? '', commandPattern);
    return compiled === null ? [] : [{ templates, ...compiled }];
  });
}

/** The first row for the platform and the command, which may be abbreviated as the row allows. */
export function findRow(rows: readonly IndexRow[], platform: string, command: string): IndexRow | undefined {
  return rows.find((row) => row.platform(platform) !== null && row.command(command) !== null);
}

function compileBoth(platform: string, command: string): Pick<IndexRow, 'platform' | 'command'> | null {
  try {
    return { platform: compileLinePattern(platform), command: compileLinePattern(expandAbbreviations(command)) };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
