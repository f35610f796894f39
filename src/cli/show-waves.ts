/** A push as it goes out, wave by wave. Knows how many devices each wave has; reads the rest from the run's progress. */
import { counted } from '../core/text.ts';
import type { RunProgress } from '../engine/run-spec.ts';
import type { Line } from './line.ts';

/**
 * Which wave a push is in, from 1: a wave begins when every device of the one before has ended. The last one where
 * `done` is all of them.
 */
export function waveAt(waves: readonly number[], done: number): number {
  let through = 0;
  const at = waves.findIndex((devices) => {
    through += devices;
    return done < through;
  });
  return at === -1 ? waves.length : at + 1;
}

/**
 * Answers `wave 2 of 4` for a progress, and says once when a wave begins. `isHalted` is asked before a new wave is
 * named: devices that are not reached any more count as done, and are no wave.
 */
export function createWaveWatch(options: {
  readonly waves: readonly number[];
  readonly say: (line: Line) => void;
  readonly isHalted: () => Promise<boolean>;
}): (progress: RunProgress) => string {
  const { waves, say, isHalted } = options;
  let current = 0;
  let halted = false;
  let asking = false;
  const begin = (wave: number) => {
    current = wave;
    const canary = wave === 1 ? ', the canary' : '';
    say([`Wave ${wave} of ${waves.length}${canary}: ${counted(waves[wave - 1] ?? 0, 'device')}`]);
  };
  const look = async (wave: number) => {
    asking = true;
    halted = await isHalted().finally(() => {
      asking = false;
    });
    if (halted) say(['No new wave starts; the devices under way come to their end.']);
    else begin(wave);
  };
  begin(1);
  return ({ done, selected }) => {
    const wave = waveAt(waves, done);
    if (!halted && !asking && done < selected && wave > current) void look(wave).catch(() => {});
    return halted ? 'stopping' : `wave ${current} of ${waves.length}`;
  };
}
