/**
 * Round after round on the same devices: a plan, a person's yes, a push that is killed at a random moment, a new process
 * that settles it, the lab's record. Knows the order of a round and where the kills fell.
 */

import type { Random } from '../../../src/lab/random.ts';
import type { ChangeDeviceRecord, ChangeRecord } from '../../../src/storage/change-store.ts';
import type { CrashSetting, Site } from './crash-setting.ts';
import type { DeviceTruth } from './lab-host.ts';
import { type Evidence, type Findings, judgeEnd, judgeWrites, noFindings } from './oracle.ts';
import type { Pusher } from './processes.ts';
import { type Round, templateOf } from './round-lines.ts';

export interface Tally {
  kills: number;
  /** Of them, of a process that was settling what an earlier one left. */
  killsInRecovery: number;
  rounds: number;
  /** Pushes that were quicker than their killer. */
  wholePushes: number;
  /** Kills that came before the change was begun: its approval is unused. */
  beforeBegin: number;
  /** Devices that took part in a change. */
  pushes: number;
  /** Where devices stood when their process was killed. */
  readonly stood: Map<string, number>;
  /** How devices ended. */
  readonly ended: Map<string, number>;
  /** Devices left out of a plan: they could not be read, or were not ready. */
  unplanned: number;
  /** Ends that say that something did not heal: true where the oracle finds nothing wrong, and worth a look. */
  readonly unhealed: string[];
  readonly findings: Findings;
}

export const newTally = (): Tally => ({
  kills: 0,
  killsInRecovery: 0,
  rounds: 0,
  wholePushes: 0,
  beforeBegin: 0,
  pushes: 0,
  stood: new Map(),
  ended: new Map(),
  unplanned: 0,
  unhealed: [],
  findings: noFindings(),
});

export interface ChainOptions {
  readonly setting: CrashSetting;
  readonly site: Site;
  readonly chain: number;
  readonly names: readonly string[];
  readonly random: Random;
  readonly tally: Tally;
  /** False once there were enough kills. */
  readonly goesOn: () => boolean;
  /** Its devices' part of the record since the last call. */
  readonly writes: () => Evidence['writes'];
}

/** The last moment of a kill, as a part of the time a whole push takes. */
const LATEST = 1.2;
/** Part of the recoveries that are killed too, and within what time. */
const RECOVERY_KILLED = 0.25;
const RECOVERY_MS = 1_000;
const LONG_MS = 2 ** 31 - 1;
const POLL_MS = 25;
/** The lab's devices forget an armed timer by then, real milliseconds. */
const SETTLED_MS = 10_000;
const COMMITS = new Set(['cisco_iosxr', 'arista_eos', 'juniper_junos']);

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    if (Number.isFinite(ms)) setTimeout(resolve, ms);
  });
const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** Ready when this resolves; begins when it is called, so that no start stands in the way of another chain's first round. */
export async function prepareChain(options: ChainOptions): Promise<() => Promise<void>> {
  const pusher = await options.site.pusher();
  const next = await options.site.pusher();
  return () => runChain(options, pusher, Promise.resolve(next));
}

async function runChain(options: ChainOptions, first: Pusher, second: Promise<Pusher>): Promise<void> {
  const { setting, site, chain, names, random, tally, goesOn } = options;
  let [pusher, next] = [first, second];
  // The first push is left alone, to learn how long one takes.
  let usualMs = Number.POSITIVE_INFINITY;
  let before = await truthOf(setting, names);
  const replace = async () => {
    pusher = await next;
    next = site.pusher();
  };
  try {
    for (let number = 1; goesOn(); number++) {
      const round = { chain, number };
      const planId = await plan(options, round);
      for (const line of options.writes()) tally.findings.unapproved.push(`between pushes: ${JSON.stringify(line)}`);
      if (planId === null) continue;
      tally.rounds += 1;
      const startedMs = performance.now();
      const isKilled = await killWithin(pusher, { do: 'push', planId }, random.next() * usualMs * LATEST);
      if (!isKilled) {
        tally.wholePushes += 1;
        const tookMs = performance.now() - startedMs;
        usualMs = Number.isFinite(usualMs) ? 0.7 * usualMs + 0.3 * tookMs : tookMs;
      } else {
        tally.kills += 1;
        await replace();
      }
      const change = (await site.changes.plan(planId)).change;
      if (change === null) tally.beforeBegin += 1;
      else if (isKilled) {
        for (const record of await devicesOf(site, change)) add(tally.stood, standing(record));
        while (random.chance(RECOVERY_KILLED)) {
          if (!(await killWithin(pusher, { do: 'recover', changeId: change.id }, random.next() * RECOVERY_MS))) break;
          tally.kills += 1;
          tally.killsInRecovery += 1;
          await replace();
        }
        await obey(pusher, { do: 'recover', changeId: change.id });
      }
      before = await judge(options, { round, change, before });
    }
  } finally {
    await Promise.all([pusher.kill(), next.then((one) => one.kill())]);
  }
}

