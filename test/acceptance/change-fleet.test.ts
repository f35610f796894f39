/**
 * A fleet of all platforms, changed and led back: a model plans and pushes, a person approves, and the lab's own record
 * and configurations say what became of it. The same at full size, with its times, is in the bench.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabDesk, mostAtOnce, openLabDesk } from '../support/change-desk.ts';
import { HARMLESS } from '../support/fleet-lines.ts';
import { rollcall } from './acceptance-lab.ts';

const DEVICES = 42;
const IN_FLIGHT = 24;
const MIX = Object.keys(HARMLESS)
  .map((platform) => `${platform}=1`)
  .join(',');
/** A push takes four seconds a wave, and as much again where the machine is busy. */
const MINUTES_MS = 180_000;
const BUDGET_CHARS = 6_000;

let desk: LabDesk;
let base: Awaited<ReturnType<LabDesk['ask']>>;
const hashes = () => desk.ask({ do: 'hash', device: 'all' });

beforeAll(async () => {
  const change = { waves: [1, DEVICES], no_heal_wave: DEVICES, in_flight: IN_FLIGHT, stop_percent: 100 };
  desk = await openLabDesk({ devices: DEVICES, mix: MIX }, { change });
  base = await hashes();
}, MINUTES_MS);
afterAll(() => desk.close());

describe('a change of a whole fleet', { timeout: MINUTES_MS }, () => {
  let changeId = '';

  it('is planned without a write, pushed once approved, verified and saved on every device', async () => {
    const planned = await desk.plan(HARMLESS);
    expect(planned.counts, JSON.stringify(planned, null, 1)).toMatchObject({
      selected: DEVICES,
      failed: 0,
      skipped: 0,
    });
    expect(planned.plan).toMatchObject({ devices: DEVICES, waves: [1, DEVICES - 1] });
    await expect(desk.push(planned.plan?.plan_id ?? '')).rejects.toThrow('NEEDS_APPROVAL');
    expect(desk.writes()).toEqual([]);

    const pushed = await desk.push(await desk.approve(planned));
    changeId = pushed.change_id ?? '';
    expect(pushed.counts, JSON.stringify(pushed, null, 1)).toMatchObject({ selected: DEVICES, ok: DEVICES });
    for (const [name, text] of Object.entries(await desk.ask({ do: 'config', device: 'all' }))) {
      expect(text, name).toContain('harmless');
    }
    expect(new Set(Object.values(await desk.ask({ do: 'saved', device: 'all' })))).toEqual(new Set([true]));
    const atOnce = mostAtOnce(desk.writes());
    expect(atOnce).toBeGreaterThan(1);
    expect(atOnce).toBeLessThanOrEqual(IN_FLIGHT);
    const { devices } = await desk.changes.change(changeId);
    expect(new Set(devices.map(({ state }) => state))).toEqual(new Set(['saved']));
  });

  it('is undone to exactly what every device had', async () => {
    expect(await hashes()).not.toEqual(base);
    const { pushed } = await desk.rollback(changeId);
    expect(pushed.counts, JSON.stringify(pushed, null, 1)).toMatchObject({ selected: DEVICES, ok: DEVICES });
    expect(await hashes()).toEqual(base);
  });

  it('sends nothing to a device that somebody changed after it was planned', async () => {
    const planned = await desk.plan(HARMLESS);
    const planId = await desk.approve(planned);
    const { plan } = await desk.changes.plan(planId);
    const other = plan.devices.find(({ wave, platform }) => wave === 1 && platform === 'arista_eos')?.device ?? '';
    await desk.ask({ do: 'configure', device: other, line: 'ntp server 10.7.7.7' });
    const stale = await hashes();
    const linesSoFar = desk.writes().filter(({ device }) => device === other).length;

    const pushed = await desk.push(planId);
    expect(pushed.counts, JSON.stringify(pushed, null, 1)).toMatchObject({ ok: DEVICES - 1, failed: 1 });
    expect(pushed.failures).toMatchObject([{ code: 'PLAN_STALE', count: 1, devices: [other] }]);
    expect(desk.writes().filter(({ device }) => device === other)).toHaveLength(linesSoFar);
    expect((await hashes())[other]).toBe(stale[other]);

    const { pushed: undone } = await desk.rollback(pushed.change_id ?? '');
    expect(undone.counts, JSON.stringify(undone, null, 1)).toMatchObject({ selected: DEVICES - 1, ok: DEVICES - 1 });
    expect(await hashes()).toEqual({ ...base, [other]: stale[other] });
  });

  it('answers within the budget when no two devices change alike, the worst risk first', async () => {
    const lines = Object.fromEntries(
      Object.entries(HARMLESS).map(([platform, own]) => [
        platform,
        own.map((line) =>
          line.replace('harmless', '{{ device.name[-4:]|int * 7 }} and a few words more to fill a line with'),
        ),
      ]),
    );
    const planned = await desk.plan({ ...lines, cisco_ios: ['line vty 0 4', ' exec-timeout 7 0'] });
    expect(desk.program.lastReply().length).toBeLessThanOrEqual(BUDGET_CHARS);
    // Terminal lines, and where Junos keeps its own address.
    expect(planned.groups[0]).toMatchObject({ kind: 'finding', severity: 'critical', count: (2 * DEVICES) / 7 });
    expect(planned.groups[0]?.title).toContain('the way the device is managed');
    expect(planned.plan?.risks.map(({ risk }) => risk)).toEqual(['management-path', 'no-self-heal']);
    expect(planned.omitted.groups).toBeGreaterThan(0);
    const rows = await desk.program.results(planned.run_id);
    expect(rows).toHaveLength(DEVICES);
  });

  it('leaves an audit log that is whole, and nothing for the doctor', async () => {
    const verified = await rollcall(desk.configPath, 'audit-log', 'verify');
    expect(verified, verified.stderr).toMatchObject({ code: 0 });
    const doctor = await rollcall(desk.configPath, 'doctor');
    expect(doctor.code, doctor.stdout).toBe(0);
  });
});
