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
  leave(isWell: boolean): void;
  /** Why nobody more is let in, or null. */
  readonly halted: string | null;
}

interface Waiting {
  readonly go: () => void;
  readonly stop: (reason: unknown) => void;
}

/** A wave is judged by itself: that earlier ones went well allows a later one nothing more. */
export function createWaveGate(plan: {
  readonly devices: readonly Pick<ChangePlan['devices'][number], 'device' | 'wave'>[];
  readonly policy: Pick<ChangePlan['policy'], 'inFlight' | 'stopPercent'>;
}): WaveGate {
  const { inFlight: most, stopPercent } = plan.policy;
  const waveOf = new Map(plan.devices.map(({ device, wave }) => [device, wave]));
  const sizes = new Map<number, number>();
  for (const { wave } of plan.devices) sizes.set(wave, (sizes.get(wave) ?? 0) + 1);
  const waves = [...sizes.keys()].sort((a, b) => a - b);
  const queues = new Map(waves.map((wave) => [wave, [] as Waiting[]]));
  let inFlight = 0;
  let current = 0;
  let left = 0;
  let failed = 0;
  let halted: string | null = null;

  const size = () => sizes.get(waves[current] ?? 0) ?? 0;
  const tolerated = () => (current === 0 ? 0 : Math.floor((stopPercent / 100) * size()));

  const pump = () => {
    if (halted === null && left === size() && current < waves.length - 1) {
      current++;
      left = 0;
      failed = 0;
    }
    if (halted !== null) {
      const reason = new RollcallError('WAVE_HALTED', halted, { phase: 'local' });
      for (const one of [...queues.values()].flatMap((queue) => queue.splice(0))) one.stop(reason);
    }
    const queue = queues.get(waves[current] ?? 0);
    while (inFlight < most) {
      const next = queue?.shift();
      if (next === undefined) break;
      inFlight++;
      next.go();
    }
  };

  return {
    enter(device, signal) {
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          halted ??= 'Cancelled: what was under way was finished, and nothing more was begun.';
          reject(signal.reason);
        };
        if (signal.aborted) return onAbort();
        signal.addEventListener('abort', onAbort, { once: true });
        const done = () => signal.removeEventListener('abort', onAbort);
        queues.get(waveOf.get(device) ?? 0)?.push({
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
    leave(isWell) {
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
