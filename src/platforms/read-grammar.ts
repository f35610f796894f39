/**
 * Whether a command only reads, by a platform's own grammar; what is not known to read is refused. Knows words,
 * abbreviations and filters; knows no vendor and sends nothing. The device's own rights remain the real boundary.
 */
import { RollcallError } from '../core/errors.ts';
import { clip, nearMatches } from '../core/text.ts';
import type { PlatformDefinition, ReadPipe, ReadVerb } from './define.ts';

/** Longer than any real read, shorter than the line buffer of old devices. */
const MOST_CHARS = 512;
/** What may stand before a filter: words, addresses, interface names, wildcards. No quote, no shell sign, no `?`. */
const HEAD_CHARS = /[^\w ./:,*+^%@-]/;
/** Signs that end a command, start one inside another, redirect, or ask for help on some device, in any position. */
const FILTER_CHARS = /[;`&<>?]|\$(?![\s")|]|$)|\\(?!\S)/;
/** Other devices, other files, the file system's root. */
const FAR_WORD = /^(?:https?|s?ftp|scp|tftp|rcp|system):|\/\/|^[/~]|\.\./i;
/**
 * Filters of one device or another that write, run or wait. No abbreviation of one is accepted, and none may follow
 * a `|` inside a pattern, where the device may see a filter.
 */
const HARMFUL_FILTERS = [
  'append',
  'awk',
  'bash',
  'copy',
  'cut',
  'diff',
  'email',
  'file',
  'format',
  'hold',
  'less',
  'more',
  'perl',
  'python',
  'redirect',
  'refresh',
  'request',
  'save',
  'sed',
  'shell',
  'sort',
  'source',
  'tee',
  'tr',
  'uniq',
  'utility',
  'vsh',
  'write',
];

/**
 * The line to send for `command`: trimmed, single-spaced before the first filter, otherwise as given. `allowed` are
 * exact commands the operator added; they pass whatever the grammar says.
 * @throws {RollcallError} BAD_INPUT when it is not one line of at most 512 printable ASCII characters;
 *   POLICY_DENIED when it is not known to only read. Nothing but printable ASCII of the command is quoted.
 */
export function checkRead(platform: PlatformDefinition, command: string, allowed: readonly string[]): string {
  requirePlainLine(command);
  const line = singleSpaced(command);
  const exact = allowed.find((each) => singleSpaced(each) === line);
  if (exact !== undefined) return exact.trim();
  const { head, filters } = splitFilters(command, platform.reads.alternatives ?? false);
  requireRead(platform, head);
  for (const filter of filters) requireFilter(platform, filter);
  return [head, ...filters].join(' | ');
}

function requirePlainLine(command: string): void {
  if (command.length > MOST_CHARS) {
    throw new RollcallError(
      'BAD_INPUT',
      `The command has ${command.length} characters; at most ${MOST_CHARS} are sent.`,
    );
  }
  const at = command.search(/[^\x20-\x7e]/);
  if (at >= 0) {
    const code = command.codePointAt(at)?.toString(16).toUpperCase().padStart(4, '0');
    throw new RollcallError('BAD_INPUT', `Character ${at + 1} of the command (U+${code}) is not printable ASCII.`, {
      hint: 'Send one line of plain ASCII; ask several commands as several entries.',
    });
  }
  if (command.trim() === '') {
    throw new RollcallError('BAD_INPUT', 'The command is empty.', { hint: 'Name a command, e.g. `show version`.' });
  }
}

function singleSpaced(text: string): string {
  return text.trim().replace(/ {2,}/g, ' ');
}

/** The part before the first `|`, and each filter behind one. A `|` between two non-blanks may belong to a pattern. */
function splitFilters(command: string, alternatives: boolean): { readonly head: string; readonly filters: string[] } {
  const [head = '', ...rest] = command.split('|');
  const filters: string[] = [];
  for (const [index, part] of rest.entries()) {
    const before = filters.at(-1);
    const isPattern = index > 0 && alternatives && before !== undefined && /\S$/.test(before) && /^\S/.test(part);
    if (isPattern) filters.push(`${filters.pop()}|${part}`);
    else filters.push(part);
  }
  return { head: singleSpaced(head), filters: filters.map((filter) => filter.trim()) };
}

function requireRead(platform: PlatformDefinition, head: string): void {
  const strange = HEAD_CHARS.exec(head)?.[0];
  if (strange !== undefined) throw denied(platform, `The character ${quoted(strange)} is not allowed in a command`);
  const words = head.split(' ');
  const verb = findVerb(platform.reads.verbs, words);
  if (verb === null) {
    const [first = ''] = words;
    const near = nearMatches(first, firstWords(platform));
    const help = near.length > 0 ? `Did you mean ${near.map((word) => `\`${word}\``).join(' or ')}? ` : '';
    throw denied(platform, `${quoted(first)} is not a read-only command`, help);
  }
  const args = words.slice(verb.words.length);
  if (verb.args !== undefined) {
    if (verb.args.test(args.join(' '))) return;
    const what = args.length === 0 ? 'without an argument' : `with ${quoted(args.join(' '))}`;
    throw denied(platform, `${quoted(verb.words.join(' '))} ${what} is not known to only read`);
  }
  const refused = verb.refuse?.find((path) => isAbbreviationOf(args, path.split(' ')));
  if (refused !== undefined) {
    throw denied(platform, `${quoted(args.join(' '))} stands for ${quoted(refused)}, which is not read from a fleet`);
  }
  const far = args.find((word) => FAR_WORD.test(word));
  if (far !== undefined) throw denied(platform, `${quoted(far)} names a place outside the command`);
}

/** The longest verb whose words fit; null when none does, or when the first word could be several. */
function findVerb(verbs: readonly ReadVerb[], words: readonly string[]): ReadVerb | null {
  const fitting = verbs.filter(
    (verb) => isShortFor(words[0] ?? '', verb.words[0] ?? '', shortest(verbs, verb)) && fitsRest(verb, words),
  );
  if (new Set(fitting.map((verb) => verb.words[0])).size !== 1) return null;
  return fitting.reduce((longest, verb) => (verb.words.length > longest.words.length ? verb : longest));
}

/** A narrowing verb's first word is as short as that of the verb it narrows. */
function shortest(verbs: readonly ReadVerb[], verb: ReadVerb): number | undefined {
  return verb.minLength ?? verbs.find((each) => each.words.length === 1 && each.words[0] === verb.words[0])?.minLength;
}

function fitsRest(verb: ReadVerb, words: readonly string[]): boolean {
  return isAbbreviationOf(words.slice(1), verb.words.slice(1));
}

/** True when each word of `path` is begun by the word in its place. */
function isAbbreviationOf(words: readonly string[], path: readonly string[]): boolean {
  return path.every((full, index) => isShortFor(words[index] ?? '', full, 1));
}

function isShortFor(word: string, full: string, minLength: number | undefined): boolean {
  const lower = word.toLowerCase();
  return lower === full || (minLength !== undefined && lower.length >= minLength && full.startsWith(lower));
}

function requireFilter(platform: PlatformDefinition, filter: string): void {
  const [first = '', ...args] = filter.split(/ +/);
  const pipe = findPipe(platform.reads.pipes, first);
  if (pipe === null) {
    const names = platform.reads.pipes.map((each) => each.word);
    const help = names.length > 0 ? `Filters here: ${names.join(', ')}. ` : 'There are no filters here. ';
    throw denied(platform, `${quoted(first)} is not a filter that only reads`, help);
  }
  const strange = FILTER_CHARS.exec(filter)?.[0];
  if (strange !== undefined) throw denied(platform, `The character ${quoted(strange)} is not allowed in a filter`);
  if (args.length > pipe.args) {
    throw denied(platform, `${quoted(pipe.word)} takes at most ${pipe.args} words here, not ${args.length}`);
  }
  if (args[0]?.startsWith('-')) throw denied(platform, `${quoted(args[0])} would be an option of the filter`);
  const harmful = filter.split('|').slice(1).find(beginsHarmful);
  if (harmful !== undefined) throw denied(platform, `${quoted(harmful)} after \`|\` could be a filter that writes`);
}

