/** Claude Desktop's list of servers: where it is, and how ours gets into it. Knows its format; touches nothing else in it. */
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, homeFolder } from '../config/paths.ts';
import { RollcallError } from '../core/errors.ts';

/** One entry of `mcpServers`. Paths are absolute: Claude Desktop starts servers with no folder and another PATH. */
export interface ServerEntry {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Where Claude Desktop keeps its configuration on this operating system. */
export function desktopConfigFile(env: Environment, platform: NodeJS.Platform = process.platform): string {
  const home = homeFolder(env);
  const folder = {
    darwin: join(home, 'Library', 'Application Support'),
    win32: env['APPDATA'] ?? join(home, 'AppData', 'Roaming'),
  }[platform as string];
  return join(folder ?? env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'Claude', 'claude_desktop_config.json');
}

/**
 * Puts the entry under `mcpServers.rollcall` and keeps the file of before as `….bak`. Answers whether anything changed.
 * @throws {RollcallError} LOCAL_IO when the file is not a JSON object (it is then left as it is) or cannot be written
 */
export async function registerWithDesktop(file: string, entry: ServerEntry): Promise<'written' | 'unchanged'> {
  const before = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw new RollcallError('LOCAL_IO', `Cannot read ${file}: ${cause.code}.`, { cause });
  });
  const after = withServer(before, entry, file);
  if (after === before) return 'unchanged';
  try {
    if (before !== null) await copyFile(file, `${file}.bak`);
    await writeFile(`${file}.new`, after, { mode: 0o600 });
    await rename(`${file}.new`, file);
  } catch (cause) {
    throw new RollcallError('LOCAL_IO', `Cannot write ${file}: ${(cause as NodeJS.ErrnoException).code}.`, { cause });
  }
  return 'written';
}

/** The file's text with our entry in it; everything else stays. `null` stands for no file. */
export function withServer(text: string | null, entry: ServerEntry, file: string): string {
  const config = text === null || text.trim() === '' ? {} : parsed(text, file);
  const servers = config['mcpServers'] ?? {};
  if (!isObject(servers)) throw notOurs(file, '`mcpServers` is not an object');
  if (text !== null && JSON.stringify(servers['rollcall']) === JSON.stringify(entry)) return text;
  return `${JSON.stringify({ ...config, mcpServers: { ...servers, rollcall: entry } }, null, 2)}\n`;
}

function parsed(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw notOurs(file, 'it is not valid JSON', cause);
  }
  if (!isObject(value)) throw notOurs(file, 'it is not a JSON object');
  return value;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const notOurs = (file: string, why: string, cause?: unknown) =>
  new RollcallError('LOCAL_IO', `${file} was left as it is: ${why}.`, {
    hint: 'Correct that file by hand, then run `rollcall init` again.',
    cause,
  });
