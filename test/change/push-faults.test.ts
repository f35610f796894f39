/** Every fault a device can have while it is changed: how its push ends, against what the lab says it has. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/core/errors.ts';
import type { Device } from '../../src/inventory/device.ts';
import { changeFaultCatalogue } from '../../src/lab/faults.ts';
import type { ChangeState } from '../../src/storage/change-store.ts';
import {
  type ChangeSetting,
  changeFor,
  createChangeSetting,
  differenceOf,
  type Ended,
} from '../support/change-setting.ts';
import { dealCases, type FaultCase } from '../support/fault-cases.ts';

type End = readonly [ChangeState, ErrorCode | null];

/** Ways of change by what they can: a candidate and a timer; lines under a timer; a checkpoint; nothing. */
type Way = 'candidate' | 'timed' | 'checkpoint' | 'inverse';
const WAYS: Readonly<Record<string, Way>> = {
  'commit-confirmed': 'candidate',
  'session-timer': 'candidate',
  'revert-timer': 'timed',
  checkpoint: 'checkpoint',
  inverse: 'inverse',
};

const SAVED: End = ['saved', null];
const STAYS: End = ['confirmed', null];
const HEALED: End = ['rolled_back', 'ROLLED_BACK'];
const PARTIAL: End = ['drift', 'PARTIAL_APPLY'];
const same = (end: End) => ({ candidate: end, timed: end, checkpoint: end, inverse: end });
const lost = (unhealed: End) => ({ candidate: HEALED, timed: HEALED, checkpoint: unhealed, inverse: unhealed });
const undone = (code: ErrorCode): End => ['rolled_back', code];

/** How each fault ends by the way of change. What strikes at every line strikes at the way back by lines too. */
const ENDS: Readonly<Record<string, Readonly<Record<Way, End>>>> = {
  'config-locked': same(['not_started', 'CONFIG_LOCKED']),
  'config-sessions-full': same(['not_started', 'CONFIG_LOCKED']),
  'candidate-dirty': same(['not_started', 'CANDIDATE_DIRTY']),
  'commit-fails': same(undone('COMMIT_REJECTED')),
  'line-refused': same(undone('COMMIT_REJECTED')),
  'line-refused-unmarked': { ...same(undone('VERIFY_FAILED')), inverse: PARTIAL },
  'line-ignored': { ...same(undone('VERIFY_FAILED')), inverse: PARTIAL },
  'lines-ignored': { ...same(undone('VERIFY_FAILED')), inverse: PARTIAL },
  'slow-lines': same(SAVED),
  'cut-before-line': lost(PARTIAL),
  'cut-after-line': lost(PARTIAL),
  'cut-before-commit': lost(STAYS),
  'cut-after-commit': lost(STAYS),
  'mute-after-commit': lost(STAYS),
  'cut-after-confirm': { ...same(STAYS), inverse: SAVED },
  'timer-dead': same(SAVED),
  'rollback-aborted': same(SAVED),
  'commit-undone': same(HEALED),
  'save-fails': same(STAYS),
  'reboot-at-line': same(HEALED),
  'reboot-at-commit': same(HEALED),
};

interface Case extends FaultCase {
  /** Struck once: the way back is spared. */
  readonly end?: End;
}

/** Each fault on each platform it can strike; IOS with and without its archive. */
const cases: readonly Case[] = [
  ...changeFaultCatalogue.flatMap(({ name: fault, platforms = [] }) =>
    platforms.flatMap((platform): Case[] => {
      if (platform === 'cisco_iosxe') return [];
      const one = { platform, fault, params: fault.includes('line') && fault !== 'slow-lines' ? { line: 3 } : {} };
      return platform === 'cisco_ios' ? [true, false].map((archive) => ({ ...one, archive })) : [one];
    }),
  ),
  ...['frr', 'cisco_ios'].flatMap((platform) =>
    ['line-ignored', 'line-refused-unmarked'].map((fault): Case => {
      const ios = platform === 'cisco_ios' ? { archive: false } : {};
      return { platform, ...ios, fault, params: { line: 3 }, once: true, end: undone('VERIFY_FAILED') };
    }),
  ),
];

interface Played {
  readonly setting: ChangeSetting;
  readonly caseOf: ReadonlyMap<string, Case>;
  readonly devices: readonly Device[];
  readonly ends: ReadonlyMap<string, Ended>;
  readonly configs: ReadonlyMap<string, string>;
  readonly hashes: ReadonlyMap<string, string>;
  readonly saved: ReadonlyMap<string, boolean>;
}

