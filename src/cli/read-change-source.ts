/** What is to be changed, from the options of a shell: lines, a file of lines, or a template and its values. Knows files. */
import { resolve } from 'node:path';
import type { ChangeSource } from '../change/change-source.ts';
import { parseYaml } from '../config/parse-yaml.ts';
import { readTextFile } from '../config/read-text-file.ts';
import { RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';

export interface SourceOptions {
  readonly command?: readonly string[];
  readonly file?: string;
  readonly template?: string;
  /** `name=value`. */
  readonly var?: readonly string[];
  readonly varsFile?: string;
}

/** More than a person reads before saying yes. */
const MOST_BYTES = 1024 * 1024;

/** @throws {RollcallError} BAD_INPUT unless it is exactly one source, and for a file that cannot be read */
export async function readChangeSource(options: SourceOptions, cwd: string): Promise<ChangeSource> {
  const { command, file, template, var: pairs, varsFile } = options;
  if ([command, file, template].filter((source) => source !== undefined).length !== 1) {
    throw new RollcallError('BAD_INPUT', 'A plan takes its lines from one place.', {
      hint: 'Give --command (as often as there are lines), --file or --template.',
    });
  }
  if (template === undefined && (pairs !== undefined || varsFile !== undefined)) {
    throw new RollcallError('BAD_INPUT', 'Values are for a template.', { hint: 'Add --template, or leave them out.' });
  }
  if (command !== undefined) return { kind: 'lines', lines: command };
  if (file !== undefined) {
    const text = await readText(resolve(cwd, file));
    return { kind: 'lines', lines: text.trimEnd().split(/\r?\n/) };
  }
  const values = varsFile === undefined ? {} : await readValues(resolve(cwd, varsFile));
  for (const pair of pairs ?? []) {
    const at = pair.indexOf('=');
    if (at < 1) throw new RollcallError('BAD_INPUT', `--var ${oneLine(pair, 60)} is not name=value.`);
    values[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return { kind: 'template', template: await readText(resolve(cwd, template ?? '')), vars: values };
}

const readText = async (file: string): Promise<string> => {
  const text = await readTextFile(file, { code: 'BAD_INPUT', capBytes: MOST_BYTES }).catch((thrown) => {
    if (!(thrown instanceof RollcallError)) throw thrown;
    throw new RollcallError('BAD_INPUT', `${thrown.message}.`, { hint: 'Name a text file, in UTF-8.', cause: thrown });
  });
  return text.replaceAll('\r\n', '\n');
};

/** A map of names to plain values; the file may be JSON, which is YAML. */
async function readValues(file: string): Promise<Record<string, string>> {
  const { value } = parseYaml(await readText(file), { file, code: 'BAD_INPUT', maxAliasCount: 100 });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RollcallError('BAD_INPUT', `${file} is not a map of names to values.`, { hint: 'E.g. "ntp: 10.0.0.1".' });
  }
  const values: Record<string, string> = {};
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === 'object') {
      throw new RollcallError('BAD_INPUT', `${file}: ${oneLine(name, 60)} is not a plain value.`, {
        hint: 'Write text, a number, true or false; put lists into the template or the inventory (device.data).',
      });
    }
    values[name] = String(item);
  }
  return values;
}
