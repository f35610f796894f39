/**
 * What may happen to a fleet that is changed, as commands of a model-based test: what people and models do, what devices
 * and networks do, time, and the death of our process. Knows what each must answer; the oracle judges the rest.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { ChangePlan } from '../../../src/change/plan.ts';
import { RollcallError } from '../../../src/core/errors.ts';
import type { PlanRecord } from '../../../src/storage/change-store.ts';
import type { Mishap } from './box-session.ts';
import { configOf, textOf, withLines } from './kinds.ts';
import { isEnded } from './oracle.ts';
import type { World } from './world.ts';

type Model = Readonly<Record<string, never>>;
type Step = fc.AsyncCommand<Model, World>;

const LONG_MS = 2 ** 31 - 1;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** `approval.expires_minutes` of the world. */
const APPROVAL_MS = HOUR_MS;

/** A command whose end the oracle looks at. */
function command(words: string, act: (world: World) => Promise<void>): Step {
  return {
    check: () => true,
    run: async (_model, world) => {
      await act(world);
      requireNone(world);
    },
    toString: () => words,
  };
}

export function requireNone({ oracle }: World): void {
  if (oracle.violations.length > 0) throw new Error(`Broken: ${[...new Set(oracle.violations)].join('\n')}`);
}

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];

/** The code it was refused with; null when it was not. */
async function codeOf(promise: Promise<unknown>): Promise<string | null> {
  try {
    await promise;
    return null;
  } catch (thrown) {
    if (thrown instanceof RollcallError && thrown.code !== 'INTERNAL') return thrown.code;
    throw thrown;
  }
}

const planIn = (record: PlanRecord): ChangePlan => JSON.parse(record.body) as ChangePlan;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Waits for the run that makes a plan; answers the plan, or null. */
async function planMade(world: World, start: Promise<string>): Promise<ChangePlan | null> {
  const { process, oracle, plans, store } = world;
  const runId = await world.until(start);
  await world.until(process.runs.wait(runId, LONG_MS));
  const [newest] = await store.listPlans(1);
  if (newest === undefined || plans.includes(newest.id)) return null;
  plans.push(newest.id);
  const plan = planIn((await world.recordOf(newest.id)) as PlanRecord);
  oracle.must(world.auditSays('plan', plan.id), 'I10', () => `${plan.id} was answered before it was in the log`);
  const boxes = plan.devices.map(({ device }) => world.boxOf(device));
  oracle.must(new Set(boxes).size === boxes.length, 'I7', () => `${plan.id} has one box twice`);
  for (const { device, script, baseHash, wantedHash } of plan.devices) {
    const lines = (plan.scripts[script] ?? []).map(({ text }) => text);
    const wanted = textOf(withLines(configOf(world.textOfHash(baseHash) ?? ''), lines));
    const foreseen = world.textOfHash(wantedHash);
    oracle.must(wanted === foreseen, 'plan', () => `${device} would be "${wanted}", and not "${foreseen}"`);
  }
  return plan;
}

async function plan(world: World, names: readonly string[], lines: readonly string[]): Promise<ChangePlan | null> {
  const { changes } = world.process;
  const devices = names.map(world.deviceOf);
  const select = names.join(',');
  const source = { kind: 'lines', lines } as const;
  return planMade(world, changes.startPlan({ source, title: 'a change', select, devices, principal: 'mcp' }));
}

type Yes = 'right' | 'wrong-code' | 'no-risk';

