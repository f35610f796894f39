/**
 * Lets a plan's devices through wave by wave, and nobody more once too many did not end well. Knows waves, counts and
 * turns; nothing of what is done in a turn.
 */
import { RollcallError } from '../core/errors.ts';
import type { ChangePlan } from './plan.ts';

export interface WaveGate {
  /** Resolves when it is the device's turn. @throws {RollcallError} WAVE_HALTED, or the signal's reason */
  enter(device: string, signal: AbortSignal): Promise<void>;
  /** Once for every turn that was given. */
  leave(device: string, isWell: boolean): void;
  /** Why no new wave starts, or null. */
  readonly halted: string | null;
}

interface Waiting {
  readonly wave: number;
  readonly go: () => void;
  readonly stop: (reason: unknown) => void;
}

export function createWaveGate(plan: Pick<ChangePlan, 'devices' | 'policy'>): WaveGate {
  const { inFlight: most, stopPercent } = plan.policy;
  const waveOf = new Map(plan.devices.map(({ device, wave }) => [device, wave]));
  const sizes: number[] = [];
  for (const { wave } of plan.devices) sizes[wave] = (sizes[wave] ?? 0) + 1;
  let waiting: Waiting[] = [];
  let current = 0;
  let inFlight = 0;
  let left = 0;
  let failed = 0;
  let halted: string | null = null;

  const devicesUpTo = (wave: number) => sizes.slice(0, wave + 1).reduce((sum, size) => sum + size, 0);
  const tolerated = () => (current === 0 ? 0 : Math.floor((stopPercent / 100) * devicesUpTo(current)));

  const pump = () => {
    while (halted === null && current < sizes.length - 1 && left >= devicesUpTo(current)) current++;
    const rest: Waiting[] = [];
    for (const one of waiting) {
      if (halted !== null) one.stop(new RollcallError('WAVE_HALTED', halted, { phase: 'local' }));
      else if (one.wave <= current && inFlight < most) {
        inFlight++;
        one.go();
      } else rest.push(one);
    }
    waiting = rest;
  };

  return {
    enter(device, signal) {
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          halted ??= 'The push was cancelled before this wave.';
          reject(signal.reason);
        };
        if (signal.aborted) return onAbort();
        signal.addEventListener('abort', onAbort, { once: true });
        const done = () => signal.removeEventListener('abort', onAbort);
        waiting.push({
          wave: waveOf.get(device) ?? 0,
          go: () => {
            done();
            resolve();
          },
          stop: (reason) => {
            done();
            reject(reason);
          },
        });
        pump();
      });
    },
    leave(_device, isWell) {
      inFlight--;
      left++;
      if (!isWell) failed++;
      if (failed > tolerated() && halted === null) {
        const where = current === 0 ? 'the canary' : `wave ${current + 1}`;
        halted = `Stopped in ${where}: ${failed} of ${left} devices did not end well.`;
      }
      pump();
    },
    get halted() {
      return halted;
    },
  };
}
