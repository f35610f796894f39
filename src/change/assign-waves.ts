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
  const assigned = new Map<string, number>();
  const waves: Wave[] = [];
  const waveAt = (index: number): Wave => {
    const size = settings.waves[Math.min(index, settings.waves.length - 1)] ?? 1;
    waves[index] ??= { room: size, unhealingRoom: settings.no_heal_wave, pairs: new Set() };
    return waves[index];
  };
  // Waves before these are full: for all, and for what does not heal by itself.
  let open = 0;
  let openUnhealing = 0;
  for (const candidate of inOrder(candidates)) {
    while (waveAt(open).room === 0) open++;
    openUnhealing = Math.max(open, openUnhealing);
    while (isFull(waveAt(openUnhealing), true)) openUnhealing++;
    const isUnhealing = !heals(candidate);
    const { pair } = candidate;
    let index = isUnhealing ? openUnhealing : open;
    while (isFull(waveAt(index), isUnhealing) || (pair !== null && waveAt(index).pairs.has(pair))) index++;
    const wave = waveAt(index);
    wave.room--;
    if (isUnhealing) wave.unhealingRoom--;
    if (pair !== null) wave.pairs.add(pair);
    assigned.set(candidate.device, index);
  }
  return assigned;
}

interface Wave {
  /** Devices it may still take. */
  room: number;
  /** Of them, how many that do not heal by themselves. */
  unhealingRoom: number;
  readonly pairs: Set<string>;
}

const isFull = ({ room, unhealingRoom }: Wave, isUnhealing: boolean): boolean =>
  room === 0 || (isUnhealing && unhealingRoom === 0);

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