async function approve(world: World, planId: string, how: Yes): Promise<void> {
  const { oracle, process } = world;
  const record = (await world.recordOf(planId)) as PlanRecord;
  const hash = sha256(record.body);
  const now = world.now();
  const { expiresAt, devices, ...rest } = planIn(record);
  const isUsed = (await world.store.changeOfPlan(planId)) !== undefined;
  const mustAccept = hash === record.hash ? (await process.changes.plan(planId)).mustAccept : [];
  const accept = how === 'no-risk' ? [] : mustAccept;
  const expected =
    hash !== record.hash
      ? 'PLAN_TAMPERED'
      : isUsed
        ? 'ALREADY_APPLIED'
        : now >= Date.parse(expiresAt)
          ? 'APPROVAL_EXPIRED'
          : how === 'wrong-code'
            ? 'BAD_INPUT'
            : accept.length < mustAccept.length
              ? 'NEEDS_APPROVAL'
              : null;
  const code = how === 'wrong-code' ? (hash.startsWith('000000') ? '111111' : '000000') : hash.slice(0, 6);
  const request = { planId, code, approver: 'cli:alice', channel: 'terminal', accept };
  const got = await codeOf(world.until(process.changes.approve(request)));
  oracle.must(got === expected, 'I1', () => `approve ${how} ${planId}: ${got} instead of ${expected}`);
  if (got !== null) return;
  const until = Math.min(now + APPROVAL_MS, Date.parse(expiresAt));
  oracle.approved(hash, { plan: { ...rest, expiresAt, devices }, until });
  oracle.must(world.auditSays('approve', planId), 'I10', () => `the yes to ${planId} is not in the log`);
}

async function push(world: World, planId: string): Promise<void> {
  const { oracle, process, store } = world;
  const record = (await world.recordOf(planId)) as PlanRecord;
  const hash = sha256(record.body);
  const approval = await store.getApproval(planId);
  const now = world.now();
  const expected =
    hash !== record.hash
      ? 'PLAN_TAMPERED'
      : (await store.changeOfPlan(planId)) !== undefined
        ? 'ALREADY_APPLIED'
        : now >= Date.parse(planIn(record).expiresAt)
          ? 'APPROVAL_EXPIRED'
          : approval === undefined
            ? 'NEEDS_APPROVAL'
            : approval.planHash !== hash
              ? 'PLAN_TAMPERED'
              : now >= Date.parse(approval.expiresAt)
                ? 'APPROVAL_EXPIRED'
                : null;
  const begun = process.changes.push(planId, 'mcp').then(({ runId }) => process.pushes.push(runId));
  const got = await codeOf(world.until(begun));
  oracle.must(got === expected, 'I1', () => `push ${planId}: ${got} instead of ${expected}`);
}

/** I11: only what the change left, and exactly back. */
async function rollback(world: World, changeId: string): Promise<ChangePlan | null> {
  const { oracle, process } = world;
  const request = { changeId, select: 'all', devices: null, principal: 'mcp' };
  let made: ChangePlan | null = null;
  const code = await codeOf(
    planMade(world, process.changes.startRollbackPlan(request)).then((found) => {
      made = found;
    }),
  );
  const isExpected = code === null || code === 'BAD_INPUT' || code === 'EMPTY_SELECTION';
  oracle.must(isExpected, 'I11', () => `rollback of ${changeId}: ${code}`);
  const { devices } = (made ?? { devices: [] }) as Pick<ChangePlan, 'devices'>;
  for (const { device, baseHash, wantedHash } of devices) {
    const part = oracle.changes.get(changeId)?.parts.get(device);
    const from = world.textOfHash(baseHash);
    const isLeft = part !== undefined && (from === part.endText || from === part.wanted);
    oracle.must(isLeft, 'I11', () => `${device} is "${from}", which ${changeId} did not leave`);
    const to = world.textOfHash(wantedHash);
    oracle.must(to === part?.base, 'I11', () => `${device} would go back to "${to}" instead of "${part?.base}"`);
  }
  return made;
}

