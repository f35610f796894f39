/** Which devices go first, and which never together. Pure: the same devices and bounds always give the same waves. */
import type { Config } from '../config/config.ts';
import { RISKS, type Risk } from './plan.ts';

export interface WaveCandidate {
  readonly device: string;
  readonly platform: string;
  readonly risks: readonly Risk[];
  /** Devices with the same word stand in for each other; null: for nobody. */
  readonly pair: string | null;
}

/**
 * The wave of each device, from 0, the canary: a device that heals by itself where there is one, with the least risk.
 * After it every platform comes early, the less risky first; no wave has two of a pair, nor more devices without a timer
 * of their own than `no_heal_wave`.
 */
export function assignWaves(
  candidates: readonly WaveCandidate[],
  settings: Pick<Config['change'], 'waves' | 'no_heal_wave'>,
): ReadonlyMap<string, number> {
  const waves = new Map<string, number>();
  let waiting = inOrder(candidates);
  for (let wave = 0; waiting.length > 0; wave++) {
    const size = settings.waves[Math.min(wave, settings.waves.length - 1)] ?? 1;
    const pairs = new Set<string>();
    let taken = 0;
    let unhealing = 0;
    const rest: WaveCandidate[] = [];
    for (const candidate of waiting) {
      const { device, pair } = candidate;
      const isFull = taken === size || (pair !== null && pairs.has(pair));
      if (isFull || (!heals(candidate) && unhealing === settings.no_heal_wave)) {
        rest.push(candidate);
        continue;
      }
      waves.set(device, wave);
      taken++;
      if (!heals(candidate)) unhealing++;
      if (pair !== null) pairs.add(pair);
    }
    waiting = rest;
  }
  return waves;
}

/** By risk within each platform, and the platforms in turn, so that the first waves try each of them. */
function inOrder(candidates: readonly WaveCandidate[]): WaveCandidate[] {
  const sorted = [...candidates].sort((a, b) => compareRisk(a, b) || compare(a.device, b.device));
  const met = new Map<string, number>();
  const ranked = sorted.map((candidate) => {
    const turn = met.get(candidate.platform) ?? 0;
    met.set(candidate.platform, turn + 1);
    return { candidate, turn };
  });
  // Stable: within a turn the less risky stay first, so that the very first is the least risky of all.
  ranked.sort((a, b) => a.turn - b.turn);
  return ranked.map(({ candidate }) => candidate);
}

const heals = ({ risks }: WaveCandidate): boolean => !risks.includes('no-self-heal');

/** The worst risk decides; what heals by itself comes before all that does not. */
function compareRisk(a: WaveCandidate, b: WaveCandidate): number {
  const worst = ({ risks }: WaveCandidate) =>
    RISKS.reduce((sum, risk, index) => sum + (risks.includes(risk) ? 2 ** (RISKS.length - index) : 0), 0);
  return Number(heals(b)) - Number(heals(a)) || worst(a) - worst(b);
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
