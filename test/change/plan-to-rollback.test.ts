/** The whole way through the tools against a lab: plan, approval, push, undo. The lab's own record is the oracle. */
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type App, createApp } from '../../src/app.ts';
import { type Lab, startLab } from '../../src/lab/lab.ts';
import type { ToolDefinition } from '../../src/tools/define-tool.ts';
import { getRun } from '../../src/tools/get-run.ts';
import { planChange } from '../../src/tools/plan-change.ts';
import { pushConfig } from '../../src/tools/push-config.ts';
import { rollbackChange } from '../../src/tools/rollback-change.ts';
import type { runAnswerSchema } from '../../src/tools/run-answer-schema.ts';

let folder = '';
let lab: Lab;
let app: App;

const start = () =>
  createApp({
    env: {},
    cwd: folder,
    configPath: join(folder, 'rollcall.yaml'),
    logSink: { level: 'error', write: () => {} },
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-change-'));
  lab = await startLab({
    devices: 10,
    mix: { cisco_ios: 1, arista_eos: 1, juniper_junos: 1, cisco_nxos: 1, cisco_iosxr: 1 },
    seed: 3,
    outDir: folder,
  });
  await appendFile(join(folder, 'rollcall.yaml'), '\nmode: read-write\nchange:\n  waves: [1, 3, 50]\n');
  app = await start();
});
afterAll(async () => {
  await app.close();
  await lab.stop();
  await rm(folder, { recursive: true });
});

type Answer = z.infer<typeof runAnswerSchema>;

const call = async (tool: ToolDefinition, args: Record<string, unknown>): Promise<Answer> => {
  const context = await app.context({ principal: 'mcp', signal: new AbortController().signal, waitLimitS: 60 });
  return z.parse(tool.output, await tool.run(z.parse(tool.input, args), context)) as Answer;
};
const changes = async () => (await app.context({ principal: 'cli:eve', signal: new AbortController().signal })).changes;

const planId = (answer: Answer): string => answer.plan?.plan_id ?? `no plan: ${JSON.stringify(answer)}`;
const approve = async (id: string) => {
  const room = await changes();
  const { code, mustAccept } = await room.plan(id);
  return room.approve({ planId: id, code, approver: 'cli:alice', channel: 'terminal', accept: mustAccept });
};
const hashes = () => lab.devices.map((device) => [device.name, device.configHash()]);

const LIKE_IOS = { select: '!platform=juniper_junos', title: 'NTP', commands: ['ntp server 192.0.2.99'] };

// Three waves of logins, lines, new logins and saves, on every platform.
const A_MINUTE_MS = 60_000;

describe('from plan to rollback', { timeout: A_MINUTE_MS }, () => {
  it('plans without a write, pushes once approved, and leads back to where every device was', async () => {
    const before = hashes();
    const planned = await call(planChange, LIKE_IOS);
    expect(planned, JSON.stringify(planned, null, 1)).toMatchObject({
      state: 'done',
      kind: 'plan',
      counts: { selected: 8, failed: 0 },
    });
    expect(planned.plan).toMatchObject({
      devices: 8,
      wave_count: 3,
      waves: [1, 3, 4],
      script_lines: 1,
      state: 'waiting',
    });
    expect(planned.note).toBe(
      `Plan ${planId(planned)} for 8 devices: a person approves it with "rollcall approve ${planId(planned)}".`,
    );
    expect(planned.groups.find(({ kind }) => kind === 'change')?.difference).toContainEqual('+ ntp server 192.0.2.99');
    expect(await call(getRun, { run_id: planned.run_id })).toEqual(planned);
    expect(lab.writes()).toEqual([]);

    await expect(call(pushConfig, { plan_id: planId(planned) })).rejects.toMatchObject({ code: 'NEEDS_APPROVAL' });
    expect(lab.writes()).toEqual([]);
    await approve(planId(planned));
    const pushed = await call(pushConfig, { plan_id: planId(planned) });
    expect(pushed, JSON.stringify(pushed, null, 1)).toMatchObject({
      state: 'done',
      kind: 'push',
      counts: { selected: 8, ok: 8 },
    });
    await expect(call(pushConfig, { plan_id: planId(planned) })).rejects.toMatchObject({ code: 'ALREADY_APPLIED' });
    expect(await call(planChange, LIKE_IOS)).toMatchObject({ note: 'No plan was made: nothing is to be changed.' });

    const changeId = pushed.change_id ?? '';
    const back = await call(rollbackChange, { change_id: changeId });
    expect(back, JSON.stringify(back, null, 1)).toMatchObject({ kind: 'plan', plan: { devices: 8 } });
    await expect(call(rollbackChange, { change_id: changeId })).rejects.toMatchObject({ code: 'NEEDS_APPROVAL' });
    await approve(planId(back));
    // Another process may be the one that undoes it.
    await app.close();
    app = await start();
    const undone = await call(rollbackChange, { change_id: changeId });
    expect(undone, JSON.stringify(undone, null, 1)).toMatchObject({ kind: 'push', counts: { selected: 8, ok: 8 } });
    expect(hashes()).toEqual(before);
    expect(await (await changes()).audit.verify()).toMatchObject({ intact: true });
  });

  it('does the same where lines are statements', async () => {
    const before = hashes();
    const commands = ['set system ntp server 192.0.2.99', 'set system domain-name example.org'];
    const planned = await call(planChange, { select: 'platform=juniper_junos', title: 'NTP', commands });
    expect(planned, JSON.stringify(planned, null, 1)).toMatchObject({ plan: { devices: 2, script_lines: 2 } });
    await approve(planId(planned));
    const pushed = await call(pushConfig, { plan_id: planId(planned) });
    expect(pushed, JSON.stringify(pushed, null, 1)).toMatchObject({ kind: 'push', counts: { selected: 2, ok: 2 } });
    expect(hashes()).not.toEqual(before);
    const back = await call(rollbackChange, { change_id: pushed.change_id ?? '' });
    await approve(planId(back));
    const undone = await call(rollbackChange, { change_id: pushed.change_id ?? '' });
    expect(undone, JSON.stringify(undone, null, 1)).toMatchObject({ kind: 'push', counts: { ok: 2 } });
    expect(hashes()).toEqual(before);
  });

  it('sends nothing to a device that was changed since the plan', async () => {
    const select = 'platform=arista_eos';
    const planned = await call(planChange, { ...LIKE_IOS, select });
    await approve(planId(planned));
    for (const { name, platform } of lab.devices) {
      if (platform === 'arista_eos') lab.device(name).configure('ntp server 192.0.2.50');
    }
    const writes = lab.writes().length;
    const pushed = await call(pushConfig, { plan_id: planId(planned) });
    expect(pushed.failures.map(({ code }) => code).sort()).toEqual(['PLAN_STALE', 'WAVE_HALTED']);
    expect(lab.writes()).toHaveLength(writes);
    await expect(call(rollbackChange, { change_id: pushed.change_id ?? '' })).rejects.toMatchObject({
      code: 'EMPTY_SELECTION',
    });
  });
});
