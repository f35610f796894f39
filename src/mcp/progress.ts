/** A run's progress as MCP notifications. Knows pace and wording; nothing of runs. */
import type { Clock } from '../core/clock.ts';
import { counted } from '../core/text.ts';
import type { RunProgress } from '../engine/run-spec.ts';

/** About twice a second: enough for a bar that moves, too little to fill a client's log. */
const PAUSE_MS = 450;

/** What a progress notification carries besides its token. */
export interface ProgressReport {
  readonly progress: number;
  readonly total: number;
  readonly message: string;
}

/** A listener that passes on what has grown, at most twice a second: clients refuse progress that stands still. */
export function paceProgress(send: (report: ProgressReport) => void, clock: Clock): (progress: RunProgress) => void {
  let lastDone = -1;
  let nextAt = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = clock.monotonicMs();
    if (progress.done <= lastDone || now < nextAt) return;
    lastDone = progress.done;
    nextAt = now + PAUSE_MS;
    send({ progress: progress.done, total: progress.selected, message: progressMessage(progress) });
  };
}

/** `1,200 of 2,500 devices, 210/s, 6 s left`; the rate and the rest only where something can be said. */
export function progressMessage(progress: RunProgress): string {
  const { done, selected, perSecond, etaMs } = progress;
  return [
    `${done.toLocaleString('en-US')} of ${counted(selected, 'device')}`,
    ...(perSecond > 0
      ? [`${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en-US')}/s`]
      : []),
    ...(etaMs === null ? [] : [`${Math.ceil(etaMs / 1000).toLocaleString('en-US')} s left`]),
  ].join(', ');
}
