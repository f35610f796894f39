/**
 * What may happen to a fleet that is changed, as commands of a model-based test: what people and models do, what devices
 * and networks do, time, and the death of our process. Knows how often each is drawn.
 */
import fc from 'fast-check';
import {
  approve,
  approvedPlan,
  change,
  codeOf,
  plan,
  push,
  requireNone,
  rollback,
  settleWorld,
  sha256,
  type Yes,
} from './acts.ts';
import type { Mishap } from './box-session.ts';
import type { World } from './world.ts';

type Model = Readonly<Record<string, never>>;
type Step = fc.AsyncCommand<Model, World>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

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

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];

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
