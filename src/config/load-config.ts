/** Finds `rollcall.yaml`, reads it and answers for every wrong line in it. Knows the search order and the overrides. */
import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { RollcallError } from '../core/errors.ts';
import { nearMatches } from '../core/text.ts';
import { type Config, configSchema } from './config.ts';
import { configProblem } from './config-problem.ts';
import { parseYaml } from './parse-yaml.ts';
import { absolutePath, type Environment, userConfigFolder, withAbsolutePaths } from './paths.ts';
import { readTextFile } from './read-text-file.ts';

export interface LoadConfigOptions {
  /** `--config`. */
  readonly explicitPath?: string;
  readonly env: Environment;
  readonly cwd: string;
}

// Far above any hand-written file, far below what would stall the start.
const CAP_BYTES = 4 * 1024 * 1024;
// Anchors save a few repetitions here; nothing legitimate comes near.
const MAX_ALIASES = 50;

/**
 * The configuration and the file it came from (absolute). Looks at `explicitPath`, ROLLCALL_CONFIG, `./rollcall.yaml`,
 * then the user's configuration folder. ROLLCALL_DATA_DIR and ROLLCALL_MODE override the file. Every path in the result
 * is absolute.
 * @throws {RollcallError} CONFIG_INVALID naming the file, the field and the reason
 */
export async function loadConfig(options: LoadConfigOptions): Promise<{ config: Config; file: string }> {
  const { env, cwd } = options;
  const file = await findConfig(options);
  const text = await readTextFile(file, { code: 'CONFIG_INVALID', capBytes: CAP_BYTES });
  const yaml = parseYaml(text, { file, code: 'CONFIG_INVALID', maxAliasCount: MAX_ALIASES });
  const parsed = configSchema.safeParse(withOverrides(yaml.value ?? {}, env, cwd));
  if (!parsed.success) throw configProblem(file, parsed.error);
  checkCredentialNames(parsed.data, file);
  return { config: withAbsolutePaths(parsed.data, dirname(file), env), file };
}

async function findConfig({ explicitPath, env, cwd }: LoadConfigOptions): Promise<string> {
  const named = explicitPath ?? env['ROLLCALL_CONFIG'];
  if (named) return absolutePath(named, cwd, env);
  const places = [resolve(cwd, 'rollcall.yaml'), join(userConfigFolder(env), 'rollcall.yaml')];
  for (const place of places) {
    if (await exists(place)) return place;
  }
  throw new RollcallError('CONFIG_INVALID', `There is no configuration: looked for ${places.join(' and ')}.`, {
    hint: 'Make one with `rollcall init`, or name one with --config or ROLLCALL_CONFIG.',
  });
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function withOverrides(value: unknown, env: Environment, cwd: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { ROLLCALL_DATA_DIR: dataDir, ROLLCALL_MODE: mode, XDG_DATA_HOME: dataHome } = env;
  if (mode && !configSchema.shape.mode.safeParse(mode).success) {
    throw new RollcallError('CONFIG_INVALID', 'The environment variable ROLLCALL_MODE is not a mode.', {
      hint: 'Set it to read-only or read-write, or remove it.',
    });
  }
  return {
    ...(dataHome && isAbsolute(dataHome) && { data_dir: join(dataHome, 'rollcall') }),
    ...value,
    ...(dataDir && { data_dir: absolutePath(dataDir, cwd, env) }),
    ...(mode && { mode }),
  };
}

/** Every credential the file names must be in it; `default` may be missing until a login is needed. */
function checkCredentialNames(config: Config, file: string): void {
  const known = Object.keys(config.credentials);
  const used = [
    { at: 'default_credential', name: config.default_credential === 'default' ? undefined : config.default_credential },
    ...config.devices.map((rule, i) => ({ at: `devices[${i}].credential`, name: rule.credential })),
  ];
  for (const { at, name } of used) {
    if (name === undefined || known.includes(name)) continue;
    const near = nearMatches(name, known);
    throw new RollcallError('CONFIG_INVALID', `${file}: ${at}: there is no credential set \`${name}\`.`, {
      hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Add it under `credentials`.',
    });
  }
}
