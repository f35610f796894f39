/** What the demo breaks, and what Rollcall must say about it. Knows the lab's plan; knows nothing of how it is asked. */
import { dealFaults, type FaultPlan } from '../lab/fault-plan.ts';
import { planFleet } from '../lab/fleet.ts';
import { createRandom } from '../lab/random.ts';

/** Percent of the demo's fleet, as the lab's `--mix` takes it. */
export const DEMO_MIX = {
  cisco_ios: 45,
  cisco_iosxe: 15,
  cisco_nxos: 10,
  arista_eos: 15,
  juniper_junos: 10,
  cisco_iosxr: 5,
} as const;

/**
 * How many devices get which fault of the lab. Each is found within seconds; the last ones look alarming and must
 * not disturb the device at all.
 */
const DEMO_FAULTS = [
  ['conn-refused', 3],
  ['blackhole', 3],
  ['dns-nxdomain', 1],
  ['close-at-once', 2],
  ['http-server', 1],
  ['ssh1', 1],
  ['algo-mismatch', 2],
  ['hostkey-changed', 2],
  ['auth-denied', 1],
  ['kbd-otp', 1],
  ['password-expired', 1],
  ['disconnect-after-auth', 1],
  ['pty-refused', 1],
  ['shell-closes', 1],
  ['login-interstitial', 1],
  ['enable-wrong', 1],
  ['fin-mid-command', 1],
  ['prompt-lookalike', 1],
  ['ansi-noise', 1],
  ['huge-banner', 1],
] as const;

export interface PlantedFault {
  readonly device: string;
  readonly platform: string;
  /** The lab's name for it, e.g. `blackhole`. */
  readonly fault: string;
  /** The code Rollcall must report, or `ok` where the device must answer all the same. */
  readonly expect: string;
}

/** The plan for the lab, every device named, and what to expect of each. The same for the same seed. */
export function plantFaults(options: { readonly devices: number; readonly seed: number }): {
  readonly plan: FaultPlan;
  readonly planted: readonly PlantedFault[];
} {
  const platforms = Object.keys(DEMO_MIX);
  const fleet = planFleet({ ...options, mix: DEMO_MIX, legacyPercent: 0, platforms });
  const counts = DEMO_FAULTS.map(([fault, devices]) => ({ fault, devices }));
  const dealt = dealFaults({ faults: counts }, createRandom(options.seed, 'demo').shuffled(fleet), options.seed);
  const platformOf = new Map(fleet.map(({ name, platform }) => [name, platform]));
  const planted = [...dealt].map(([device, { fault }]) => ({
    device,
    platform: platformOf.get(device) ?? '',
    fault: fault.name,
    expect: fault.expect,
  }));
  const names = (fault: string) => planted.filter((row) => row.fault === fault).map((row) => row.device);
  return { plan: { faults: DEMO_FAULTS.map(([fault]) => ({ fault, devices: names(fault) })) }, planted };
}

/** What Rollcall said of one device. */
export interface Said {
  readonly status: string;
  readonly codes: readonly string[];
}

export interface Verdict extends PlantedFault {
  readonly said: string;
  readonly isFound: boolean;
}

/** Compares what was planted with what was said; a device that is said to be broken and is not comes last. */
export function judge(planted: readonly PlantedFault[], said: ReadonlyMap<string, Said>): Verdict[] {
  const verdicts = planted.map((fault): Verdict => {
    const { status = 'nothing', codes = [] } = said.get(fault.device) ?? {};
    const isFound = fault.expect === 'ok' ? status === 'ok' || status === 'attention' : codes.includes(fault.expect);
    return { ...fault, said: codes[0] ?? status, isFound };
  });
  const names = new Set(planted.map(({ device }) => device));
  const falseAlarms = [...said].filter(([device, { codes }]) => codes.length > 0 && !names.has(device));
  return [
    ...verdicts,
    ...falseAlarms.map(([device, { codes }]) => ({
      device,
      platform: '',
      fault: 'none',
      expect: 'ok',
      said: codes[0] ?? '',
      isFound: false,
    })),
  ];
}
