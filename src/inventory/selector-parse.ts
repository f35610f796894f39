/** The selector language, text to terms and back. Knows grammar; knows no device and no field's meaning. */
import { RollcallError } from '../core/errors.ts';
import { clip, oneLine } from '../core/text.ts';

/** One value to match: equal to `text`, like the wildcard `text`, or containing a match of the RE2 expression `text`. */
export interface Pattern {
  readonly kind: 'exact' | 'glob' | 'regex';
  readonly text: string;
}

export interface Term {
  readonly isNegated: boolean;
  /** `name` for a bare word. */
  readonly field: string;
  readonly operator: '=' | '<' | '<=' | '>' | '>=';
  /** At least one; any of them is enough. */
  readonly patterns: readonly Pattern[];
}

/** `all`, or terms of which every one must hold. */
export type Selector = 'all' | readonly Term[];

// A list of some hundred names still fits; more belongs into a group.
const MAX_CHARS = 4_000;

/** @throws {RollcallError} BAD_SELECTOR saying what is wrong at which character */
export function parseSelector(text: string): Selector {
  if (text.length > MAX_CHARS) {
    throw bad(
      `The selector is longer than ${MAX_CHARS.toLocaleString('en-US')} characters.`,
      'Select by site, role, tag or group.',
    );
  }
  if (text.trim() === 'all') return 'all';
  const reader = createReader(text);
  const terms: Term[] = [];
  for (reader.skipBlanks(); !reader.atEnd(); reader.skipBlanks()) terms.push(readTerm(reader));
  if (terms.length === 0)
    throw bad('The selector is empty.', 'Write `all` for every device, or for example `site=ams role=access`.');
  return terms;
}

/** Text that parses to the same selector. */
export function printSelector(selector: Selector): string {
  return selector === 'all' ? 'all' : selector.map(printTerm).join(' ');
}

/** One term, for messages too. */
export function printTerm({ isNegated, field, operator, patterns }: Term): string {
  const has = (kind: Pattern['kind']) => patterns.some((pattern) => pattern.kind === kind);
  // Only bare words mix wildcards and exact names; under `~` quotes hold a wildcard, elsewhere an exact value.
  const isMixed = has('glob') && has('exact');
  const sign = isMixed ? '' : `${field}${has('glob') ? '~' : operator}`;
  const values = patterns.map(({ kind, text }) => {
    if (kind === 'regex') return `/${text.replace(/\\[\s\S]|\//g, (found) => (found === '/' ? '\\/' : found))}/`;
    const needsQuotes = !PLAIN.test(text) || (isMixed && kind === 'exact' && !isPlainName(text));
    return needsQuotes ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
  });
  return `${isNegated ? '!' : ''}${sign}${values.join(',')}`;
}

function isPlainName(text: string): boolean {
  return !/[*?]/.test(text) && !CONNECTIVES.test(text) && text !== 'all';
}

interface Reader {
  atEnd(): boolean;
  skipBlanks(): void;
  /** Takes what `pattern` (sticky) matches here; null when it does not. */
  take(pattern: RegExp): RegExpExecArray | null;
  /** The next character, for messages. */
  here(): string;
  fail(problem: string, hint?: string): never;
}

function createReader(text: string): Reader {
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  return {
    atEnd: () => at >= text.length,
    skipBlanks: () => void take(/\s*/y),
    take,
    here: () => oneLine(text.slice(at, at + 20), 20),
    fail: (problem, hint) => {
      throw bad(`${problem} (at character ${at + 1} of the selector).`, hint);
    },
  };
}

// What a word may hold without quotes; it may not begin like a term's own signs.
const WORD = /[^\s",=~<>!/()\\][^\s",=~<>!()\\]*/y;
const PLAIN = /^[^\s",=~<>!/()\\][^\s",=~<>!()\\]*$/;
const CONNECTIVES = /^(?:and|or|not)$/i;

function readTerm(reader: Reader): Term {
  const isNegated = reader.take(/!/y) !== null;
  // `site=`, `data.rack!=`, `version<`
  const head = reader.take(/([A-Za-z_][\w.-]{0,99})(!=|<=|>=|=|~|<|>)/y);
  const [, field = 'name', sign = 'bare'] = head ?? [];
  const patterns = [readPattern(reader, sign)];
  while (reader.take(/,/y)) patterns.push(readPattern(reader, sign));
  if (!reader.atEnd() && !reader.take(/(?=\s)/y)) reader.fail(`\`${reader.here()}\` does not belong here`, GRAMMAR);
  const operator = sign === 'bare' || sign === '~' || sign === '!=' ? '=' : (sign as Term['operator']);
  return { isNegated: isNegated !== (sign === '!='), field, operator, patterns };
}

function readPattern(reader: Reader, sign: string): Pattern {
  const isComparison = /^[<>]/.test(sign);
  if (!isComparison) {
    const regex = reader.take(/\/((?:[^/\\]|\\[\s\S])+)\//y);
    if (regex)
      return {
        kind: 'regex',
        text: (regex[1] ?? '').replace(/\\([\s\S])/g, (all, char) => (char === '/' ? '/' : all)),
      };
  }
  // `"a \"b\" c"`: quotes and backslashes inside are escaped.
  const quoted = reader.take(/"((?:[^"\\]|\\[\s\S])*)"/y);
  if (quoted) {
    return { kind: sign === '~' ? 'glob' : 'exact', text: (quoted[1] ?? '').replace(/\\([\s\S])/g, '$1') };
  }
  const word = reader.take(WORD)?.[0];
  if (word === undefined) return reader.fail(missing(reader), GRAMMAR);
  if (sign === 'bare' && CONNECTIVES.test(word)) {
    reader.fail(
      `\`${word}\` is not a word of the language`,
      'A space means AND, a comma OR, `!` NOT. A device of that name goes in quotes.',
    );
  }
  if (sign === 'bare' && word === 'all') {
    reader.fail('`all` stands alone', 'Leave it out: the other terms select by themselves.');
  }
  const isGlob = sign === '~' || (sign === 'bare' && /[*?]/.test(word));
  return { kind: isGlob ? 'glob' : 'exact', text: word };
}

function missing(reader: Reader): string {
  const here = reader.here();
  if (here === '') return 'A value is missing';
  if (here.startsWith('"')) return 'A quote is not closed';
  if (here.startsWith('/')) return 'A regular expression is empty, not closed, or used with < or >';
  return `\`${here}\` does not belong here`;
}

const GRAMMAR =
  'Terms look like `site=ams,lon`, `!tag=maint`, `name~sw-*`, `version<17.9`, `/^sw-\\d+$/` or `sw1`, without blanks inside; quote values with other signs.';

function bad(message: string, hint?: string): RollcallError {
  return new RollcallError('BAD_SELECTOR', clip(message, 500), hint === undefined ? {} : { hint });
}
