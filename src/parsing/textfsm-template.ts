/**
 * A TextFSM template, read into values, states and rules. Knows the template language; runs nothing.
 * @see https://github.com/google/textfsm/wiki/TextFSM
 */
import { compileLinePattern, type LinePattern } from './line-pattern.ts';

export type ValueOption = 'Required' | 'Filldown' | 'Fillup' | 'List' | 'Key';

export interface TemplateValue {
  readonly name: string;
  readonly options: ReadonlySet<ValueOption>;
  /** For a List whose pattern has named groups of its own: an element is then an object of these. */
  readonly nested: LinePattern | null;
}

export interface Rule {
  readonly match: LinePattern;
  readonly lineOp: 'Next' | 'Continue' | 'Error';
  readonly recordOp: 'NoRecord' | 'Record' | 'Clear' | 'Clearall';
  /** The state to go to, or null to stay. */
  readonly newState: string | null;
}

export interface Template {
  readonly values: readonly TemplateValue[];
  readonly states: ReadonlyMap<string, readonly Rule[]>;
}

/** What is wrong with a template, with the line counted from 1. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

const OPTIONS: ReadonlySet<string> = new Set<ValueOption>(['Required', 'Filldown', 'Fillup', 'List', 'Key']);
const RESERVED = new Set(['Continue', 'Next', 'Error', 'Clear', 'Clearall', 'Record', 'NoRecord']);
const MOST_NAME_CHARS = 48;
const COMMENT = /^\s*#/;
// Matches `Next.Record Peers`, `Record`, `Error "not this command"`, `Start` and nothing at all.
const ACTION =
  /^(?:(?:(?<line>Continue|Next|Error)(?:\.(?<lineRecord>Clear|Clearall|Record|NoRecord))?|(?<record>Clear|Clearall|Record|NoRecord))(?=\s|$))?(?:(?:^|\s+)(?<state>\w+|".*"))?$/;

/** @throws {TemplateError} */
export function readTemplate(text: string): Template {
  const lines = text.split(/\r?\n/).map((line) => line.trimEnd());
  const blank = lines.indexOf('');
  const end = blank === -1 ? lines.length : blank;
  const values = new Map<string, TemplateValue & { readonly source: string }>();
  for (const [index, line] of lines.slice(0, end).entries()) {
    if (COMMENT.test(line)) continue;
    const value = at(index, () => readValue(line));
    if (values.has(value.name)) fail(index, `the value ${value.name} is there twice`);
    values.set(value.name, value);
  }
  if (values.size === 0) fail(0, 'no Value lines');
  const states = readStates(lines, end, (match) => substitute(match, values));
  checkTransitions(states);
  return { values: [...values.values()], states };
}

function readValue(line: string): TemplateValue & { readonly source: string } {
  const words = line.split(' ');
  if (words[0] !== 'Value' || words.length < 3) throw new TemplateError('expected "Value [options] NAME (pattern)"');
  const hasOptions = !words[2]?.startsWith('(');
  const options = hasOptions ? (words[1] ?? '').split(',') : [];
  const name = words[hasOptions ? 2 : 1] ?? '';
  const pattern = words.slice(hasOptions ? 3 : 2).join(' ');
  if (!/^\w+$/.test(name) || name.length > MOST_NAME_CHARS) throw new TemplateError(`the name "${name}" is not valid`);
  const unknown = options.find((option) => !OPTIONS.has(option));
  if (unknown !== undefined) throw new TemplateError(`there is no option "${unknown}"`);
  if (!/^\(.*[^\\]\)$/s.test(pattern)) throw new TemplateError('the pattern must stand in parentheses');
  const isNested = options.includes('List') && pattern.includes('(?P<');
  return {
    name,
    options: new Set(options as ValueOption[]),
    source: `(?P<${name}>${pattern.slice(1)}`,
    nested: isNested ? compileLinePattern(pattern) : null,
  };
}

function readStates(
  lines: readonly string[],
  from: number,
  substituted: (match: string) => string,
): ReadonlyMap<string, readonly Rule[]> {
  const states = new Map<string, Rule[]>();
  let rules: Rule[] | null = null;
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (COMMENT.test(line)) continue;
    if (line === '') {
      rules = null;
    } else if (rules === null) {
      if (!/^\w+$/.test(line) || line.length > MOST_NAME_CHARS || RESERVED.has(line))
        fail(index, `"${line}" is no state name`);
      if (states.has(line)) fail(index, `the state ${line} is there twice`);
      rules = [];
      states.set(line, rules);
    } else {
      if (!/^(?: {1,2}|\t)\^/.test(line)) fail(index, 'a rule begins with one or two blanks and "^"');
      rules.push(at(index, () => readRule(line.trim(), substituted)));
    }
  }
  return states;
}

function readRule(line: string, substituted: (match: string) => string): Rule {
  // The last arrow counts: a pattern may hold one itself.
  const arrow = Math.max(line.lastIndexOf(' ->'), line.lastIndexOf('\t->'));
  const pattern = arrow === -1 ? line : line.slice(0, arrow);
  const action = ACTION.exec(arrow === -1 ? '' : line.slice(arrow + 3).trim());
  if (action === null) throw new TemplateError('the action after "->" is not one');
  const { line: lineOp = 'Next', lineRecord, record, state } = action.groups ?? {};
  if (lineOp === 'Continue' && state !== undefined) throw new TemplateError('Continue cannot change the state');
  return {
    match: compileLinePattern(substituted(pattern)),
    lineOp: lineOp as Rule['lineOp'],
    recordOp: (lineRecord ?? record ?? 'NoRecord') as Rule['recordOp'],
    newState: state ?? null,
  };
}

/** `${NAME}` and `$NAME` become the value's named group, `$$` one dollar. */
function substitute(match: string, values: ReadonlyMap<string, { readonly source: string }>): string {
  return match.replace(/\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\}|)/g, (_, dollar, plain, braced) => {
    if (dollar !== undefined) return '$';
    const value = values.get(plain ?? braced);
    if (value === undefined)
      throw new TemplateError(`"$${plain ?? braced ?? ''}" names no value; write $$ for a dollar`);
    return value.source;
  });
}

function checkTransitions(states: ReadonlyMap<string, readonly Rule[]>): void {
  if (!states.has('Start')) throw new TemplateError('there is no state Start');
  for (const rule of [...states.values()].flat()) {
    const { newState, lineOp } = rule;
    if (newState === null || lineOp === 'Error' || newState === 'End' || newState === 'EOF') continue;
    if (!states.has(newState)) throw new TemplateError(`there is no state ${newState}`);
  }
}

/** Runs `read`, adding the line to what it throws. */
function at<T>(index: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TemplateError || error instanceof SyntaxError) fail(index, error.message);
    throw error;
  }
}

function fail(index: number, problem: string): never {
  throw new TemplateError(`line ${index + 1}: ${problem}`);
}
