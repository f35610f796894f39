/**
 * The list inside the repository that says which path is which device, so that a person finds a configuration with git
 * alone. Knows its own lines; knows no git.
 */

export interface IndexedDevice {
  readonly name: string;
  readonly platform: string;
}

const HEADER = 'path\tdevice\tplatform';

/** The text of the list, sorted by path: one line each, fields apart by tabs, `\t`, `\n` and `\\` for what they hold. */
export function writeDeviceIndex(devices: ReadonlyMap<string, IndexedDevice>): string {
  const rows = [...devices].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = rows.map(([path, { name, platform }]) => [path, name, platform].map(escaped).join('\t'));
  return `${[HEADER, ...lines].join('\n')}\n`;
}

/** Path to device. Lines that are no row of ours are left out: a person may have edited the file. */
export function readDeviceIndex(text: string): Map<string, IndexedDevice> {
  const devices = new Map<string, IndexedDevice>();
  for (const line of text.split('\n').slice(1)) {
    const [path, name, platform, ...more] = line.split('\t').map(plain);
    if (!path || !name || platform === undefined || more.length > 0) continue;
    devices.set(path, { name, platform });
  }
  return devices;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n' };

const escaped = (field: string): string => field.replace(/[\\\t\n]/g, (character) => ESCAPES[character] ?? '');

const plain = (field: string): string =>
  field.replace(/\\([\\tn])/g, (_, letter: string) => ({ t: '\t', n: '\n' })[letter] ?? letter);
