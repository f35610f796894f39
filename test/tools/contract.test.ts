/** What holds for every tool: names, sizes, schemas, budgets, and that no secret leaves. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { backupPath } from '../../src/backup/backup-path.ts';
import type { JsonValue } from '../../src/inventory/device.ts';
import { tools } from '../../src/tools/registry.ts';
import type { ScriptedDevice } from '../support/fake-runs.ts';
import { createToolSetting, fakeDevice, type ToolSetting } from '../support/tool-setting.ts';

const FOLDER = join(import.meta.dirname, '../../src/tools');
const SECRET = 'hunter2-PLANTED';
const FLEET = 10_000;
// Ten thousand devices are asked four times before the first test.
const SETUP_MS = 120_000;
const DEVICE = 'site-1-switch-00001';

type Schema = { readonly [key: string]: JsonValue } & {
  readonly type: string;
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
};

const inputOf = (tool: (typeof tools)[number]) => z.toJSONSchema(tool.input, { io: 'input' }) as unknown as Schema;

describe('every tool', () => {
  it('has a file of its name, and every such file is registered', () => {
    const defined = readdirSync(FOLDER)
      .filter((file) => /= defineTool\(/.test(readFileSync(join(FOLDER, file), 'utf8')))
      .map((file) => file.replace(/\.ts$/, '').replaceAll('-', '_'));
    expect(defined.length).toBeGreaterThan(5);
    expect([...defined].sort()).toEqual(tools.map((tool) => tool.name).sort());
  });

  it('is listed as clients cache it', () => {
    const listed = tools.map((tool) => ({
      name: tool.name,
      title: tool.title,
      effect: tool.effect,
      description: tool.description,
      input: inputOf(tool),
      output: Object.keys(tool.output.shape),
    }));
    expect(listed).toMatchSnapshot();
    expect(JSON.stringify(listed).length, 'what a client loads before the first question').toBeLessThan(26_000);
  });

  describe.each(tools.map((tool) => [tool.name, tool] as const))('%s', (name, tool) => {
    it('has a short name, a title and a description within bounds', () => {
      expect(name).toMatch(/^[a-z]+(?:_[a-z]+)+$/);
      expect(name.length).toBeLessThanOrEqual(30);
      expect(tool.title.length).toBeGreaterThan(5);
      expect(tool.description.length).toBeGreaterThan(200);
      expect(tool.description.length).toBeLessThanOrEqual(1_000);
    });

    it('takes a flat, strict object whose every field is described', () => {
      const schema = inputOf(tool);
      expect(schema.type).toBe('object');
      expect(schema['additionalProperties']).toBe(false);
      expect(JSON.stringify(schema)).not.toMatch(/"(?:anyOf|oneOf|allOf|\$ref)"/);
      for (const [field, property] of Object.entries(schema.properties)) {
        expect(property.description, field).toMatch(/e\.g\.|next_cursor|true|"reach"/i);
        expect(field).toMatch(/^[a-z][a-z_]*$/);
      }
    });

    it('answers in an object whose fields are snake_case', () => {
      const schema = z.toJSONSchema(tool.output, { io: 'output' }) as unknown as Schema;
      expect(schema.type).toBe('object');
      expect(schema['additionalProperties']).toBe(false);
      for (const field of Object.keys(schema.properties)) expect(field).toMatch(/^[a-z][a-z_]*$/);
    });
  });
});

let backups = 0;

/** Another for each device and at each reading, with the secret in what changes. */
function configOf(name: string): string {
  const own = Array.from(
    { length: 12 },
    (_, index) => ` description "${index}" of ${name} in ${backups} key ${SECRET}`,
  );
  return ['version 15.2', `hostname ${name}`, 'interface Vlan1', ...own, 'line vty 0 4', ' login', 'end', ''].join(
    '\n',
  );
}

/** Every fifth device fails; every seventh answers something of its own; the secret stands in every text. */
function script(device: { readonly name: string }): ScriptedDevice {
  const number = Number(device.name.slice(-5));
  if (number % 5 === 0) {
    const detail = `${SECRET} refused`;
    return { failsWith: { code: 'CONN_REFUSED', phase: 'tcp', message: 'Refused.', hint: 'Look.', detail } };
  }
  const line = number % 7 === 0 ? `odd ${number}` : 'even';
  const text = `username admin password ${SECRET}\n${line}\n${'interface Gi1/0/1 description "quoted"\n'.repeat(50)}`;
  const answers = { 'show version': text, 'show inventory': text, 'show running-config': configOf(device.name) };
  return { hostname: `x${SECRET}`, answers };
}

type Calls = Record<string, unknown>;

