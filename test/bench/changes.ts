/**
 * Changes of whole fleets through the built program: how long they take, and what the lab's own record says of them.
 * Rejects when a promise does not hold: a figure for something that went wrong is none.
 */
import assert from 'node:assert/strict';
import { type LabDesk, mostAtOnce, openLabDesk } from '../support/change-desk.ts';
import { CUTTING, HARMLESS } from '../support/fleet-lines.ts';
import type { RunAnswer } from '../support/program.ts';
import { cpuMs, peakRssMb } from './process-figures.ts';

export interface PushFigures {
  readonly devices: number;
  readonly planMs: number;
  readonly pushMs: number;
  /** Devices between their first and last line at the same moment, by the lab's record. */
  readonly mostAtOnce: number;
  /** Of the server's process, for the push. */
  readonly cpuMsPerDevice: number;
  readonly peakRssMb: number;
  readonly planReplyChars: number;
  readonly pushReplyChars: number;
}

export interface ChangeFigures {
  /** Default waves. */
  readonly push: PushFigures;
  /** A change that cuts management: only the canary is touched. */
  readonly cut: { readonly devices: number; readonly touched: number; readonly wallMs: number };
  /** All devices changed and led back, in the waves of a hurry. */
  readonly undo: PushFigures & { readonly rollbackPlanMs: number; readonly rollbackMs: number };
}

export interface ChangeSizes {
  readonly push: number;
  readonly fleet: number;
  readonly mix: string;
  readonly say: (text: string) => void;
}

const IN_FLIGHT = 100;
const MOST_CHARS = 6_000;
/** What is wrong everywhere is put right everywhere: few waves, also for what does not heal by itself. */
const HURRY = { waves: [1, 50, 500, 2_000], in_flight: 200, no_heal_wave: 500 };

export async function measureChanges({ push, fleet, mix, say }: ChangeSizes): Promise<ChangeFigures> {
  say(`a change of ${push} devices …`);
  const pushed = await withDesk({ devices: push, mix }, { in_flight: IN_FLIGHT }, (desk) => pushAll(desk, IN_FLIGHT));
  say(`a change that cuts ${fleet} devices off …`);
  const cut = await withDesk({ devices: fleet, mix }, { timer_minutes: 1 }, cutOff);
  say(`a change of ${fleet} devices, and back …`);
  const undo = await withDesk({ devices: fleet, mix }, HURRY, async (desk) => {
    const before = await desk.ask({ do: 'hash', device: 'all' });
    const there = await pushAll(desk, HURRY.in_flight);
    const back = await rollBack(desk, there.changeId);
    // To the letter, as the devices have it.
    assert.deepEqual(await desk.ask({ do: 'hash', device: 'all' }), before);
    return { ...there, ...back };
  });
  return { push: pushed, cut, undo };
}

async function withDesk<T>(
  lab: { readonly devices: number; readonly mix: string },
  change: Readonly<Record<string, unknown>>,
  work: (desk: LabDesk) => Promise<T>,
): Promise<T> {
  const desk = await openLabDesk(lab, { change });
  try {
    const result = await work(desk);
    const audit = await desk.changes.audit.verify();
    assert.equal(audit.intact, true);
    return result;
  } finally {
    await desk.close();
  }
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const startedAt = performance.now();
  const value = await work();
  return [value, performance.now() - startedAt];
}

function requireAllWell(answer: RunAnswer): void {
  assert.equal(answer.counts.ok, answer.counts.selected, JSON.stringify(answer, null, 1));
}

async function pushAll(desk: LabDesk, bound: number): Promise<PushFigures & { readonly changeId: string }> {
  const { program } = desk;
  const pid = program.client.pid ?? 0;
  const [planned, planMs] = await timed(() => desk.plan(HARMLESS));
  const planReplyChars = program.lastReply().length;
  assert.ok(planReplyChars <= MOST_CHARS, `${planReplyChars} characters`);
  assert.equal(planned.plan?.devices, planned.counts.selected, JSON.stringify(planned, null, 1));
  assert.deepEqual(desk.writes(), []);
  const planId = await desk.approve(planned);
  const cpuBefore = cpuMs(pid);
  const [answer, pushMs] = await timed(() => desk.push(planId));
  requireAllWell(answer);
  const saved = await desk.ask({ do: 'saved', device: 'all' });
  assert.ok(Object.values(saved).every((isSaved) => isSaved === true));
  const atOnce = mostAtOnce(desk.writes());
  assert.ok(atOnce <= bound, `${atOnce} devices at once`);
  return {
    devices: answer.counts.selected,
    planMs,
    pushMs,
    mostAtOnce: atOnce,
    cpuMsPerDevice: (cpuMs(pid) - cpuBefore) / answer.counts.selected,
    peakRssMb: peakRssMb(pid),
    planReplyChars,
    pushReplyChars: program.lastReply().length,
    changeId: answer.change_id ?? '',
  };
}

async function rollBack(desk: LabDesk, changeId: string) {
  const args = { change_id: changeId };
  const [planned, rollbackPlanMs] = await timed(() => desk.program.run('rollback_change', args));
  await desk.approve(planned);
  const [answer, rollbackMs] = await timed(() => desk.program.run('rollback_change', args));
  requireAllWell(answer);
  return { rollbackPlanMs, rollbackMs };
}

async function cutOff(desk: LabDesk) {
  const before = await desk.ask({ do: 'hash', device: 'all' });
  const planId = await desk.approve(await desk.plan(CUTTING));
  const [answer, wallMs] = await timed(() => desk.push(planId));
  const touched = new Set(desk.writes().map(({ device }) => device)).size;
  assert.equal(touched, 1);
  assert.deepEqual(
    answer.failures.map(({ code, count }) => [code, count]).sort(),
    [
      ['ROLLED_BACK', 1],
      ['WAVE_HALTED', answer.counts.selected - 1],
    ],
    JSON.stringify(answer, null, 1),
  );
  assert.deepEqual(await desk.ask({ do: 'hash', device: 'all' }), before);
  return { devices: answer.counts.selected, touched, wallMs };
}
