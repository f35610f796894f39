/**
 * What a crash test stands on: a lab in its own process, the program's files, its scripts as plain JavaScript, and the
 * person who plans and approves. All on one scaled clock.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { type App, createApp } from '../../../src/app.ts';
import type { Changes } from '../../../src/change/changes.ts';
import { defaultLimits } from '../../../src/config/limits.ts';
import type { AppliedLine } from '../../../src/lab/writes-log.ts';
import type { ToolContext } from '../../../src/tools/tool-context.ts';
import { plainScript } from '../../storage/plain-scripts.ts';
import { type LabHost, type Pusher, startLabHost, startPusher } from './processes.ts';
import { createScaledClock, FACTOR } from './scaled-clock.ts';

/** The devices' own timers: three seconds of real time, in which a push with its new login is well over. */
const TIMER_MINUTES = 2;
/** Connections that break. */
const CUT_RATE = 0.12;

/** One data folder, the person who plans and approves over it, and the processes that push. */
export interface Site {
  readonly context: ToolContext;
  readonly changes: Changes;
  pusher(): Promise<Pusher>;
}

export interface CrashSetting {
  readonly lab: LabHost;
  readonly sites: readonly Site[];
  /** What the devices took since the last call, oldest first. */
  writes(): readonly AppliedLine[];
  /** Folder of this room's scripts as plain JavaScript. */
  readonly scripts: string;
  stop(): Promise<void>;
}

export async function createCrashSetting(options: {
  readonly seed: number;
  readonly devices: number;
  readonly sites: number;
}): Promise<CrashSetting> {
  const { seed, devices } = options;
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-kill-'));
  const zeroMs = Date.now();
  // Once with all rooms; the other scripts stand beside it.
  const pusherScript = await plainScript(join(folder, 'js'), new URL('pusher.ts', import.meta.url), [
    'src',
    'test/support/crash',
    'test/lab',
  ]);
  const scripts = dirname(pusherScript);
  const labFolder = join(folder, 'lab');
  await mkdir(labFolder);
  const lab = await startLabHost(join(scripts, 'lab-host.js'), {
    folder: labFolder,
    zeroMs,
    cutRate: CUT_RATE,
    seed,
    devices,
  });
  await writeInventory(folder, lab);
  const apps: App[] = [];
  const sites: Site[] = [];
  for (let site = 0; site < options.sites; site++) {
    const configFile = await writeConfig(folder, `site-${site}`, lab.username);
    const app = await createApp({ env: {}, cwd: folder, configPath: configFile, clock: createScaledClock(zeroMs) });
    const context = await app.context({ principal: 'mcp', signal: new AbortController().signal });
    const pusher = () => startPusher(pusherScript, { folder, configFile, zeroMs });
    apps.push(app);
    sites.push({ context, changes: context.changes, pusher });
  }
  const log = join(labFolder, 'writes.jsonl');
  let seen = 0;
  return {
    lab,
    sites,
    writes: () => {
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
      const fresh = lines.slice(seen);
      seen = lines.length;
      return fresh.map((line) => JSON.parse(line) as AppliedLine);
    },
    scripts,
    stop: async () => {
      for (const app of apps) await app.close();
      await lab.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Deadlines are for this machine, not for the scaled clock: they are stretched as much as it is run faster. */
export function stretchedLimits() {
  const deadlines = Object.entries(defaultLimits).filter(([name]) => /_ms$/.test(name) && name !== 'reuse_ms');
  const stretched = deadlines.map(([name, ms]) => [name, Math.min(ms * FACTOR, 86_400_000)]);
  // These two are waited out each time: left as they are, they pass as much faster.
  return { ...Object.fromEntries(stretched), quiet_ms: 200, retry_ms: defaultLimits.retry_ms, busy_retry_ms: 5_000 };
}

async function writeInventory(folder: string, { places, password, enableSecret }: LabHost): Promise<void> {
  const rows = places.map(({ name, host, port, platform }) => [name, host, port, platform].join(','));
  const files = { password, enable: enableSecret, 'devices.csv': ['name,host,port,platform', ...rows, ''].join('\n') };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o600 });
}

async function writeConfig(folder: string, name: string, username: string): Promise<string> {
  const config = {
    data_dir: name,
    mode: 'read-write',
    inventory: [{ type: 'csv', path: 'devices.csv' }],
    credentials: { default: { username, password: 'file:password', enable: 'file:enable' } },
    ssh: { config_file: false },
    limits: stretchedLimits(),
    approval: { expires_minutes: 10_080 },
    change: {
      timer_minutes: TIMER_MINUTES,
      waves: [1, 10],
      stop_percent: 100,
      plan_hours: 168,
      max_devices_per_hour: 1_000_000,
    },
    log_level: 'error',
  };
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, stringify(config), { mode: 0o600 });
  return file;
}
