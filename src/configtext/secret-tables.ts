/**
 * Secrets that only the lines above them betray: a column of a table, a statement of a block. Knows what stands above
 * them; what a line shows by itself, the families know.
 */
import { hideValue, type SecretTag } from './secret-tag.ts';
import type { TextPiece } from './text-pieces.ts';

interface Region {
  /** Every text with such a region holds it. */
  readonly root: string;
  /** The line above the first row. */
  readonly opens: RegExp;
  /** What a row holds; any line is one when absent. */
  readonly row?: RegExp;
  /** The secret of a row. */
  readonly secret: RegExp;
  /** Whether `line` ends the region that `opening` began. */
  readonly ends: (line: string, opening: string) => boolean;
}

const isPrompt = (line: string): boolean => /^\S{1,80}[#>]/.test(line);
const endsTable = (line: string): boolean => line.trim() === '' || isPrompt(line);
const indentOf = (line: string): number => line.search(/[^ \t+-]/);
const closesBlock = (line: string, opening: string): boolean =>
  line.trimStart().endsWith('}') && indentOf(line) <= indentOf(opening);

const REGIONS: readonly Region[] = [
  {
    // `default      192.0.2.10                     in-clear`
    root: 'Preshared Key',
    opens: /^Keyring {2,}\S.{0,80} Preshared Key/,
    secret: /(?<= {2})\S{1,128}(?=\s{0,80}$)/,
    // A blank line follows its head.
    ends: isPrompt,
  },
  {
    // `public            network-operator`
    root: 'Group / Access',
    opens: /^Community {2,}Group \/ Access/,
    secret: /^(?!-)\S{1,128}(?= )/,
    ends: endsTable,
  },
  {
    // `10.0.0.1         162  v2c      noauth trap   public`
    root: 'SecName',
    opens: /^Host {2,}Port Version .{0,40}SecName/,
    row: / v[12]c? /,
    secret: /(?<= )\S{1,128}(?=\s{0,80}$)/,
    ends: endsTable,
  },
  {
    // `    community public;`: within a routing policy this is another community
    root: 'snmp {',
    opens: /^[ \t+-]*snmp \{$/,
    secret: /(?<=^[ \t+-]{0,200}community )(?:"[^"]{1,128}"|[^\s;"{]{1,64})(?=;)/,
    ends: closesBlock,
  },
];

/** Whether `text` holds the beginning of a region. */
export const mayHoldTables = (text: string): boolean => REGIONS.some(({ root }) => text.includes(root));

/** `pieces` with the secrets of each region replaced by their tags. */
export function hideTables(pieces: readonly TextPiece[], tag: SecretTag): readonly TextPiece[] {
  let region: Region | undefined;
  let opening = '';
  return pieces.map((piece) => {
    const { text, end } = piece;
    const next = REGIONS.find(({ root, opens }) => text.includes(root) && opens.test(text));
    if (next !== undefined) {
      region = next;
      opening = text;
      return piece;
    }
    if (region?.ends(text, opening) === true) region = undefined;
    if (region === undefined || region.row?.test(text) === false) return piece;
    return { text: text.replace(region.secret, (value) => hideValue(value, tag)), end };
  });
}
