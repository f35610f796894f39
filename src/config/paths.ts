/** Where paths of the configuration lead. Knows `~`, the config file's folder and per-system homes; opens nothing. */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Config, SourceConfig } from './config.ts';

/** Environment variables, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The home folder that `~` means. */
export function homeFolder(env: Environment): string {
  return env['HOME'] || env['USERPROFILE'] || homedir();
}

/** `path` made absolute: `~` is the home folder, everything relative starts at `base`. */
export function absolutePath(path: string, base: string, env: Environment): string {
  if (path === '~') return homeFolder(env);
  if (/^~[/\\]/.test(path)) return join(homeFolder(env), path.slice(2));
  return resolve(base, path);
}

/** The folder searched last for `rollcall.yaml`. */
export function userConfigFolder(env: Environment): string {
  const own = process.platform === 'win32' ? env['APPDATA'] : env['XDG_CONFIG_HOME'];
  return join(own && isAbsolute(own) ? own : join(homeFolder(env), '.config'), 'rollcall');
}

/** `config` with every path in it absolute, `file:` references included. `base` is the folder of the config file. */
export function withAbsolutePaths(config: Config, base: string, env: Environment): Config {
  const absolute = (path: string) => absolutePath(path, base, env);
  const reference = (ref: string) => (ref.startsWith('file:') ? `file:${absolute(ref.slice(5))}` : ref);
  const dataDir = absolute(config.data_dir);
  const credentials = Object.entries(config.credentials).map(([name, set]) => {
    const { password, enable, passphrase, keys, agent } = set;
    const resolved = {
      ...set,
      ...(password !== undefined && { password: reference(password) }),
      ...(enable !== undefined && { enable: reference(enable) }),
      ...(passphrase !== undefined && { passphrase: reference(passphrase) }),
      ...(keys !== undefined && { keys: keys.map(reference) }),
      ...(typeof agent === 'string' && { agent: absolute(agent) }),
    };
    return [name, resolved] as const;
  });
  const { config_file: sshConfig, known_hosts: knownHosts } = config.ssh;
  const { head_file: headFile } = config.change;
  return {
    ...config,
    data_dir: dataDir,
    change: { ...config.change, ...(headFile !== undefined && { head_file: absolute(headFile) }) },
    inventory: config.inventory.map((source) => withAbsoluteSource(source, absolute)),
    credentials: Object.fromEntries(credentials),
    ssh: {
      ...config.ssh,
      config_file: sshConfig === false ? false : absolute(sshConfig),
      known_hosts: absolute(knownHosts.replace('{data_dir}', () => dataDir)),
    },
  };
}

function withAbsoluteSource(source: SourceConfig, absolute: (path: string) => string): SourceConfig {
  if (source.type !== 'nornir') return { ...source, path: absolute(source.path) };
  const { path, hosts, groups, defaults } = source;
  return {
    ...source,
    ...(path !== undefined && { path: absolute(path) }),
    ...(hosts !== undefined && { hosts: absolute(hosts) }),
    ...(groups !== undefined && { groups: absolute(groups) }),
    ...(defaults !== undefined && { defaults: absolute(defaults) }),
  };
}
