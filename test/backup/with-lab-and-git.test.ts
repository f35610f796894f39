/** The room as it is used: simulated devices of every platform on real sockets, and the system's git. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { backupPath } from '../../src/backup/backup-path.ts';
import type { Backups } from '../../src/backup/backups.ts';
import { createBackups } from '../../src/backup/create-backups.ts';
import { createPublicText } from '../../src/configtext/public-text.ts';
import { systemClock } from '../../src/core/clock.ts';
import { compileLineMatch } from '../../src/core/line-match.ts';
import { silentLog } from '../../src/core/log.ts';
import { createRuns } from '../../src/engine/create-runs.ts';
import type { Runs } from '../../src/engine/runs.ts';
import { createSessionPool } from '../../src/engine/session-pool.ts';
import { findPlatform } from '../../src/platforms/registry.ts';
import { openBackupRepo } from '../../src/storage/git-backup-repo.ts';
import { createFakeStore } from '../support/fake-store.ts';
import { type LabFleet, startLabFleet } from '../support/lab-fleet.ts';

const DEVICES = 40;
const PATIENCE_MS = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'rollcall-backups-'));
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-C', join(folder, 'backups.git'), ...args], { encoding: 'utf8' });

let fleet: LabFleet;
let runs: Runs;
let backups: Backups;

beforeAll(async () => {
  const mix = { cisco_ios: 4, cisco_iosxe: 2, cisco_nxos: 1, arista_eos: 1, juniper_junos: 1, cisco_iosxr: 1 };
  fleet = await startLabFleet({ devices: DEVICES, mix });
  const store = createFakeStore();
  const clock = systemClock;
  runs = createRuns({ fleet: fleet.fleet, store, pool: createSessionPool({ clock, reuseMs: 0 }) });
  backups = createBackups({
    repo: openBackupRepo({ folder: join(folder, 'backups.git'), store, clock }),
    store,
    clock,
    log: silentLog,
    publicText: createPublicText({ key: 'test', held: () => [] }),
    platform: findPlatform,
    remote: null,
    leastRatio: 0.5,
  });
}, PATIENCE_MS);

afterAll(async () => {
  await runs?.shutdown();
  await backups?.close();
  await fleet?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function backup() {
  const runId = await backups.start(runs, {
    devices: fleet.devices,
    reason: 'lunch',
    principal: 'test',
    params: {},
  });
  await runs.wait(runId, PATIENCE_MS);
  return runs.answer(runId);
}

it('every platform is kept, then found unchanged, then changed just where it was', {
  timeout: PATIENCE_MS,
}, async () => {
  const first = await backup();
  expect(first.failures).toEqual([]);
  expect(first.headline).toMatch(new RegExp(`^${DEVICES} of ${DEVICES} backed up: ${DEVICES} new`));
  expect(git('rev-list', '--count', 'main').trim()).toBe('1');
  const files = git('ls-tree', '-r', '--name-only', 'main').trim().split('\n');
  expect(files.sort()).toEqual([...fleet.devices.map(({ name }) => backupPath(name)), 'devices.tsv'].sort());

  const second = await backup();
  expect(second.headline).toMatch(new RegExp(`^${DEVICES} of ${DEVICES} backed up: ${DEVICES} unchanged`));
  expect(second.note).toBe('Nothing changed: no commit.');
  expect(git('rev-list', '--count', 'main').trim()).toBe('1');

  const switches = fleet.devices.filter(({ platform }) => platform === 'cisco_ios').slice(0, 3);
  for (const { name } of switches) fleet.lab.device(name).configure('ip name-server 192.0.2.53');
  const third = await backup();
  expect(third.headline).toMatch(/3 changed, 37 unchanged/);
  const changes = third.groups.filter(({ kind }) => kind === 'change');
  expect(changes).toEqual([
    expect.objectContaining({ count: 3, title: '1 line added', difference: ['+ ip name-server 192.0.2.53'] }),
  ]);
  expect(changes[0]?.devices).toEqual(switches.map(({ name }) => name).sort());
  const changed = git('diff', '--name-only', 'main~1', 'main').trim().split('\n');
  expect(changed.sort()).toEqual(switches.map(({ name }) => backupPath(name)).sort());
  expect(git('log', '-1', '--format=%an|%s', 'main').trim()).toBe('test|lunch: 3 changed of 40');
  expect(git('fsck', '--full', '--strict')).toBe('');
});

it('what was backed up is searched and compared', { timeout: PATIENCE_MS }, async () => {
  const search = await backups.search({
    devices: fleet.devices,
    pattern: compileLineMatch('^ip name-server 192.0.2.53'),
    under: null,
    isMissing: false,
    after: null,
    limit: 100,
    linesPerDevice: 5,
  });
  expect(search.counts).toMatchObject({ selected: DEVICES, having: 3, lacking: DEVICES - 3, noBackup: 0 });
  const device = search.found[0]?.device;
  if (device === undefined) throw new Error('found above');
  const compared = await backups.compare({ device, from: null, to: null, running: null, contextLines: 0 });
  expect(compared).toMatchObject({ added: 1, removed: 0, isOrderOnly: false });
  expect(await backups.log(device.name, { limit: 10 })).toHaveLength(2);
});

it('a cancelled backup keeps what it had read', { timeout: PATIENCE_MS }, async () => {
  for (const { name, platform } of fleet.devices) {
    if (platform === 'cisco_ios') fleet.lab.device(name).configure('ip name-server 192.0.2.54');
  }
  const runId = await backups.start(runs, { devices: fleet.devices, reason: null, principal: 'test', params: {} });
  await new Promise<void>((resolve, reject) => {
    const onProgress = ({ done }: { readonly done: number }) => {
      if (done > 0) resolve();
    };
    runs.wait(runId, PATIENCE_MS, { onProgress }).then(resolve, reject);
  });
  await runs.cancel(runId);
  const answer = await runs.answer(runId);
  const { ok, attention } = answer.counts;
  expect(answer.note).toMatch(/^(?:Committed as [0-9a-f]{8}|Nothing changed: no commit|Nothing was stored)\.$/);
  const changed = answer.groups.filter(({ kind }) => kind === 'change').reduce((sum, { count }) => sum + count, 0);
  const tree = git('diff', '--name-only', 'main~1', 'main').trim().split('\n');
  if (answer.note?.startsWith('Committed') === true) expect(tree).toHaveLength(changed);
  expect(changed).toBeLessThanOrEqual(ok + attention);
  expect(git('fsck', '--full', '--strict')).toBe('');
});
