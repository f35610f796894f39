/**
 * Secrets that only their place among other lines betrays: columns of tables, statements of a block, names in lists of
 * communities. Knows what stands above them; what a line shows by itself, redact-line.ts knows.
 */
import { hideValue, type SecretTag } from './secret-tag.ts';
import type { TextPiece } from './text-pieces.ts';

interface Region {
  /** The line above the first row. Group 1, where there is one, is its indentation. */
  readonly opens: RegExp;
  /** A row with a secret: what is kept before it, and the secret. */
  readonly row: RegExp;
  /** Whether `line` ends the region that `opening` began. */
  readonly ends: (line: string, opening: string) => boolean;
}

const indentOf = (line: string): number => line.search(/[^ \t+-]/);
const closes = (line: string, opening: string): boolean =>
  /^[ \t+-]*\}/.test(line) && indentOf(line) <= indentOf(opening);

const REGIONS: readonly Region[] = [
  {
    // `default      192.0.2.10                     in-clear`
    opens: /^Keyring {2,}\S.{0,80} Preshared Key/,
    row: /^(.{1,200}? {2,})(\S+)\s*$/,
    ends: (line) => /^\S{0,80}[#>]/.test(line),
  },
  {
    // `public            network-operator`
    opens: /^Community {2,}Group \/ Access/,
    row: /^(?!-)()(\S+)(?= )/,
    ends: (line) => line.trim() === '' || /^\S{1,80}[#>]/.test(line),
  },
  {
    // `10.0.0.1         162  v2c      noauth trap   public`
    opens: /^Host {2,}Port Version .{0,40}SecName/,
    row: /^(.{1,200} v[12]c? .{1,60} )(\S+)\s*$/,
    ends: (line) => line.trim() === '' || /^\S{1,80}[#>]/.test(line),
  },
  { opens: /^[ \t+-]*snmp \{$/, row: /^([ \t+-]*community )("[^"]{1,128}"|[^\s;"{]{1,64})(?=;)/, ends: closes },
];

/** Whether `text` holds the beginning of a region. */
export const mayHoldTables = (text: string): boolean =>
  text.includes('Preshared Key') ||
  text.includes('Group / Access') ||
  text.includes('SecName') ||
  text.includes('snmp {');

/** `pieces` with the secrets of each region replaced by their tags. */
export function hideTables(pieces: readonly TextPiece[], tag: SecretTag): readonly TextPiece[] {
  let region: Region | undefined;
  let opening = '';
  return pieces.map((piece) => {
    const { text, end } = piece;
    const next = REGIONS.find(({ opens }) => opens.test(text));
    if (next !== undefined) {
      region = next;
      opening = text;
      return piece;
    }
    if (region?.ends(text, opening) === true) region = undefined;
    if (region === undefined) return piece;
    return {
      text: text.replace(region.row, (_, before: string, value: string) => before + hideValue(value, tag)),
      end,
    };
  });
}
