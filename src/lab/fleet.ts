/** Which devices a lab has: names, platforms, sites, roles, tags. Knows the mix and the seed; starts nothing. */
import { RollcallError } from '../core/errors.ts';
import { nearMatches } from '../core/text.ts';
import { createRandom } from './random.ts';

/** One device before it is switched on. */
export interface PlannedDevice {
  /** `ams-acc-0001`: site, role, number in the fleet. */
  readonly name: string;
  readonly platform: string;
  readonly site: string;
  readonly role: string;
  readonly tags: readonly string[];
  readonly legacy: boolean;
}

export interface FleetRequest {
  readonly devices: number;
  /** Platform id -> weight; any unit. */
  readonly mix: Readonly<Record<string, number>>;
  /** Percent of `cisco_ios` devices with SHA-1 algorithms only. */
  readonly legacyPercent: number;
  readonly seed: number;
  readonly platforms: readonly string[];
}

const SITES = ['ams', 'lon', 'fra', 'nyc', 'par', 'mad', 'sin', 'tyo', 'chi', 'sao'];
const ROLES = [
  ['access', 80],
  ['distribution', 15],
  ['core', 5],
] as const;
const SHORT = { access: 'acc', distribution: 'dis', core: 'cor' } as const;
/** About this many devices to a site, so that small labs have few sites. */
const DEVICES_PER_SITE = 25;

/**
 * The fleet, the same for the same request.
 * @throws {RollcallError} BAD_INPUT for an unknown platform, no devices, or a mix without weight
 */
export function planFleet(request: FleetRequest): PlannedDevice[] {
  const { devices, mix, seed, legacyPercent } = request;
  const sites = SITES.slice(0, Math.min(SITES.length, Math.max(2, Math.ceil(devices / DEVICES_PER_SITE))));
  const random = createRandom(seed, 'fleet');
  return random.shuffled(platformList(devices, mix, request.platforms)).map((platform, index) => {
    const own = createRandom(seed, 'place', index);
    const site = own.pick(sites);
    const role = own.weighted(ROLES.map(([name, weight]) => [name, weight] as const));
    const legacy = platform === 'cisco_ios' && own.next() * 100 < legacyPercent;
    const tags = [
      'prod',
      ...(own.chance(0.1) ? ['pci'] : []),
      ...(own.chance(0.02) ? ['maint'] : []),
      ...(legacy ? ['legacy'] : []),
    ];
    return { name: `${site}-${SHORT[role]}-${String(index + 1).padStart(4, '0')}`, platform, site, role, tags, legacy };
  });
}

/** `devices` platform ids in the proportions of `mix`; leftovers go to the largest remainders. */
function platformList(devices: number, mix: FleetRequest['mix'], known: readonly string[]): string[] {
  const rows = Object.entries(mix).filter(([, weight]) => weight > 0);
  for (const [platform] of rows) {
    if (known.includes(platform)) continue;
    const near = nearMatches(platform, known);
    throw new RollcallError('BAD_INPUT', `The lab cannot simulate "${platform}".`, {
      hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It knows ${known.join(', ')}.`,
    });
  }
  const total = rows.reduce((sum, [, weight]) => sum + weight, 0);
  if (!Number.isInteger(devices) || devices < 1 || total <= 0) {
    throw new RollcallError('BAD_INPUT', 'A lab needs at least one device and one platform with a weight above 0.');
  }
  const shares = rows.map(([platform, weight]) => ({ platform, exact: (devices * weight) / total }));
  const left = devices - shares.reduce((sum, share) => sum + Math.floor(share.exact), 0);
  const byRemainder = [...shares].sort((a, b) => (b.exact % 1) - (a.exact % 1)).slice(0, left);
  return shares.flatMap((share) =>
    Array<string>(Math.floor(share.exact) + (byRemainder.includes(share) ? 1 : 0)).fill(share.platform),
  );
}
