/**
 * A change that cuts management, for a whole fleet: it stops in the canary, which heals by its own timer. Lab and program
 * share a clock that runs faster than the system's.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type App, createApp } from '../../src/app.ts';
import type { ToolDefinition } from '../../src/tools/define-tool.ts';
import { planChange } from '../../src/tools/plan-change.ts';
import { pushConfig } from '../../src/tools/push-config.ts';
import type { runAnswerSchema } from '../../src/tools/run-answer-schema.ts';
import { templateOf } from '../support/change-desk.ts';
import { stretchedLimits } from '../support/crash/crash-setting.ts';
import { createScaledClock } from '../support/crash/scaled-clock.ts';
import { CUTTING } from '../support/fleet-lines.ts';
import { type AcceptanceLab, startAcceptanceLab, variant } from './acceptance-lab.ts';

const DEVICES = 60;
/** Three seconds of the system's time. */
const TIMER_MINUTES = 2;
/** A silent device is given up after a second of the system's time, so that it is looked at again while its timer runs. */
const CONNECT_MS = 40_000;
const MINUTES_MS = 120_000;

let lab: AcceptanceLab;
let app: App;

beforeAll(async () => {
  const clock = createScaledClock(Date.now());
  const mix = Object.fromEntries(Object.keys(CUTTING).map((platform) => [platform, 1]));
  lab = await startAcceptanceLab({ devices: DEVICES, mix, clock });
  const limits = { ...stretchedLimits(), connect_ms: CONNECT_MS };
  const fields = { mode: 'read-write', limits, change: { timer_minutes: TIMER_MINUTES } };
  const configPath = variant(lab.configPath, 'changing.yaml', fields);
  const logSink = { level: 'error', write: () => {} } as const;
  app = await createApp({ env: {}, cwd: lab.folder, configPath, clock, logSink });
}, MINUTES_MS);
afterAll(async () => {
  await app.close();
  await lab.stop();
});

const context = () => app.context({ principal: 'mcp', signal: new AbortController().signal, waitLimitS: 3_600 });
const call = async (tool: ToolDefinition, args: Readonly<Record<string, unknown>>) => {
  const input = z.parse(tool.input, args);
  return z.parse(tool.output, await tool.run(input, await context())) as z.infer<typeof runAnswerSchema>;
};

it('touches one device, which heals by its own timer, and says so', { timeout: MINUTES_MS }, async () => {
  const hashes = () => lab.lab.devices.map((device) => [device.name, device.configHash()]);
  const before = hashes();
  const change = { select: 'all', title: 'cuts us off', template: templateOf(CUTTING), vars: {}, wait_s: 45 };
  const { plan } = await call(planChange, change);
  expect(plan?.risks[0]).toMatchObject({ risk: 'management-path' });
  const { changes, runs } = await context();
  const { code, mustAccept } = await changes.plan(plan?.plan_id ?? '');
  const yes = { code, approver: 'cli:alice', channel: 'terminal', accept: mustAccept };
  await changes.approve({ planId: plan?.plan_id ?? '', ...yes });

  const { run_id: runId, change_id: changeId } = await call(pushConfig, { plan_id: plan?.plan_id ?? '' });
  await runs.wait(runId, 3_600_000);
  const answer = await runs.answer(runId);
  expect(answer.counts).toMatchObject({ selected: DEVICES, ok: 0, failed: 1, skipped: DEVICES - 1 });
  expect(answer.failures.map(({ code: one, count }) => [one, count]).sort()).toEqual([
    ['ROLLED_BACK', 1],
    ['WAVE_HALTED', DEVICES - 1],
  ]);
  expect(answer.note).toContain('Stopped in the canary: 1 of 1 devices did not end well.');
  const touched = new Set(lab.lab.writes().flatMap(({ device, session }) => (session === 'lab' ? [] : [device])));
  expect(touched.size).toBe(1);
  const { devices } = await changes.change(changeId ?? '');
  const states = new Map(devices.map(({ device, state }) => [device, state]));
  expect([...touched].map((name) => states.get(name))).toEqual(['rolled_back']);
  expect([...states.values()].filter((state) => state === 'not_started')).toHaveLength(DEVICES - 1);
  expect(hashes()).toEqual(before);
});
