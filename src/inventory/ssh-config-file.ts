/**
 * OpenSSH's client configuration: which settings hold for a host. Knows Host, Match and Include; runs no command
 * (`Match exec` never holds) and asks no name server. What the settings mean is `ssh-options.ts`'s business.
 */
import { dirname, isAbsolute, join } from 'node:path';
import { type Directive, LineType, parse, type Section } from 'ssh-config';
import { absolutePath, type Environment, homeFolder } from '../config/paths.ts';
import { RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';
import { matchesGlob } from './glob.ts';
import type { WatchedFiles } from './watched-files.ts';

/** Keyword in lower case -> its values: the first one said, or all for `identityfile`. */
export type SshSettings = ReadonlyMap<string, readonly string[]>;

export interface SshConfigFile {
  /** What holds for the host typed as `alias`; `user` is who would log in where the file names nobody. */
  lookup(alias: string, user: string): SshSettings;
}

export interface SshConfigOptions {
  readonly file: string;
  readonly files: WatchedFiles;
  readonly env: Environment;
  readonly warn: (message: string) => void;
}

type Step =
  | { readonly kind: 'set'; readonly keyword: string; readonly values: readonly string[] }
  | { readonly kind: 'block'; readonly holds: (visit: Visit) => boolean; readonly steps: readonly Step[] };

interface Visit {
  readonly alias: string;
  readonly user: string;
  readonly found: Map<string, readonly string[]>;
}

// OpenSSH's own limit.
const MAX_DEPTH = 16;

/**
 * Reads `file` and all it includes; a missing file has no settings.
 * @throws {RollcallError} INVENTORY_INVALID for a broken file or a circle of includes
 */
export async function readSshConfig(options: SshConfigOptions): Promise<SshConfigFile> {
  const steps = await readSteps(options.file, [], options);
  return {
    lookup(alias, user) {
      const visit: Visit = { alias, user, found: new Map() };
      apply(steps, visit);
      return visit.found;
    },
  };
}

function apply(steps: readonly Step[], visit: Visit): void {
  for (const step of steps) {
    if (step.kind === 'block') {
      if (step.holds(visit)) apply(step.steps, visit);
    } else if (step.keyword === 'identityfile') {
      visit.found.set(step.keyword, [...(visit.found.get(step.keyword) ?? []), ...step.values]);
    } else if (!visit.found.has(step.keyword)) {
      visit.found.set(step.keyword, step.values);
    }
  }
}

async function readSteps(file: string, outer: readonly string[], options: SshConfigOptions): Promise<readonly Step[]> {
  if (outer.includes(file) || outer.length >= MAX_DEPTH) {
    const hint = 'Remove one Include, or set `ssh.config_file: false` in rollcall.yaml.';
    throw new RollcallError('INVENTORY_INVALID', `${file}: is included by itself, or too deeply.`, { hint });
  }
  const text = await options.files.readIfPresent(file);
  if (text === undefined) return [];
  return stepsOf(parseLines(text, file), file, outer, options);
}

function parseLines(text: string, file: string): readonly (Directive | Section)[] {
  let problem: unknown;
  try {
    const lines = parse(text).filter((line) => line.type === LineType.DIRECTIVE) as (Directive | Section)[];
    const halved = lines.flatMap((line) => [line, ...sectionLines(line)]).find((line) => /\s/.test(line.param));
    if (!halved) return lines;
    problem = new Error(`a keyword without a value: ${halved.param.split(/\s/)[0]}`);
  } catch (cause) {
    problem = cause;
  }
  const detail = problem instanceof Error ? oneLine(problem.message, 120) : '';
  throw new RollcallError('INVENTORY_INVALID', `${file}: is not an OpenSSH client configuration (${detail}).`, {
    hint: 'Correct it (`ssh -G name` shows where), or set `ssh.config_file: false` in rollcall.yaml.',
    cause: problem,
  });
}

function sectionLines(line: Directive | Section): readonly Directive[] {
  return 'config' in line ? (line.config.filter((inner) => inner.type === LineType.DIRECTIVE) as Directive[]) : [];
}

async function stepsOf(
  lines: readonly (Directive | Section)[],
  file: string,
  outer: readonly string[],
  options: SshConfigOptions,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const line of lines) {
    const keyword = line.param.toLowerCase();
    const values = typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val);
    if (keyword === 'host' || keyword === 'match') {
      const holds = keyword === 'host' ? hostTest(values) : matchTest(values, file, options.warn);
      steps.push({ kind: 'block', holds, steps: await stepsOf(sectionLines(line), file, outer, options) });
    } else if (keyword === 'include') {
      for (const path of await includedFiles(values, options)) {
        steps.push({ kind: 'block', holds: () => true, steps: await readSteps(path, [...outer, file], options) });
      }
    } else {
      steps.push({ kind: 'set', keyword, values });
    }
  }
  return steps;
}

