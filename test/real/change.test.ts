/** Twenty real routers, changed and led back through the built program. What they hold is asked of FRR itself. */
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ChangeDesk, openDesk } from '../support/change-desk.ts';
import type { RunAnswer } from '../support/program.ts';
import { type CuttingWire, layWire } from '../support/real/cutting-wire.ts';
import type { RealLabFacts } from '../support/real/real-lab.ts';
import { type RouterTruth, routerTruth } from '../support/real/router-truth.ts';
import type { RealHost } from '../support/real/ssh-servers.ts';
import { makeWorkspace } from '../support/real/workspace.ts';

const realLab = inject('realLab');

/** A route, a list, a setting that is new, one that had another value, and a block of the router's own number. */
const CHANGE = [
  'ip route 10.99.0.0/16 Null0',
  'ip prefix-list ROLLCALL seq 5 permit 10.99.0.0/16',
  'interface lo',
  ' description new',
  'interface e0',
  ' description changed by a plan',
  'router bgp {{ device.name[3:]|int + 65000 }}',
  ' timers bgp 20 60',
];
/** Thirty lines, each of them one of a list. */
const THIRTY = Array.from({ length: 30 }, (_, i) => `ip prefix-list LONG seq ${i + 1} permit 10.${i + 1}.0.0/16`);

describe.skipIf(realLab === null)('FRR routers', () => {
  const lab = realLab as RealLabFacts;
  const truths = lab?.routers.map((_, i) => routerTruth(lab, i + 1)) ?? [];
  const configs = () => Promise.all(truths.map((truth) => truth.config()));
  let bases: readonly string[];
  const closing: (() => void | Promise<void>)[] = [];

  beforeAll(async () => {
    bases = await configs();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    expect(await configs()).toEqual(bases);
  });

  async function deskFor(hosts: readonly RealHost[]): Promise<ChangeDesk> {
    const workspace = makeWorkspace(lab, { hosts });
    closing.push(() => workspace.remove());
    // All after the canary at once: none of them heals by itself, and each is looked after here.
    const desk = await openDesk(workspace.configPath, { change: { waves: [1, 19], no_heal_wave: 19 } });
    closing.push(() => desk.close());
    return desk;
  }

  /** Plans, approves and pushes. */
  async function change(desk: ChangeDesk, frr: readonly string[]): Promise<RunAnswer> {
    const planned = await desk.plan({ frr });
    expect(planned.counts, JSON.stringify(planned, null, 1)).toMatchObject({ failed: 0, skipped: 0 });
    return desk.push(await desk.approve(planned));
  }

  /** The one device's row of a change. */
  async function rowOf(desk: ChangeDesk, { change_id: id = '' }: RunAnswer) {
    const { devices } = await desk.changes.change(id);
    const [row] = devices;
    if (row === undefined || devices.length > 1) throw new Error(`${devices.length} devices`);
    return row;
  }

  const router = (index: number): readonly [RealHost, RouterTruth, string] => {
    const [host, truth, base] = [lab.routers[index - 1], truths[index - 1], bases[index - 1]];
    if (host === undefined || truth === undefined || base === undefined) throw new Error(`no router ${index}`);
    return [host, truth, base];
  };

  it('take a change, all of it, and are led back to the letter', async () => {
    const desk = await deskFor(lab.routers);
    const pushed = await change(desk, CHANGE);
    expect(pushed.counts, JSON.stringify(pushed, null, 1)).toMatchObject({ selected: 20, ok: 20 });
    for (const [i, config] of (await configs()).entries()) {
      for (const line of CHANGE) expect(config).toContain(line.replace(/\{\{.*\}\}/, String(65_001 + i)));
      expect(config).not.toContain('uplink to core');
    }
    const [, truth, base] = router(7);
    expect((await truth.wayTo(base)).join('\n')).toContain('ROLLCALL');

    const { planned, pushed: undone } = await desk.rollback(pushed.change_id ?? '');
    expect(planned.plan).toMatchObject({ devices: 20 });
    expect(undone.counts, JSON.stringify(undone, null, 1)).toMatchObject({ selected: 20, ok: 20 });
    expect(await configs()).toEqual(bases);
    expect((await Promise.all(truths.map((one, i) => one.wayTo(bases[i] ?? '')))).flat()).toEqual([]);
    expect(await desk.changes.audit.verify()).toMatchObject({ intact: true });
  });

  it('one cut off after the twelfth line of thirty is named, and repaired by its rollback', async () => {
    const [host, truth] = router(5);
    const wire: CuttingWire = await layWire(host, async () => (await truth.config()).includes(`${THIRTY[11]}\n`));
    closing.push(() => wire.close());
    const desk = await deskFor([{ ...host, port: wire.port }]);
    const pushed = await change(desk, THIRTY);
    expect(wire.isCut()).toBe(true);
    expect(pushed.failures, JSON.stringify(pushed, null, 1)).toMatchObject([{ code: 'PARTIAL_APPLY', count: 1 }]);
    expect(pushed.note).toContain(`rollback_change change_id=${pushed.change_id}`);
    expect(await rowOf(desk, pushed)).toMatchObject({ state: 'drift', code: 'PARTIAL_APPLY' });
    const lines = (await truth.config()).split('\n').filter((line) => line.startsWith('ip prefix-list LONG'));
    expect(lines).toEqual(THIRTY.slice(0, 12));

    const { pushed: undone } = await desk.rollback(pushed.change_id ?? '');
    expect(undone.counts, JSON.stringify(undone, null, 1)).toMatchObject({ selected: 1, ok: 1 });
  });

  it.each([
    ['marked', 'ip prefix-list LONG seq 17 permit 10.300.0.0/16', '%'],
    ['without a mark', 'router bgp 1', 'BGP is already running'],
  ])('one line of thirty refused, %s: nothing of them is left', async (_, line, words) => {
    const [host] = router(9);
    const desk = await deskFor([host]);
    const lines = THIRTY.map((other, i) => (i === 16 ? line : other));
    const pushed = await change(desk, lines);
    expect(pushed.failures, JSON.stringify(pushed, null, 1)).toMatchObject([{ code: 'COMMIT_REJECTED', count: 1 }]);
    const row = await rowOf(desk, pushed);
    expect(row).toMatchObject({ state: 'rolled_back', line: 17 });
    expect(row.detail).toContain(words);
  });

  it('a line that the router completes is taken back, and the message says which', async () => {
    const [host] = router(11);
    const desk = await deskFor([host]);
    const pushed = await change(desk, ['ip prefix-list ROLLCALL permit 10.99.0.0/16']);
    expect(pushed.failures, JSON.stringify(pushed, null, 1)).toMatchObject([{ code: 'VERIFY_FAILED', count: 1 }]);
    const row = await rowOf(desk, pushed);
    expect(row).toMatchObject({ state: 'rolled_back' });
    expect(row.detail).toContain('ip prefix-list ROLLCALL permit 10.99.0.0/16');
  });
});