/** Nothing goes on any more: everything that was begun has its end, and holds nothing. */
export async function settleWorld(world: World): Promise<void> {
  const { oracle, store } = world;
  await world.advance(HOUR_MS);
  // A second time, for what one look could not see.
  for (let round = 0; round < 2; round++) {
    await world.until(world.process.changes.recover('cli:alice'));
    await world.advance(HOUR_MS);
  }
  for (const { id, parts } of oracle.changes.values()) {
    const finishedAt = (await store.getChange(id))?.finishedAt ?? null;
    oracle.must(finishedAt !== null, 'I4', () => `${id} never ended`);
    for (const { device, state } of parts.values()) {
      const isNamed = isEnded(state) || state === 'waiting';
      oracle.must(isNamed, 'I4', () => `${device} of ${id} is left as ${state}`);
    }
  }
  oracle.must((await store.unfinishedChanges()).length === 0, 'I4', () => 'a change is left unfinished');
  oracle.must(world.heldLeases().length === 0, 'I7', () => `still held: ${world.heldLeases().join(', ')}`);
  oracle.must((await world.process.changes.audit.verify()).intact, 'I10', () => 'the log is broken');
  requireNone(world);
}

const NAMES = ['b1', 'b2', 'b3', 'b4', 'b5', 'b1-again'] as const;
const MISHAPS: readonly Mishap[] = ['lost-before', 'lost-after', 'mute-before', 'mute-after', 'refused', 'ignored'];

const name = fc.constantFrom(...NAMES);
const index = fc.nat({ max: 5 });
const line = fc.oneof(
  fc.tuple(fc.constantFrom('alpha', 'beta', 'gamma'), fc.nat({ max: 2 })).map(([word, value]) => `${word} ${value}`),
  fc.nat({ max: 2 }).map((value) => `peer ${value}`),
  fc.constantFrom('no alpha', 'no beta', 'no peer 0'),
);
const keyOf = (text: string) => (/peer \d/.exec(text)?.[0] ?? text.replace(/^no | \d$/g, '')) as string;
const lines = fc.uniqueArray(line, { selector: keyOf, minLength: 1, maxLength: 3, size: 'max' });
const names = fc.uniqueArray(name, { minLength: 1, maxLength: NAMES.length, size: 'max' });

async function approvedPlan(world: World, on: readonly string[], typed: readonly string[]): Promise<string | null> {
  const made = await plan(world, on, typed);
  if (made !== null) await approve(world, made.id, 'right');
  return made?.id ?? null;
}

async function change(world: World, on: readonly string[], typed: readonly string[]): Promise<void> {
  const planId = await approvedPlan(world, on, typed);
  if (planId !== null) await push(world, planId);
}

const told = (on: readonly string[], typed: readonly string[]) => `${on.join(',')}: ${typed.join('; ')}`;

