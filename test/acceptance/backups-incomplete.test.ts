/** Configurations that come cut, empty or not at all: named, never stored, and the last good one stays. */
import { expect, test } from 'vitest';
import { type RunAnswer, startProgram } from '../support/program.ts';
import { labForTest, rollcall } from './acceptance-lab.ts';
import { gitOf, PLATFORMS, storedContents } from './backups-setting.ts';

const DEVICES = 42;
const CUT = 20;
const EMPTY = 4;
const LOST = 4;

const codes = ({ failures }: RunAnswer) => Object.fromEntries(failures.map(({ code, count }) => [code, count]));

test('output cut in the middle on 20 devices, empty on 4, lost on 4', { timeout: 60_000 }, async () => {
  const { lab, folder, configPath } = await labForTest({
    devices: DEVICES,
    mix: PLATFORMS,
    faults: {
      faults: [
        { fault: 'config-cut', devices: CUT, params: { skip: 1 } },
        { fault: 'config-empty', devices: EMPTY, params: { skip: 1 } },
        { fault: 'config-lost', devices: LOST, params: { skip: 1 } },
      ],
    },
  });
  const program = await startProgram({ configPath });
  try {
    const first = await program.run('backup_configs', { select: 'all' });
    expect(first.headline).toMatch(new RegExp(`^${DEVICES} of ${DEVICES} backed up: ${DEVICES} new[;.]`));
    const git = gitOf(folder);
    const whole = storedContents(git);
    const cut = lab.devices.filter(({ fault }) => fault === 'config-cut');
    // Where nothing but the length tells, too.
    expect(new Set(cut.map(({ platform }) => platform)).size).toBe(Object.keys(PLATFORMS).length);

    const second = await program.run('backup_configs', { select: 'all' });
    expect(codes(second)).toEqual({ CONFIG_INCOMPLETE: CUT + EMPTY, CONN_LOST: LOST });
    const rows = await program.results(second.run_id, { status: 'failed' });
    const refused = rows.filter(({ code }) => code === 'CONFIG_INCOMPLETE').map(({ device }) => device);
    expect(cut.map(({ name }) => name).filter((name) => !refused.includes(name))).toEqual([]);
    expect(second.headline).toContain(`${DEVICES - CUT - EMPTY - LOST} unchanged`);
    expect(second.note).toBe('Nothing changed: no commit.');
    expect(storedContents(git)).toEqual(whole);

    // The last good one is what is shown, searched and restored.
    const name = cut[0]?.name ?? '';
    const log = await rollcall(configPath, 'backups', 'log', name, '--json');
    expect((JSON.parse(log.stdout) as { revisions: unknown[] }).revisions).toHaveLength(1);
    expect((await rollcall(configPath, 'backups', 'show', name)).code).toBe(0);
  } finally {
    await program.close();
  }
});

test('a first backup that comes cut is refused wherever the platform marks its end', { timeout: 60_000 }, async () => {
  const { cisco_nxos: _, ...marked } = PLATFORMS;
  const { configPath } = await labForTest({
    devices: 12,
    mix: marked,
    faults: { faults: [{ fault: 'config-cut', devices: 12 }] },
  });
  const said = await rollcall(configPath, 'backup', '--select', 'all', '--json');
  expect(said.code).toBe(1);
  const answer = JSON.parse(said.stdout) as RunAnswer;
  expect(codes(answer)).toEqual({ CONFIG_INCOMPLETE: 12 });
  expect(answer.note).toBe('Nothing was stored.');
});
