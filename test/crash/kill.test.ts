/**
 * kill -9 at random moments, hundreds of times, on a network that breaks: the lab's own record is the oracle. A naive
 * engine goes through the same, so that it is known what the test can see.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../src/lab/random.ts';
import type { AppliedLine } from '../../src/lab/writes-log.ts';
import { newTally, prepareChain } from '../support/crash/chain.ts';
import { type CrashSetting, createCrashSetting, type Site } from '../support/crash/crash-setting.ts';
import { runNaively } from '../support/crash/naive-rounds.ts';
import { typedLines } from '../support/crash/oracle.ts';

const KILLS = Number(process.env['ROLLCALL_KILLS'] ?? 300);
const NAIVE_KILLS = 20;
const SEED = Number(process.env['ROLLCALL_SEED'] ?? Math.floor(Math.random() * 1_000_000));
const DEVICES = 24;
/** Worked on at the same time, each with processes of its own. */
const CHAINS = 6;
/** Data folders. Two chains share one: a process may find the other's unfinished change, and settle it. */
const SITES = CHAINS / 2;
const PATIENCE_MS = 900_000;

const print = (text: string) => void process.stdout.write(`${text}\n`);

let setting: CrashSetting;
beforeAll(async () => {
  setting = await createCrashSetting({ seed: SEED, devices: DEVICES, sites: SITES });
}, PATIENCE_MS);
afterAll(() => setting.stop(), PATIENCE_MS);

/** One reader of the record for all chains. */
function dealWrites(): (names: readonly string[]) => readonly AppliedLine[] {
  const unread: AppliedLine[] = [];
  return (names) => {
    unread.push(...typedLines(setting.writes()));
    const own = unread.filter(({ device }) => names.includes(device));
    unread.splice(0, unread.length, ...unread.filter(({ device }) => !names.includes(device)));
    return own;
  };
}

/** Neighbours in this order go to different chains, so that each has devices of every kind. */
function dealDevices(): string[][] {
  const sorted = [...setting.lab.places].sort((a, b) =>
    a.platform < b.platform ? -1 : a.platform > b.platform ? 1 : 0,
  );
  return Array.from({ length: CHAINS }, (_, chain) =>
    sorted.filter((_, index) => index % CHAINS === chain).map(({ name }) => name),
  );
}

describe('kill -9', () => {
  test(
    `${KILLS} kills on ${DEVICES} devices`,
    async () => {
      const tally = newTally();
      const read = dealWrites();
      const startedMs = performance.now();
      let isBroken = false;
      const preparing = dealDevices().map((names, chain) =>
        prepareChain({
          setting,
          site: setting.sites[chain % SITES] as Site,
          chain,
          names,
          tally,
          random: createRandom(SEED, 'kills', chain),
          goesOn: () => tally.kills < KILLS && !isBroken,
          writes: () => read(names),
        }),
      );
      const chains = await Promise.all(preparing);
      const rounds = chains.map(async (begin) => {
        try {
          await begin();
        } catch (error) {
          isBroken = true;
          throw error;
        }
      });
      // None is left alone with a folder that is gone.
      await Promise.allSettled(rounds);
      await Promise.all(rounds);
      const { cuts, connections } = await setting.lab.ask([]);
      const { findings, stood, ended, ...counts } = tally;
      print(
        JSON.stringify(
          {
            seed: SEED,
            seconds: Math.round((performance.now() - startedMs) / 1_000),
            ...counts,
            stood: Object.fromEntries(stood),
            ended: Object.fromEntries(ended),
            cuts: `${cuts} of ${connections} connections`,
            // The rule of three: none in n means fewer than 3 / n at 95 %.
            confidence: `none in ${tally.pushes} pushes would be < ${(3 / tally.pushes).toExponential(1)} each`,
            findings,
          },
          null,
          1,
        ),
      );
      expect(findings).toEqual({ duplicates: [], unapproved: [], unknown: [], disagreements: [] });
      // Nearly all of them were ready for the next round each time.
      expect(tally.unplanned).toBeLessThan(tally.pushes / 10);
      for (const { changes } of setting.sites) expect(await changes.audit.verify()).toMatchObject({ intact: true });
    },
    PATIENCE_MS,
  );

  test(
    'the same record shows what an engine does that remembers nothing',
    async () => {
      const naive = await runNaively(setting, createRandom(SEED, 'naive'), NAIVE_KILLS);
      print(JSON.stringify({ naive }));
      expect(naive.duplicates).toBeGreaterThan(0);
      expect(naive.unknown).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
