/** Progress for whoever watches: a bar redrawn on a terminal, a line now and then elsewhere. Knows pace only. */
import type { Clock } from '../core/clock.ts';
import type { RunProgress } from '../engine/run-spec.ts';
import type { Printer } from './print.ts';
import { progressLine, progressText } from './progress-line.ts';

/** Five times a second on a terminal: more only flickers. */
const REDRAW_MS = 200;
/** In a log or a mail from cron a line every five seconds says enough, and the same line only once. */
const PLAIN_MS = 5_000;

export interface ShownProgress {
  readonly update: (progress: RunProgress) => void;
  /** Takes the bar away. */
  readonly end: () => void;
}

/** `place` is asked at every report, shown or not. */
export function showProgress(
  print: Printer,
  clock: Clock,
  place: (progress: RunProgress) => string = () => '',
): ShownProgress {
  const pause = print.isInteractive ? REDRAW_MS : PLAIN_MS;
  let said = '';
  let nextAt = clock.monotonicMs() + (print.isInteractive ? 0 : PLAIN_MS);
  return {
    update: (progress) => {
      const now = clock.monotonicMs();
      const where = place(progress);
      if (now < nextAt) return;
      nextAt = now + pause;
      if (print.isInteractive) print.status(progressLine(progress, print.columns, where));
      else if (said !== progressText(progress, where)) {
        said = progressText(progress, where);
        print.note([[said]]);
      }
    },
    end: () => print.status(null),
  };
}
