/** Names that would be trouble as file names: each device is stored apart, and found again by its own name. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type RunAnswer, startProgram } from '../support/program.ts';
import { labForTest, rollcall, variant } from './acceptance-lab.ts';
import { gitOf, storedContents } from './backups-setting.ts';

const NAMES = [
  '..',
  '.',
  'a/b',
  '../../etc/passwd',
  'CON',
  'nul.txt',
  '.git',
  'x'.repeat(300),
  `${'x'.repeat(299)}y`,
  'SW1',
  'sw1',
  'zürich-日本-🛰',
  'with space',
  'a\\b',
];

test('every name is stored apart and found again', { timeout: 120_000 }, async () => {
  const lab = await labForTest({ devices: NAMES.length });
  const { folder } = lab;
  const deviceOf = new Map(NAMES.map((name, index) => [name, lab.lab.devices[index]]));
  const rows = [...deviceOf].map(([name, device]) => `"${name}",${device?.inventoryHost},${device?.port},cisco_ios`);
  writeFileSync(join(folder, 'odd.csv'), `name,host,port,platform\n${rows.join('\n')}\n`);
  const configPath = variant(lab.configPath, 'odd.yaml', { inventory: [{ type: 'csv', path: 'odd.csv' }] });

  const first = await rollcall(configPath, 'backup', '--select', 'all', '--json');
  expect((JSON.parse(first.stdout) as RunAnswer).counts, first.stdout).toMatchObject({
    failed: 0,
    selected: NAMES.length,
  });
  const git = gitOf(folder);
  const paths = [...storedContents(git).keys()];
  expect(paths).toHaveLength(NAMES.length);
  expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(NAMES.length);
  for (const path of paths) expect(path).toMatch(/^configs\/[a-z0-9][a-z0-9._-]{0,59}~[0-9a-f]{16}\.cfg$/);
  for (const [name, device] of deviceOf)
    device?.configure(`snmp-server contact ${Buffer.from(name).toString('hex').slice(-60)}`);

  const program = await startProgram({ configPath });
  try {
    const second = await program.run('backup_configs', { select: 'all' });
    expect(second.headline).toContain(`${NAMES.length} changed`);
    for (const name of NAMES) {
      const mark = Buffer.from(name).toString('hex').slice(-60);
      const diff = await program.ask<{ diff: string; added: number }>('diff_config', { device: name, context: 0 });
      expect([name, diff.added, diff.diff.includes(`+snmp-server contact ${mark}\n`)]).toEqual([name, 1, true]);
      const uri = `rollcall://backups/${encodeURIComponent(name)}`;
      expect([name, JSON.stringify(await program.client.readResource(uri)).includes(mark)]).toEqual([name, true]);
      const found = await program.ask<{ devices: { device: string }[] }>('search_configs', {
        pattern: `^snmp-server contact ${mark}$`,
      });
      expect(found.devices.map(({ device }) => device)).toContain(name);
    }
  } finally {
    await program.close();
  }
  for (const [index, name] of ['a/b', '.git', 'x'.repeat(300), 'sw1'].entries()) {
    const log = await rollcall(configPath, 'backups', 'log', name, '--json');
    expect([name, log.code, log.stderr]).toEqual([name, 0, '']);
    expect(JSON.parse(log.stdout).revisions).toHaveLength(2);
    const file = join(folder, `restored-${index}`);
    expect((await rollcall(configPath, 'backups', 'restore-file', name, file)).code).toBe(0);
    const mark = Buffer.from(name).toString('hex').slice(-60);
    expect(readFileSync(file, 'utf8')).toContain(`\nsnmp-server contact ${mark}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
});
