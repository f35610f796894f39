/**
 * The small language secret families are written in. Knows how a row becomes a regular expression; knows no device.
 *
 * A row says what stands before a secret. In it a blank is any run of blanks; ` … ` other words of the line, or none;
 * `#` words that say how the value is written (`7`, `encrypted`), or none; `^` at its head the first word of a line,
 * after a time stamp, a diff mark or a prompt.
 */

/** One way a secret is written in a configuration, an answer or a request. */
export interface SecretFamily {
  readonly name: string;
  /** Lower-case; the pattern is tried only on lines that hold one of them, in any case. */
  readonly roots: readonly string[];
  /** The row stands at the head of a line; matched against the line without what may come before it. */
  readonly isAtStart: boolean;
  /** What the line must hold first; `pattern` is then matched against the rest. Null when it needs nothing. */
  readonly context: RegExp | null;
  /** Flag `g`. Group 1 is kept; group 2 is the secret, perhaps in quotes. */
  readonly pattern: RegExp;
  /** Group 2 ends before the last of these characters, and is no secret without one; null when all of it is. */
  readonly endsBefore: string | null;
  /** A line it is for, with the secret between guillemets. */
  readonly example: string;
}

interface FamilyOptions {
  /** What the secret looks like; `VALUE` when absent. */
  readonly secret?: string;
  /** `before` may begin in the middle of a word (`DB_PASSWORD=`). */
  readonly isInWord?: boolean;
  readonly endsBefore?: string;
  readonly ignoreCase?: boolean;
}

/** A text in quotes; their end may be missing, and they may be escaped (JSON within JSON) or doubled (CSV). */
export const QUOTED = String.raw`""[^"]+""|\\{0,8}"[^"]*"?`;

/** A quoted text, or everything up to the next blank. */
export const VALUE = `${QUOTED}|'[^']*'?|\\S+`;

/** The rest of the line, for values that may hold blanks. */
export const REST = `${QUOTED}|\\S.*`;

/** The rest of the line up to `word`. */
export const restBefore = (word: string): string => String.raw`${QUOTED}|\S+(?: {1,8}(?!${word}\b)\S+)*`;

/** Digests and ciphers as command lines name them. */
export const DIGEST = String.raw`(?:md5|sha\S{0,8}(?: (?:224|256|384|512))?|hmac\S{0,12}|cmac\S{0,12}|aes\S{0,12}|3?des)`;

const ENCODING =
  '(?:0|[2-9]|10|8a|encrypted|unencrypted|cleartext|clear|plaintext|text|ascii-text|ascii|hexadecimal|hex|md5|hmac-md5|sha512|scrypt|hash|password6)';

const expand = (row: string): string =>
  row.replaceAll('#', `(?:${ENCODING} ){0,3}`).replaceAll(' ', String.raw`\s{1,40}`);

const WRITTEN_AS = new RegExp(`^(?:${expand(ENCODING)}|${expand(DIGEST)})$`); // built: from the two constants above

/** Whether `word` only says how a value is written, as `7` or `sha256`. */
export const isWrittenAs = (word: string): boolean => word.length < 16 && WRITTEN_AS.test(word);

/** A row of a table; `roots` as in `pass|secret`, `before` in the language above. */
export function family(
  name: string,
  roots: string,
  before: string,
  example: string,
  { secret = VALUE, isInWord = false, endsBefore, ignoreCase = false }: FamilyOptions = {},
): SecretFamily {
  const isAtStart = before.startsWith('^');
  const left = isInWord || isAtStart ? '' : '(?<![A-Za-z0-9_])';
  const [last = '', first] = before.split(' … ').reverse();
  return {
    name,
    roots: roots.split('|'),
    isAtStart,
    // built: from the tables secret-families-*.ts; their test rates every row
    context: first === undefined ? null : new RegExp(`${left}${expand(first)}(?=\\s)`),
    // built: from the same row of its table
    pattern: new RegExp(`${left}(${expand(last)})(${secret})`, ignoreCase ? 'gi' : 'g'),
    endsBefore: endsBefore ?? null,
    example,
  };
}