/** One push over a device for each case, its end, and what each device had before. */
async function play(these: readonly Case[]): Promise<Played> {
  const { lab, caseOf } = await dealCases(these);
  const setting = await createChangeSetting(lab);
  const devices = setting.devices.filter(({ name }) => caseOf.has(name));
  const of = <T>(what: (device: Device) => T) => new Map(devices.map((device) => [device.name, what(device)]));
  const configs = of((device) => setting.labOf(device).runningConfig);
  const hashes = of((device) => setting.labOf(device).configHash());
  const saved = of((device) => setting.labOf(device).isConfigSaved);
  const job = await setting.planned(devices, { policy: { inFlight: 1_000 } });
  return { setting, caseOf, devices, configs, hashes, saved, ends: await setting.push(job) };
}

let played: Played;
beforeAll(async () => {
  played = await play(cases);
}, 60_000);
afterAll(async () => {
  await played.setting.stop();
  expect(played.setting.lab.leftovers()).toEqual({ timers: 0, sockets: 0 });
});

const title = ({ fault, platform, archive, once }: Case): string =>
  `${fault} on ${platform}${archive === undefined ? '' : archive ? ', archive' : ', no archive'}${once ? ', once' : ''}`;

describe.each(cases.map((one) => [title(one), one] as const))('%s', (_title, one) => {
  const found = () => {
    const { caseOf, devices, ends, setting, configs, hashes, saved } = played;
    const device = devices.find(({ name }) => caseOf.get(name) === one) as Device;
    const lab = setting.labOf(device);
    const before = configs.get(device.name) ?? '';
    return {
      ...(ends.get(device.name) as Ended),
      device,
      lab,
      before,
      hash: hashes.get(device.name),
      wasSaved: saved.get(device.name),
    };
  };

  test('ends as it should, and as the device says', () => {
    const { row, outcome, lab, before, hash, device, wasSaved } = found();
    const way = WAYS[row.undo] as Way;
    // What had not been saved before is lost as well.
    const isReset = one.fault.startsWith('reboot') && !wasSaved;
    const [state, code] = isReset ? ['drift', 'DRIFT'] : (one.end ?? ENDS[one.fault]?.[way] ?? []);
    expect([row.state, row.code]).toEqual([state, code]);
    expect(outcome).toMatchObject({ status: code === null ? 'ok' : 'failed', code, attempts: 1 });
    const { added } = differenceOf(before, lab.runningConfig);
    const isBase = lab.configHash() === hash;
    const all = changeFor(device.platform).filter((line) => !line.startsWith('interface lo')).length;
    if (row.state === 'saved' || row.state === 'confirmed') expect(added).toHaveLength(all);
    else expect(isBase).toBe(row.state !== 'drift');
    if (row.code === 'PARTIAL_APPLY') expect(added.length).toBeLessThan(all);
    if (row.state === 'saved') expect(lab.isConfigSaved).toBe(true);
    expect(outcome.attention).toBe(row.state === 'confirmed');
    expect(lab.pendingRevert).toBeNull();
  });

  test('no line twice, and after a loss none at all', () => {
    const { device, row } = found();
    const writes = played.setting.writes(device);
    const isTakenBack = one.fault.startsWith('line') && row.undo === 'inverse';
    const lines = writes.filter(({ mode }) => mode.startsWith('config')).map(({ line }) => line);
    // The way back by lines enters blocks anew.
    if (!isTakenBack) expect(new Set(lines).size).toBe(lines.length);
    const isLost = /^(?:cut-\w+-(?:line|commit)|mute|reboot)/.test(one.fault);
    if (isLost) expect(new Set(writes.map(({ session }) => session)).size).toBeLessThanOrEqual(1);
  });
});

test('a refused line is named by its number and in the device’s words', () => {
  const { caseOf, ends } = played;
  const refused = [...caseOf].filter(([, { fault }]) => fault === 'line-refused');
  expect(refused.length).toBeGreaterThan(6);
  for (const [name] of refused) {
    expect(ends.get(name)?.row).toMatchObject({ line: 3, message: 'Line 3 was refused.' });
    expect(ends.get(name)?.row.detail).toMatch(/invalid|unknown/i);
  }
});