/** Each with how often it is drawn. */
const KINDS_OF_STEP: readonly (readonly [number, fc.Arbitrary<Step>])[] = [
  [
    5,
    fc
      .tuple(names, lines)
      .map(([on, typed]) => command(`change ${told(on, typed)}`, (world) => change(world, on, typed))),
  ],
  [
    2,
    fc.tuple(names, lines, fc.integer({ min: 1, max: 60 }), fc.boolean()).map(([on, typed, turns, isRepeated]) => {
      const words = `change ${told(on, typed)}, killed after ${turns / 4} s${isRepeated ? ', and once more' : ''}`;
      return command(words, async (world) => {
        await change(world, on, typed);
        await world.advance(turns * 250);
        world.crash();
        if (isRepeated) await change(world, on, typed);
      });
    }),
  ],
  [
    2,
    fc.tuple(names, lines).map(([on, typed]) =>
      command(`approve a plan ${told(on, typed)}`, async (world) => {
        await approvedPlan(world, on, typed);
      }),
    ),
  ],
  [
    1,
    fc.tuple(names, lines).map(([on, typed]) =>
      command(`plan ${told(on, typed)}`, async (world) => {
        await plan(world, on, typed);
      }),
    ),
  ],
  [
    3,
    fc.tuple(index, fc.constantFrom<Yes>('right', 'right', 'right', 'wrong-code', 'no-risk')).map(([which, how]) =>
      command(`approve ${how} ${which}`, async (world) => {
        const planId = at(world.plans, which);
        if (planId !== undefined) await approve(world, planId, how);
      }),
    ),
  ],
  [
    3,
    index.map((which) =>
      command(`push ${which}`, async (world) => {
        const planId = at(world.plans, which);
        if (planId !== undefined) await push(world, planId);
      }),
    ),
  ],
  [
    3,
    index.map((which) =>
      command(`roll back ${which}`, async (world) => {
        const changeId = at(world.changeIds, which);
        if (changeId === undefined) return;
        const made = await rollback(world, changeId);
        if (made === null) return;
        await approve(world, made.id, 'right');
        await push(world, made.id);
      }),
    ),
  ],
  [
    1,
    index.map((which) =>
      command(`cancel ${which}`, async (world) => {
        const runId = at(world.process.pushes, which);
        if (runId !== undefined) await codeOf(world.until(world.process.runs.cancel(runId)));
      }),
    ),
  ],
  [6, fc.integer({ min: 1, max: 40 }).map((n) => command(`wait ${n / 4} s`, (world) => world.advance(n * 250)))],
  [3, fc.constantFrom(1, 7, 20).map((n) => command(`wait ${n} min`, (world) => world.advance(n * MINUTE_MS)))],
  [2, fc.constantFrom(1.1, 1.1, 25).map((n) => command(`wait ${n} h`, (world) => world.advance(n * HOUR_MS)))],
  [
    5,
    fc
      .tuple(name, fc.constantFrom(...MISHAPS), fc.integer({ min: 1, max: 14 }))
      .map(([on, kind, left]) =>
        command(`${kind} at exchange ${left} of ${on}`, async (world) => world.plant(on, { kind, left })),
      ),
  ],
  [
    2,
    fc
      .tuple(name, fc.constantFrom(5_000, 90_000, 900_000))
      .map(([on, ms]) => command(`${on} down for ${ms / 1_000} s`, async (world) => world.takeDown(on, ms))),
  ],
  [
    1,
    name.map((on) =>
      command(`dead timer on ${on}`, async (world) => {
        world.boxOf(on).timerIsDead = true;
      }),
    ),
  ],
  [
    2,
    fc.tuple(name, line).map(([on, typed]) =>
      command(`somebody types "${typed}" on ${on}`, async (world) => {
        world.boxOf(on).configure(typed);
      }),
    ),
  ],
  [3, fc.constant(command('crash', async (world) => world.crash()))],
  [
    2,
    fc.constant(
      command('recover', async (world) => {
        await world.until(world.process.changes.recover('cli:alice'));
      }),
    ),
  ],
  [
    1,
    fc.tuple(index, fc.boolean()).map(([which, isRehashed]) =>
      command(`tamper with ${which}${isRehashed ? ', hash and all' : ''}`, async (world) => {
        const planId = at(world.plans, which);
        if (planId === undefined || (await world.store.changeOfPlan(planId)) !== undefined) return;
        await world.tamper(planId, (record) => {
          const body = record.body.replace(/"text":"(\w+) \d"/, '"text":"$1 9"');
          return { ...record, body, hash: isRehashed ? sha256(body) : record.hash };
        });
      }),
    ),
  ],
];

/** Sequences of at most this many steps. */
const MOST_STEPS = 16;

export const sequences = (replayPath?: string): fc.Arbitrary<Iterable<Step>> =>
  fc.commands(
    KINDS_OF_STEP.flatMap(([weight, step]) => Array.from({ length: weight }, () => step)),
    { maxCommands: MOST_STEPS, size: 'max', ...(replayPath !== undefined && { replayPath }) },
  );

/** One sequence, from a new world to its settled end. */
export async function play(steps: Iterable<Step>, world: World): Promise<void> {
  await fc.asyncModelRun(() => ({ model: {}, real: world }), steps);
  await settleWorld(world);
}
