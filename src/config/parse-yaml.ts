/** YAML text to values with line numbers. Knows syntax and its dangers (alias bombs, tags); not what keys mean. */
import { isCollection, isMap, isScalar, LineCounter, parseDocument, type ScalarTag, type YAMLMap } from 'yaml';
import { type ErrorCode, RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';

export interface YamlOptions {
  readonly file: string;
  /** The code of every error. */
  readonly code: ErrorCode;
  /** How often one anchor may be used, nested uses multiplied; a legitimate `<<: *defaults` counts once per host. */
  readonly maxAliasCount: number;
  /** Tags to understand besides YAML's own; any other is an error. */
  readonly tags?: readonly ScalarTag[];
}

export interface YamlFile {
  /** Plain data: what JSON can say, plus what `tags` resolve to. Undefined for an empty file. */
  readonly value: unknown;
  /** The line, from 1, of each key of the map at `path` (`[]` is the top); empty where there is no map. */
  keyLines(path: readonly string[]): ReadonlyMap<string, number>;
}

/**
 * Parses one document.
 * @throws {RollcallError} `options.code` for broken syntax (with its line), duplicate keys (with both lines), unknown
 *   tags, too many aliases, or nesting deeper than the stack
 */
export function parseYaml(text: string, options: YamlOptions): YamlFile {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const fail = (where: number | null, problem: string): never => {
    throw new RollcallError(options.code, `${options.file}${where === null ? '' : `:${where}`}: ${problem}`, {
      hint: 'Correct the YAML there.',
    });
  };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      // Source excerpts in messages could show a secret.
      prettyErrors: false,
      // The library compares every key with every other; `checkKeys` is linear and names both lines.
      uniqueKeys: false,
      merge: true,
      // `silent` would also accept a second document in the file.
      logLevel: 'error',
      ...(options.tags && { customTags: [...options.tags] }),
    });
    const problem = document.errors[0] ?? document.warnings[0];
    // What the library puts after a colon is the file's own text, perhaps a password that begins with `*` or `!`.
    if (problem) fail(lineAt(problem.pos[0]), oneLine(problem.message.split(':', 1)[0] ?? ''));
    checkKeys(document.contents, lineAt, fail);
    const value: unknown = document.toJS({ maxAliasCount: options.maxAliasCount }) ?? undefined;
    return { value, keyLines: (path) => keyLines(document.contents, path, lineAt) };
  } catch (error) {
    if (error instanceof RollcallError) throw error;
    const isBomb = error instanceof ReferenceError;
    return fail(null, isBomb ? 'uses an alias too often' : 'is nested too deeply, or is not YAML');
  }
}

function checkKeys(
  root: unknown,
  lineAt: (offset: number) => number,
  fail: (where: number, problem: string) => never,
): void {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (!isCollection(node)) continue;
    const seen = new Map<string, number>();
    for (const item of node.items) {
      if (!isMap(node)) {
        open.push(item);
        continue;
      }
      const { key, value } = item as YAMLMap['items'][number];
      open.push(value);
      if (!isScalar(key) || !key.range || key.value === '<<') continue;
      const first = seen.get(String(key.value));
      if (first !== undefined) {
        fail(
          lineAt(key.range[0]),
          `the key \`${oneLine(String(key.value), 80)}\` is already there at line ${lineAt(first)}`,
        );
      }
      seen.set(String(key.value), key.range[0]);
    }
  }
}

function keyLines(root: unknown, path: readonly string[], lineAt: (offset: number) => number): Map<string, number> {
  let node = root;
  for (const step of path) {
    node = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step)?.value : undefined;
  }
  const found = new Map<string, number>();
  for (const { key } of isMap(node) ? node.items : []) {
    if (isScalar(key) && key.range) found.set(String(key.value), lineAt(key.range[0]));
  }
  return found;
}
