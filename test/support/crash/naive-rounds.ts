/** The naive engine, killed and started again as often: what it does to the devices meanwhile. Knows its rounds; judges by the same record. */
import { join } from 'node:path';
import type { Random } from '../../../src/lab/random.ts';
import type { CrashSetting } from './crash-setting.ts';
import type { NaiveOrder } from './naive-engine.ts';
import { judgeWrites, noFindings, presenceIn, typedLines } from './oracle.ts';
import { startKillable } from './processes.ts';
import { linesOf, type Round } from './round-lines.ts';

export interface NaiveTally {
  readonly kills: number;
  readonly rounds: number;
  /** Lines that a device took twice. */
  readonly duplicates: number;
  /** Devices that held some or all of the lines when the engine began anew and knew of none. */
  readonly unknown: number;
}

/** Kills of one round, before it is let through. */
const KILLS_A_ROUND = 2;
/** As the chains', so that it must be told apart from them. */
const CHAIN = 90;

export async function runNaively(setting: CrashSetting, random: Random, kills: number): Promise<NaiveTally> {
  const { places, username, password, enableSecret } = setting.lab;
  const script = join(setting.scripts, 'naive-engine.js');
  const start = () => startKillable<NaiveOrder, { readonly failed: number }>(script, {});
  const login = { username, password, enableSecret };
  const names = places.map(({ name }) => name);
  const findings = noFindings();
  const tally = { kills: 0, rounds: 0, unknown: 0 };
  setting.writes();
  let usualMs = Number.POSITIVE_INFINITY;
  while (tally.kills < kills) {
    tally.rounds += 1;
    const round: Round = { chain: CHAIN, number: tally.rounds };
    const order = { login, work: places.map((place) => ({ place, lines: linesOf(place.platform, round) })) };
    for (let killed = 0; ; killed++) {
      const engine = await start();
      const startedMs = performance.now();
      const done = engine.order(order);
      const mayEndMs = killed < KILLS_A_ROUND ? random.next() * usualMs : Number.POSITIVE_INFINITY;
      const isDone = await Promise.race([done.then(() => true), within(mayEndMs)]);
      await engine.kill();
      if (isDone) {
        usualMs = performance.now() - startedMs;
        break;
      }
      tally.kills += 1;
      const { devices } = await setting.lab.ask(names);
      tally.unknown += names.filter((name) => presenceIn(devices[name]?.running ?? '', round) !== 'none').length;
    }
    const writes = typedLines(setting.writes());
    for (const { name, platform } of places) {
      judgeWrites(name, { round, platform, writes: writes.filter(({ device }) => device === name) }, findings);
    }
  }
  return { ...tally, duplicates: findings.duplicates.length };
}

const within = (ms: number): Promise<false> =>
  new Promise((resolve) => {
    if (Number.isFinite(ms)) setTimeout(() => resolve(false), ms);
  });