function findPipe(pipes: readonly ReadPipe[], word: string): ReadPipe | null {
  const exact = pipes.find((pipe) => pipe.word === word.toLowerCase());
  if (exact !== undefined) return exact;
  const [only, ...others] = pipes.filter((pipe) => isShortFor(word, pipe.word, pipe.minLength));
  return only === undefined || others.length > 0 || beginsHarmful(word) ? null : only;
}

/** True when the first word of `text`, signs before it aside, could stand for a filter that writes, runs or waits. */
function beginsHarmful(text: string): boolean {
  const word = /[a-z]+/i.exec(text)?.[0].toLowerCase();
  return word !== undefined && HARMFUL_FILTERS.some((filter) => filter.startsWith(word));
}

function firstWords(platform: PlatformDefinition): string[] {
  return [...new Set(platform.reads.verbs.map((verb) => verb.words[0] ?? ''))];
}

function denied(platform: PlatformDefinition, what: string, help = ''): RollcallError {
  const verbs = firstWords(platform).join(', ');
  return new RollcallError('POLICY_DENIED', `${what} on ${platform.title}; nothing was sent.`, {
    hint: `${help}Commands that are read here begin with: ${verbs}. An operator can add an exact command to \`allow_commands\` in rollcall.yaml.`,
  });
}

/** A word of the command for a message: printable ASCII by now, cut to a readable length. */
function quoted(word: string): string {
  return `\`${clip(word, 40)}\``;
}
