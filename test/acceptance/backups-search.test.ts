/** Which devices lack a line, against what the devices themselves hold. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Program, startProgram } from '../support/program.ts';
import { type AcceptanceLab, rollcall, startAcceptanceLab } from './acceptance-lab.ts';
import { PLATFORMS } from './backups-setting.ts';

const DEVICES = 70;
const LINE = 'service password-encryption';

let lab: AcceptanceLab;
let program: Program;
/** By the devices' own word. */
let without: string[];

beforeAll(async () => {
  lab = await startAcceptanceLab({ devices: DEVICES, mix: { ...PLATFORMS, cisco_ios: 4 } });
  const { devices } = lab.lab;
  for (const [index, device] of devices.entries()) {
    if (index % 3 === 0 && device.runningConfig.includes(`\n${LINE}\n`)) device.configure(`no ${LINE}`);
  }
  without = devices
    .filter(({ runningConfig }) => !runningConfig.split('\n').includes(LINE))
    .map(({ name }) => name)
    .sort();
  program = await startProgram({ configPath: lab.configPath });
  await program.run('backup_configs', { select: 'all' });
}, 60_000);
afterAll(async () => {
  await program.close();
  await lab.stop();
});

interface Found {
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly devices: readonly { readonly device: string }[];
  readonly next_cursor: string | null;
}

async function lacking(args: Readonly<Record<string, unknown>>): Promise<string[]> {
  const names: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Found = await program.ask('search_configs', { ...args, missing: true, ...(cursor && { cursor }) });
    names.push(...page.devices.map(({ device }) => device));
    cursor = page.next_cursor;
    if (cursor === null) return names.sort();
  }
}

test('exactly the devices without the line are listed, over as many pages as it takes', async () => {
  expect(without.length).toBeGreaterThan(10);
  const some = lab.lab.devices.filter(({ platform, name }) => platform === 'cisco_ios' && without.includes(name));
  expect(some.length).toBeGreaterThan(0);
  expect(await lacking({ pattern: `^${LINE}$`, limit: 7 })).toEqual(without);
  expect(await lacking({ pattern: `^${LINE}$`, select: 'platform=cisco_ios', limit: 200 })).toEqual(
    some.map(({ name }) => name).sort(),
  );
});

test('another process answers the same from what is stored, and asks no device', async () => {
  const { connections } = lab.lab.counters();
  const said = await rollcall(lab.configPath, 'search', `^${LINE}$`, '--missing', '--limit', '200', '--json');
  const found = JSON.parse(said.stdout) as Found;
  expect(found.devices.map(({ device }) => device).sort()).toEqual(without);
  expect(found.counts).toMatchObject({ selected: DEVICES, without_line: without.length, no_backup: 0 });
  expect(lab.lab.counters().connections).toBe(connections);
});