function hostTest(patterns: readonly string[]): (visit: Visit) => boolean {
  const lower = patterns.map((pattern) => pattern.toLowerCase());
  return ({ alias }) => matchesList(lower, alias.toLowerCase());
}

/** One pattern must match, and none that begins with `!`. */
function matchesList(patterns: readonly string[], text: string): boolean {
  const denied = patterns.some((pattern) => pattern.startsWith('!') && matchesGlob(pattern.slice(1), text));
  return !denied && patterns.some((pattern) => !pattern.startsWith('!') && matchesGlob(pattern, text));
}

/** `Match host *.ams,!gw.ams user ops`: every criterion must hold. One that is not known here never does. */
function matchTest(words: readonly string[], file: string, warn: (message: string) => void): (visit: Visit) => boolean {
  const tests: ((visit: Visit) => boolean)[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]?.toLowerCase() ?? '';
    const isNegated = word.startsWith('!');
    const criterion = isNegated ? word.slice(1) : word;
    if (criterion === 'all') continue;
    const subject = SUBJECTS.get(criterion);
    if (!subject) {
      warn(`${file}: \`Match ${oneLine(criterion, 40)}\` is not evaluated; that block is skipped`);
      return () => false;
    }
    const patterns = (words[++i] ?? '').split(',').map((pattern) => pattern.toLowerCase());
    tests.push((visit) => matchesList(patterns, subject(visit).toLowerCase()) !== isNegated);
  }
  return (visit) => tests.every((test) => test(visit));
}

const SUBJECTS: ReadonlyMap<string, (visit: Visit) => string> = new Map([
  ['host', ({ alias, found }: Visit) => found.get('hostname')?.[0]?.replaceAll('%h', () => alias) ?? alias],
  ['originalhost', ({ alias }: Visit) => alias],
  ['user', ({ user, found }: Visit) => found.get('user')?.[0] ?? user],
]);

/** Files that exist for `Include` patterns, in order. Relative ones start at ~/.ssh; wildcards match in each part. */
async function includedFiles(
  patterns: readonly string[],
  { env, files }: SshConfigOptions,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pattern of patterns) {
    const path = absolutePath(pattern, join(homeFolder(env), '.ssh'), env);
    found.push(...(await expandPath(path, files)));
  }
  return found;
}

async function expandPath(path: string, files: WatchedFiles): Promise<readonly string[]> {
  const folder = dirname(path);
  if (!/[*?]/.test(path) || folder === path || !isAbsolute(path)) return [path];
  const last = path.slice(folder.length).replace(/^[/\\]/, '');
  const found: string[] = [];
  for (const base of await expandPath(folder, files)) {
    if (!/[*?]/.test(last)) found.push(join(base, last));
    else {
      const names = await files.list(base);
      const seen = names.filter((name) => matchesGlob(last, name) && (last.startsWith('.') || !name.startsWith('.')));
      found.push(...seen.map((name) => join(base, name)));
    }
  }
  return found;
}