/** True when it was killed before it had done what it was told. */
async function killWithin(pusher: Pusher, order: Parameters<Pusher['order']>[0], ms: number): Promise<boolean> {
  let isKilled = false;
  const obeyed = pusher.order(order).then((answer) => {
    if (!isKilled) requireDone(order, answer);
    return 'obeyed' as const;
  });
  if ((await Promise.race([obeyed, pause(ms)])) === 'obeyed') return false;
  isKilled = true;
  await pusher.kill();
  await obeyed;
  return true;
}

async function obey(pusher: Pusher, order: Parameters<Pusher['order']>[0]): Promise<void> {
  requireDone(order, await pusher.order(order));
}

/** A process that ends by itself, or cannot do what it was told, is a fault that no kill excuses. */
function requireDone(order: unknown, answer: Awaited<ReturnType<Pusher['order']>>): void {
  if (answer?.says === 'done') return;
  throw new Error(`${JSON.stringify(order)}: ${answer?.says === 'failed' ? answer.why : 'it ended by itself'}`);
}

/** Planned and approved, as a person would; null when no device could be planned. */
async function plan({ site, names, tally }: ChainOptions, round: Round): Promise<string | null> {
  const { changes, context } = site;
  const runId = await changes.startPlan({
    source: { kind: 'template', template: templateOf(round), vars: {} },
    title: `round ${round.chain}/${round.number}`,
    select: names.join(','),
    devices: context.inventory.devices.filter(({ name }) => names.includes(name)),
    principal: 'mcp',
  });
  await context.runs.wait(runId, LONG_MS);
  const run = await context.store.getRun(runId);
  const { plan_id: id = '' } = Object(run?.params) as { readonly plan_id?: string };
  const found = await changes.findPlan(id);
  tally.unplanned += names.length - (found?.plan.devices.length ?? 0);
  if (found === null) return null;
  const { code, mustAccept } = found;
  await changes.approve({ planId: id, code, approver: 'cli:person', channel: 'terminal', accept: mustAccept });
  return id;
}

const devicesOf = async ({ changes }: Site, change: ChangeRecord): Promise<readonly ChangeDeviceRecord[]> =>
  (await changes.change(change.id)).devices;

/** In words, what was going on. */
function standing({ state, platform, timerEndsAt }: ChangeDeviceRecord): string {
  if (state === 'waiting') return 'before intent';
  if (state === 'intent') return COMMITS.has(platform) && timerEndsAt !== null ? 'committing' : 'typing';
  return { applied: 'proving', confirming: 'confirming', confirmed: 'saving' }[state as string] ?? 'ended';
}

interface Judged {
  readonly round: Round;
  readonly change: ChangeRecord | null;
  readonly before: Truths;
}

type Truths = Readonly<Record<string, DeviceTruth>>;

const truthOf = async ({ lab }: CrashSetting, names: readonly string[]): Promise<Truths> =>
  (await lab.ask(names)).devices;

/** Every device of the chain; what they hold now. */
async function judge(options: ChainOptions, { round, change, before }: Judged): Promise<Truths> {
  const { setting, site, names, tally } = options;
  const records = change === null ? [] : await devicesOf(site, change);
  const after = await settledTruth(setting, names);
  const writes = options.writes();
  for (const name of names) {
    const evidence: Evidence = {
      round,
      platform: setting.lab.places.find((place) => place.name === name)?.platform ?? '',
      before: before[name] as DeviceTruth,
      after: after[name] as DeviceTruth,
      writes: writes.filter(({ device }) => device === name),
    };
    judgeWrites(name, evidence, tally.findings);
    const record = records.find(({ device }) => device === name);
    if (record !== undefined) {
      tally.pushes += 1;
      add(tally.ended, record.state);
      if (record.state === 'revert_failed')
        tally.unhealed.push(`${name} ${record.undo}: ${record.message} ${record.detail}`);
      judgeEnd(record, evidence, tally.findings);
    } else if (evidence.after.hash !== evidence.before.hash) {
      tally.findings.disagreements.push(`${name} round ${round.chain}/${round.number}: changed, and in no change`);
    }
  }
  return after;
}

/** What they hold once no timer runs: one that was armed for nothing ends by itself, and must change nothing then. */
async function settledTruth(setting: CrashSetting, names: readonly string[]): Promise<Truths> {
  const untilMs = performance.now() + SETTLED_MS;
  for (;;) {
    const truths = await truthOf(setting, names);
    const isSettled = Object.values(truths).every(({ pending }) => pending === null);
    if (isSettled || performance.now() > untilMs) return truths;
    await pause(POLL_MS);
  }
}
