/** Two programs push to some of the same devices at the same time: each device takes one change, whole, and no other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import type { Changes } from '../../src/change/changes.ts';
import { type Round, templateOf, wordsOf } from '../support/crash/round-lines.ts';
import { type AcceptanceLab, rollcall, startAcceptanceLab, variant } from './acceptance-lab.ts';

const DEVICES = 10;
/** Long enough that both programs are at work on a device at the same time, however long one takes to start. */
const LINE_MS = 1_000;

let lab: AcceptanceLab;
let app: App;
let configPath: string;
let changes: Changes;

beforeAll(async () => {
  lab = await startAcceptanceLab({
    devices: DEVICES,
    mix: { cisco_ios: 1, cisco_nxos: 1, arista_eos: 1, juniper_junos: 1, frr: 1 },
    faults: { faults: [{ fault: 'slow-lines', devices: DEVICES, params: { line_ms: LINE_MS } }] },
  });
  // All devices at once, whatever becomes of one.
  const change = { waves: [DEVICES], no_heal_wave: DEVICES };
  configPath = variant(lab.configPath, 'changing.yaml', { mode: 'read-write', change });
  app = await createApp({ env: {}, cwd: lab.folder, configPath, logSink: { level: 'error', write: () => {} } });
  ({ changes } = await app.context({ principal: 'mcp', signal: new AbortController().signal }));
}, 60_000);
afterAll(async () => {
  await app.close();
  await lab.stop();
});

async function approvedPlan(round: Round, names: readonly string[]): Promise<string> {
  const { inventory, runs, store } = await app.context({ principal: 'mcp', signal: new AbortController().signal });
  const devices = inventory.devices.filter(({ name }) => names.includes(name));
  const source = { kind: 'template', template: templateOf(round), vars: {} } as const;
  const asked = { source, title: 'at the same time', select: names.join(','), devices, principal: 'mcp' };
  const runId = await changes.startPlan(asked);
  await runs.wait(runId, 60_000);
  const planId = String(Object(await store.getRun(runId)).params.plan_id);
  const { code, mustAccept, plan } = await changes.plan(planId);
  expect(plan.devices).toHaveLength(names.length);
  await changes.approve({ planId, code, approver: 'cli:person', channel: 'terminal', accept: mustAccept });
  return planId;
}

describe('two programs, some of the same devices', () => {
  test('one is refused where the other is at work', { timeout: 120_000 }, async () => {
    const names = lab.lab.devices.map(({ name }) => name);
    const rounds: readonly Round[] = [
      { chain: 1, number: 1 },
      { chain: 2, number: 1 },
    ];
    const selected = [names.slice(0, 7), names.slice(3)];
    const plans = await Promise.all(rounds.map((round, index) => approvedPlan(round, selected[index] ?? [])));
    expect(lab.writes()).toBe('');
    const ended = await Promise.all(plans.map((planId) => rollcall(configPath, 'push', planId)));
    expect(ended.map(({ code }) => code).every((code) => code === 0 || code === 1)).toBe(true);

    const codes: string[] = [];
    for (const [index, planId] of plans.entries()) {
      const { change } = await changes.plan(planId);
      for (const { device, platform, state, code } of (await changes.change(change?.id ?? '')).devices) {
        const words = wordsOf(rounds[index] as Round);
        const has = words.filter((word) => lab.lab.device(device).runningConfig.includes(word)).length;
        const where = `${device} (${platform}): ${state} ${code}\n${ended[index]?.stdout}`;
        if (code === null) expect(has, where).toBe(words.length);
        else expect([has, state], where).toEqual([0, 'not_started']);
        if (code !== null) codes.push(code);
      }
    }
    // Every device of both plans has one change, so each of them was refused one.
    expect(codes).toHaveLength(selected.flat().length - DEVICES);
    expect(codes.every((code) => code === 'LEASE_HELD' || code === 'PLAN_STALE')).toBe(true);
    expect(codes).toContain('LEASE_HELD');
    for (const name of names) requireOrder(name, rounds);
  });
});

/** What a device took is one change's lines, each session's together. */
function requireOrder(name: string, rounds: readonly Round[]): void {
  const own = lab.lab.writes().filter(({ device }) => device === name);
  const sessions = own.map(({ session }) => session);
  const turns = sessions.filter((session, index) => session !== sessions[index - 1]);
  expect(turns, name).toEqual([...new Set(turns)]);
  const taken = own.map(({ line }) => line);
  const isTaken = (word: string) => taken.some((line) => line.includes(word));
  const begun = rounds.filter((round) => wordsOf(round).some(isTaken));
  const complete = rounds.filter((round) => wordsOf(round).every(isTaken));
  expect(begun, name).toHaveLength(1);
  expect(complete, name).toEqual(begun);
}