describe(`at ${FLEET.toLocaleString('en-US')} devices`, () => {
  let setting: ToolSetting;
  let commandRun: string;
  let checkRun: string;
  let backupRun: string;
  let changeId: string;
  const toolNamed = (name: string) => {
    const tool = tools.find((candidate) => candidate.name === name);
    if (tool === undefined) throw new Error(`no tool ${name}`);
    return tool;
  };

  beforeAll(async () => {
    const devices = Array.from({ length: FLEET }, (_, index) =>
      fakeDevice(`site-${index % 400}-switch-${String(index).padStart(5, '0')}`, {
        site: `site-${index % 400}`,
        role: `role-${index % 30}`,
        data: { password: SECRET, rack: index },
      }),
    );
    const config = { mode: 'read-write', change: { max_devices: FLEET, max_devices_per_hour: 10 * FLEET } };
    setting = createToolSetting({ devices, script, planted: SECRET, config });
    commandRun = String(
      (await setting.call(toolNamed('run_command'), { select: 'all', commands: ['show version'] }))['run_id'],
    );
    checkRun = String((await setting.call(toolNamed('check_devices'), { select: 'all' }))['run_id']);
    await setting.call(toolNamed('backup_configs'), { select: 'all' });
    backups++;
    backupRun = String((await setting.call(toolNamed('backup_configs'), { select: 'all' }))['run_id']);
    changeId = await pushedChange();
  }, SETUP_MS);

  // More than one plan may have, unless the operator raises it.
  const plan = { select: 'site~site-1*', title: `key ${SECRET}`, commands: ['line vty 0 4', ` password ${SECRET}`] };
  const approvedPlan = async (): Promise<string> => {
    const { changes } = setting.context;
    const made = (await setting.call(toolNamed('plan_change'), plan)) as {
      readonly plan?: { readonly plan_id: string };
    };
    const { plan: whole, code, mustAccept: accept } = await changes.plan(made.plan?.plan_id ?? '');
    await changes.approve({ planId: whole.id, code, approver: 'cli:test', channel: 'test', accept });
    return whole.id;
  };
  /** A change that reached its devices, as far as the record of changes says. */
  const pushedChange = async (): Promise<string> => {
    const planId = await approvedPlan();
    const { change_id } = await setting.call(toolNamed('push_config'), { plan_id: planId });
    const { changes } = setting;
    const before = await changes.putImage('hostname other\n');
    for (const { device, baseHash } of await changes.changeDevices(String(change_id))) {
      await changes.updateDevice(String(change_id), device, { state: 'saved', before, foundHash: baseHash });
    }
    return String(change_id);
  };

  /** What is asked of each tool, by default and at its most. */
  const calls: readonly (readonly [string, number, () => Calls | Promise<Calls>])[] = [
    ['list_devices', 6_000, () => ({})],
    ['list_devices', 20_000, () => ({ limit: 200, fields: ['platform', 'host', 'groups', 'data.rack', 'version'] })],
    ['check_devices', 6_000, () => ({ select: 'all' })],
    ['check_devices', 6_000, () => ({ select: 'all', profile: 'reach' })],
    ['run_command', 6_000, () => ({ select: 'all', commands: ['show version', 'show inventory'] })],
    ['run_command', 6_000, () => ({ select: 'all', commands: ['show version'], match: 'odd' })],
    ['get_run', 6_000, () => ({ run_id: commandRun })],
    ['get_results', 6_000, () => ({ run_id: commandRun })],
    ['get_results', 6_000, () => ({ run_id: checkRun })],
    ['get_results', 6_000, () => ({ run_id: commandRun, status: 'failed' })],
    ['get_results', 20_000, () => ({ run_id: commandRun, limit: 100 })],
    ['get_results', 20_000, () => ({ run_id: commandRun, limit: 100, raw: true })],
    ['get_results', 6_000, () => ({ run_id: backupRun })],
    ['get_results', 20_000, () => ({ run_id: backupRun, group: 'g1' })],
    ['cancel_run', 6_000, () => ({ run_id: checkRun })],
    ['backup_configs', 6_000, () => ({ select: 'all', reason: `because of ${SECRET}` })],
    ['search_configs', 6_000, () => ({ pattern: 'description' })],
    ['search_configs', 20_000, () => ({ pattern: 'key', under: '^interface', limit: 200 })],
    ['search_configs', 6_000, () => ({ pattern: 'ntp server', missing: true })],
    ['search_configs', 20_000, () => ({ pattern: '.', select: DEVICE })],
    ['diff_config', 20_000, () => ({ device: DEVICE, context: 50 })],
    ['diff_config', 20_000, () => ({ device: DEVICE, to: 'running' })],
    ['plan_change', 6_000, () => plan],
    [
      'plan_change',
      6_000,
      () => ({ select: plan.select, title: 'a', template: 'banner motd ^\n{{ device.name }}\n^' }),
    ],
    ['push_config', 6_000, async () => ({ plan_id: await approvedPlan() })],
    ['rollback_change', 6_000, () => ({ change_id: changeId })],
  ];

  it('asks every tool', () => {
    expect(new Set(calls.map(([name]) => name))).toEqual(new Set(tools.map((tool) => tool.name)));
  });

  it.each(calls)('%s answers within %i characters, and without the secret', async (name, budget, args) => {
    const answer = JSON.stringify(await setting.call(toolNamed(name), await args()));
    expect(answer.length).toBeGreaterThan(100);
    expect(answer.length).toBeLessThanOrEqual(budget);
    expect(answer).not.toContain(SECRET);
  });

  it('keeps the secret in the repository, which is what a backup is for', () => {
    expect(setting.repo.textOf(backupPath(DEVICE))).toContain(SECRET);
    expect(JSON.stringify(setting.repo.commits.map(({ message }) => message))).not.toContain(SECRET);
  });
});
