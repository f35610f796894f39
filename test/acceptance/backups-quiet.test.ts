/** What counts as a change: not the time that went by, exactly the line that came, and only on those it came to. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LabDevice } from '../../src/lab/lab-device.ts';
import { type Program, startProgram } from '../support/program.ts';
import { type AcceptanceLab, startAcceptanceLab } from './acceptance-lab.ts';
import { gitOf, groupCounts, movableClock, PLATFORMS, storedContents } from './backups-setting.ts';

const DEVICES = 105;
const CHANGED = 37;
const clock = movableClock();

let lab: AcceptanceLab;
let program: Program;
let git: ReturnType<typeof gitOf>;

beforeAll(async () => {
  lab = await startAcceptanceLab({ devices: DEVICES, mix: PLATFORMS, clock });
  program = await startProgram({ configPath: lab.configPath });
  git = gitOf(lab.folder);
}, 60_000);
afterAll(async () => {
  await program.close();
  await lab.stop();
});

const backup = (reason: string) => program.run('backup_configs', { select: 'all', reason });
const commits = () => Number(git('rev-list', '--count', 'main'));
const rawTexts = () => new Map(lab.lab.devices.map((device) => [device, device.runningConfig]));
/** Platforms on which a device's own text is another than it was in `before`. */
const differing = (before: ReadonlyMap<LabDevice, string>) =>
  new Set(lab.lab.devices.filter((each) => before.get(each) !== each.runningConfig).map(({ platform }) => platform));

test('first every device is new, in one commit', { timeout: 60_000 }, async () => {
  const answer = await backup('first light');
  expect(answer.failures).toEqual([]);
  expect(answer.headline).toMatch(new RegExp(`^${DEVICES} of ${DEVICES} backed up: ${DEVICES} new[;.]`));
  expect(commits()).toBe(1);
  expect(storedContents(git).size).toBe(DEVICES);
  expect(git('log', '-1', '--format=%an %s')).toMatch(/^mcp first light: 105 new of 105\n$/);
});

test('a day later nothing has changed, whatever the clocks say, and there is no commit', {
  timeout: 60_000,
}, async () => {
  const before = rawTexts();
  clock.moveOn(86_400_000 + 61_000);
  expect([...differing(before)].sort()).toEqual(['cisco_ios', 'cisco_nxos']);
  const drifted = lab.lab.devices.filter((each) => each.runningConfig.includes('\nntp clock-period '));
  expect(drifted.length).toBeGreaterThan(0);
  // A line that comes and goes leaves a later `Last configuration change` behind, and nothing else.
  for (const device of lab.lab.devices.filter(({ platform }) => platform.startsWith('cisco'))) {
    device.configure('logging host 10.99.0.9');
    device.configure('no logging host 10.99.0.9');
  }
  expect([...differing(before)].sort()).toEqual(['cisco_ios', 'cisco_iosxe', 'cisco_iosxr', 'cisco_nxos']);

  const answer = await backup('a day later');
  expect(answer.headline).toMatch(new RegExp(`^${DEVICES} of ${DEVICES} backed up: ${DEVICES} unchanged[;.]`));
  expect(answer.note).toBe('Nothing changed: no commit.');
  expect(commits()).toBe(1);
});

test('the same line on 37 devices of three platforms is one group, shown once', { timeout: 60_000 }, async () => {
  const changed = ofCisco().slice(0, CHANGED);
  expect(new Set(changed.map(({ platform }) => platform)).size).toBe(3);
  for (const device of changed) device.configure('logging host 10.99.0.1');
  const before = storedContents(git);
  const answer = await backup('CHG-1234');
  expect(answer.headline).toMatch(
    new RegExp(`^${DEVICES} of ${DEVICES} backed up: ${CHANGED} changed, ${DEVICES - CHANGED} unchanged[;.]`),
  );
  const changes = answer.groups.filter(({ kind }) => kind === 'change');
  expect(changes).toMatchObject([{ count: CHANGED, title: '1 line added', difference: ['+ logging host 10.99.0.1'] }]);
  expect(program.lastReply().split('+ logging host 10.99.0.1')).toHaveLength(2);
  const now = storedContents(git);
  expect([...now].filter(([path, id]) => before.get(path) !== id)).toHaveLength(CHANGED);
  const rows = await program.results(answer.run_id, { group: changes[0]?.group });
  expect(rows.map(({ device }) => device).sort()).toEqual(changed.map(({ name }) => name).sort());
  expect(commits()).toBe(2);
});

test('a line that names its device, below a line that does, is one group too', { timeout: 60_000 }, async () => {
  const changed = ofCisco().slice(0, CHANGED);
  for (const device of changed) device.configure(`snmp-server contact noc about ${device.name}`);
  const answer = await backup('who to call');
  expect(answer.groups.filter(({ kind }) => kind === 'change')).toMatchObject([{ count: CHANGED }]);
  expect(groupCounts(answer)).toContainEqual(['unchanged', DEVICES - CHANGED]);
});

test('what changed is found by diff and by a search for the line', { timeout: 60_000 }, async () => {
  const [device] = ofCisco();
  const diff = await program.ask<{ added: number; removed: number; diff: string }>('diff_config', {
    device: device?.name,
    context: 0,
  });
  expect([diff.added, diff.removed]).toEqual([1, 0]);
  expect(diff.diff).toMatch(new RegExp(`^\\+snmp-server contact noc about ${device?.name}$`, 'm'));
  const found = await program.ask('search_configs', { pattern: '^logging host 10\\.99\\.0\\.1$' });
  expect(found).toMatchObject({ total: CHANGED, counts: { with_line: CHANGED, without_line: DEVICES - CHANGED } });
});

/** Devices that take the same line, the three platforms in turn. */
function ofCisco(): LabDevice[] {
  const wanted = ['cisco_ios', 'cisco_iosxe', 'arista_eos'].map((platform) =>
    lab.lab.devices.filter((device) => device.platform === platform),
  );
  return (wanted[0] ?? []).flatMap((_, index) => wanted.flatMap((devices) => devices[index] ?? []));
}
